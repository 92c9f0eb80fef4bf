/**
 * A login to a server of this host, which may take a while to let anybody in, and then by one of its addresses only.
 *
 * <p>{@link io.mysqlclone.mysql.login.HostLogin} is the way in. May use: {@code mysql}, {@code mysql.connection}.
 */
@NullMarked
package io.mysqlclone.mysql.login;

import org.jspecify.annotations.NullMarked;
