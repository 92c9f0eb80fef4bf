/**
 * The donor's half: files are copied while the server goes on, and once more, as far as they have changed, while nobody may
 * write to these tables.
 *
 * <p>May use: {@code tablefiles}, {@code serial.donor}, {@code engine}, {@code storage}.
 */
@NullMarked
package io.mysqlclone.tablefiles.donor;

import org.jspecify.annotations.NullMarked;
