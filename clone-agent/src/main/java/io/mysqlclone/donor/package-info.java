/**
 * What a donor says of itself and of those who clone from it.
 *
 * <p>May use: {@code engine}, {@code protocol}.
 */
@NullMarked
package io.mysqlclone.donor;

import org.jspecify.annotations.NullMarked;
