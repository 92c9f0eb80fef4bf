/**
 * The donor's half: the logs that are there at the point of a clone are kept open, and sent up to that point.
 *
 * <p>May use: {@code binlog}, {@code serial.donor}, {@code engine}.
 */
@NullMarked
package io.mysqlclone.binlog.donor;

import org.jspecify.annotations.NullMarked;
