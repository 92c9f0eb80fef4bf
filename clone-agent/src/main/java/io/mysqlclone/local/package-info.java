/**
 * A clone without a wire: what a donor's tasks give goes straight to a recipient's tasks, in one process.
 *
 * <p>May use: {@code engine}.
 */
@NullMarked
package io.mysqlclone.local;

import org.jspecify.annotations.NullMarked;
