/**
 * Bytes to disk and back: aligned direct writes, holes, the data directory and its escape guard, the forms in which
 * mysqld takes a clone over, the journal.
 *
 * <p>Knows nothing of sockets or of MySQL's protocol. May use: the JDK.
 */
@NullMarked
package io.mysqlclone.storage;

import org.jspecify.annotations.NullMarked;
