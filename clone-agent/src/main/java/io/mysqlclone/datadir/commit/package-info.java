/**
 * The commit of a clone, in the two forms in which mysqld takes a clone over: a fresh directory, and the replacement of a live one.
 *
 * <p>Everything that mysqld reads in {@code #clone/} is written here. May use: {@code datadir}, {@code datadir.live}, {@code engine}, {@code release},
 * {@code storage}.
 */
@NullMarked
package io.mysqlclone.datadir.commit;

import org.jspecify.annotations.NullMarked;
