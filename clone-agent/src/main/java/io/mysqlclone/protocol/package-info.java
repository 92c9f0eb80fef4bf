/**
 * {@code COM_CLONE} as data: sealed commands and responses, locator entries, protocol versions, and their codec.
 *
 * <p>Pure functions on {@link java.nio.ByteBuffer}: no I/O, no state. Integers of this layer are little endian. Names
 * follow {@code plugin/clone/include/clone.h} of MySQL 9.7. May use: {@code engine}.
 */
@NullMarked
package io.mysqlclone.protocol;

import org.jspecify.annotations.NullMarked;
