/**
 * The options of {@code replicate}.
 *
 * <p>One class for each group of the help. May use: {@code input}, picocli, the contracts of {@code mysql} and {@code
 * replica}.
 */
@NullMarked
package io.mysqlclone.agent.cli.options.replication;

import org.jspecify.annotations.NullMarked;
