/**
 * The recipient's half: files go to the directories of their schemas, beside empty tables for the server to log to.
 *
 * <p>May use: {@code tablefiles}, {@code serial}, {@code serial.apply}, {@code engine}.
 */
@NullMarked
package io.mysqlclone.tablefiles.apply;

import org.jspecify.annotations.NullMarked;
