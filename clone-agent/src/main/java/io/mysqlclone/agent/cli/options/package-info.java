/**
 * What a user asks for: the options that commands share, each as a flag and as an environment variable, and what a
 * process finds around it.
 *
 * <p>One class for each group of the help; a value is checked where it is read. Knows no command. May use: picocli, the
 * contracts of all packages that a value becomes part of.
 */
@NullMarked
package io.mysqlclone.agent.cli.options;

import org.jspecify.annotations.NullMarked;
