/**
 * The program {@code clone-agent}: commands, configuration, terminal progress, HTTP status and exit codes.
 *
 * <p>This package only starts it; {@code cli} reads the command line, {@code run} carries it out, {@code console},
 * {@code http} and {@code report} tell about it. May use: all packages, picocli, Jackson, Micrometer.
 */
@NullMarked
package io.mysqlclone.agent;

import org.jspecify.annotations.NullMarked;
