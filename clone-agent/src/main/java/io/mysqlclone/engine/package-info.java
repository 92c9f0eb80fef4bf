/**
 * The storage-engine contract of a clone: what either side of an engine does with descriptors and data.
 *
 * <p>The sessions of both sides own the connections; an engine owns what the bytes mean. May use:
 * {@code protocol}.
 */
@NullMarked
package io.mysqlclone.engine;

import org.jspecify.annotations.NullMarked;
