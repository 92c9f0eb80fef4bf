/**
 * Bytes to disk and back: aligned direct writes, holes, the data directory and its escape guard, and the lock.
 *
 * <p>Knows nothing of sockets or of MySQL's protocol. {@code journal} remembers what was stored, {@code form} turns
 * it into a directory that mysqld takes over. May use: {@code gtid}, and the words of {@code engine}.
 */
@NullMarked
package io.mysqlclone.storage;

import org.jspecify.annotations.NullMarked;
