/**
 * The donor's half: what was kept of a point is sent to each recipient from where it is.
 *
 * <p>May use: {@code serial}, {@code engine}.
 */
@NullMarked
package io.mysqlclone.serial.donor;

import org.jspecify.annotations.NullMarked;
