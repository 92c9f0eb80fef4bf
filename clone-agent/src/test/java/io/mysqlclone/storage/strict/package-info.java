/**
 * A file system in memory that keeps its word and no more: what was not made durable is gone after a power failure, names
 * in directories too, and any of its operations can be made to fail.
 */
@NullMarked
package io.mysqlclone.storage.strict;

import org.jspecify.annotations.NullMarked;
