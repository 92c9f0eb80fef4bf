/**
 * The journal, from which a new process continues a clone: records that are durable and whole, or not there.
 *
 * <p>Knows nothing of what the records mean. May use: {@code storage}.
 */
@NullMarked
package io.mysqlclone.storage.journal;

import org.jspecify.annotations.NullMarked;
