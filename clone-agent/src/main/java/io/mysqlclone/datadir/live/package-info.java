/**
 * An existing server's data directory, seen from outside while that server may be running: which files are whose, which
 * of them hold user data, and which server it is. Changes nothing.
 *
 * <p>May use: {@code datadir}, {@code gtid}, {@code release}, {@code storage}.
 */
@NullMarked
package io.mysqlclone.datadir.live;

import org.jspecify.annotations.NullMarked;
