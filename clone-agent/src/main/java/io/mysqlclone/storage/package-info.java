/**
 * Bytes to disk and back: aligned direct writes, holes, the data directory and its escape guard, the lock, the journal.
 *
 * <p>Knows nothing of sockets or of MySQL's protocol. {@link io.mysqlclone.storage.form} turns what was stored here into
 * a directory that mysqld takes over. May use: the JDK.
 */
@NullMarked
package io.mysqlclone.storage;

import org.jspecify.annotations.NullMarked;
