/**
 * One run of the process: a clone with its display, signals, HTTP interface, result file and exit code.
 *
 * <p>May use: {@code console}, {@code report}, {@code http}, the contract of {@code recipient}.
 */
@NullMarked
package io.mysqlclone.agent.run;

import org.jspecify.annotations.NullMarked;
