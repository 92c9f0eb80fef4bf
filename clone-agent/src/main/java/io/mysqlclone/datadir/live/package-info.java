/**
 * An existing server's data directory, seen from outside while that server may be running: which files are whose, which
 * of them hold user data, and which server it is. Changes nothing.
 *
 * <p>May use: the JDK, {@link io.mysqlclone.gtid}, {@link io.mysqlclone.release} and {@link io.mysqlclone.datadir}.
 */
@NullMarked
package io.mysqlclone.datadir.live;

import org.jspecify.annotations.NullMarked;
