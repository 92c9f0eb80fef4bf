/**
 * The recipient's half: binary logs are placed with an index of their own.
 *
 * <p>May use: {@code binlog}, {@code serial}, {@code serial.apply}, {@code engine}.
 */
@NullMarked
package io.mysqlclone.binlog.apply;

import org.jspecify.annotations.NullMarked;
