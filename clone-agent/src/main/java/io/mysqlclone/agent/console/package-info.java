/**
 * What a person sees: a live display on a terminal, lines in a log, JSON for a program.
 *
 * <p>Only text and its timing; decides nothing. May use: {@code quantity}, {@code report}, the contracts of
 * {@code recipient} and {@code innodb}.
 */
@NullMarked
package io.mysqlclone.agent.console;

import org.jspecify.annotations.NullMarked;
