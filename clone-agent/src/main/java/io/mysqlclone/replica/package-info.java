/**
 * Replication of a server that was started on a clone: from the position of the snapshot, over an ordinary connection to
 * that server.
 *
 * <p>{@link io.mysqlclone.replica.Replication} is the way in. Knows nothing of how the clone was made. May use: {@code
 * mysql}, {@code storage}.
 */
@NullMarked
package io.mysqlclone.replica;

import org.jspecify.annotations.NullMarked;
