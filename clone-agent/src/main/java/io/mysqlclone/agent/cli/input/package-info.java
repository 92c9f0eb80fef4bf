/**
 * What a process finds around it, and how the texts that it finds become values: variables, passwords, PEM files.
 *
 * <p>A value is checked where it is read. Knows no option and no command. May use: picocli, {@code quantity}, {@code
 * report}, the contracts of all packages that a value becomes part of.
 */
@NullMarked
package io.mysqlclone.agent.cli.input;

import org.jspecify.annotations.NullMarked;
