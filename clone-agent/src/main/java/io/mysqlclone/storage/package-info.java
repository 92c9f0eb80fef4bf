/**
 * Bytes to disk and back: aligned direct writes, holes, copies between files, durability, and the kernel's locks.
 *
 * <p>Knows nothing of sockets, of MySQL's protocol or of a server's directory. {@code journal} remembers what was stored.
 * May use: the words of {@code engine}.
 */
@NullMarked
package io.mysqlclone.storage;

import org.jspecify.annotations.NullMarked;
