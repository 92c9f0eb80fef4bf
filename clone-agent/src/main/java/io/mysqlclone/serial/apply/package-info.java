/**
 * The recipient's half: files are staged by number, one position says what is durable, and they are named only in the one commit
 * of all engines.
 *
 * <p>May use: {@code serial}, {@code engine}, {@code storage}, {@code datadir}.
 */
@NullMarked
package io.mysqlclone.serial.apply;

import org.jspecify.annotations.NullMarked;
