/**
 * The command line: flags, environment variables, help, and what each command does with them.
 *
 * <p>May use: all packages, picocli.
 */
@NullMarked
package io.mysqlclone.agent.cli;

import org.jspecify.annotations.NullMarked;
