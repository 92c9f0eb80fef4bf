/**
 * What a user asks for: the options that commands share, each as a flag and as an environment variable.
 *
 * <p>One class for each group of the help. Knows no command. May use: {@code input}, picocli, the contracts of all packages
 * that a value becomes part of.
 */
@NullMarked
package io.mysqlclone.agent.cli.options;

import org.jspecify.annotations.NullMarked;
