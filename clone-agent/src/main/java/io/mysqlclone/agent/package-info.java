/**
 * The program {@code clone-agent}: commands, configuration, terminal progress, HTTP status and exit codes.
 *
 * <p>May use: all packages, picocli, Jackson, Micrometer.
 */
@NullMarked
package io.mysqlclone.agent;

import org.jspecify.annotations.NullMarked;
