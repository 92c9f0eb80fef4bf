/**
 * Sizes, bandwidths and durations as people write and read them.
 *
 * <p>Pure functions. May use: the JDK.
 */
@NullMarked
package io.mysqlclone.agent.quantity;

import org.jspecify.annotations.NullMarked;
