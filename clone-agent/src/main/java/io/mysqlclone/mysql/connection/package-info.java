/**
 * A client connection: handshake, login, commands, and a minimal text query.
 *
 * <p>May use: {@code mysql} and all its packages.
 */
@NullMarked
package io.mysqlclone.mysql.connection;

import org.jspecify.annotations.NullMarked;
