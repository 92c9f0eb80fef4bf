/**
 * The options of {@code run-sql}.
 *
 * <p>One class for each group of the help. May use: {@code input}, picocli, the contracts of {@code mysql} and {@code script}.
 */
@NullMarked
package io.mysqlclone.agent.cli.options.script;

import org.jspecify.annotations.NullMarked;
