/**
 * What a client of a MySQL server says and hears: where the server is, who logs in, how TLS and compression are to be,
 * and the errors that a connection ends with.
 *
 * <p>Only data; {@link io.mysqlclone.mysql.connection.MysqlConnection} is where to start, and the bytes flow through
 * {@code transport} (sockets), {@code tls} and {@code packet}. Nothing here or below knows about cloning. May use: the
 * JDK.
 */
@NullMarked
package io.mysqlclone.mysql;

import org.jspecify.annotations.NullMarked;
