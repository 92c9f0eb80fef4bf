/**
 * The command line: its commands, their help and their usage errors, and what each command does with its options.
 *
 * <p>May use: all packages, picocli; {@code options} has the options that commands share.
 */
@NullMarked
package io.mysqlclone.agent.cli;

import org.jspecify.annotations.NullMarked;
