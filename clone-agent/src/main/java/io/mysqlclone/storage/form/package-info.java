/**
 * The two forms in which mysqld takes a clone over: a fresh directory, and the replacement of a live one.
 *
 * <p>Everything that mysqld reads in {@code #clone/} is written here. May use: the JDK and {@link io.mysqlclone.storage}.
 */
@NullMarked
package io.mysqlclone.storage.form;

import org.jspecify.annotations.NullMarked;
