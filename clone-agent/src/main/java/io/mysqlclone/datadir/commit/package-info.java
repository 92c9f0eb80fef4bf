/**
 * The commit of a clone, in the two forms in which mysqld takes a clone over: a fresh directory, and the replacement of a live one.
 *
 * <p>Everything that mysqld reads in {@code #clone/} is written here. May use: the JDK, {@link io.mysqlclone.storage}, {@link io.mysqlclone.release} and {@link io.mysqlclone.datadir}.
 */
@NullMarked
package io.mysqlclone.datadir.commit;

import org.jspecify.annotations.NullMarked;
