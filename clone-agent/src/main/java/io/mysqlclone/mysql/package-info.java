/**
 * A client connection to a MySQL server: packets, handshake, authentication, TLS, compression and a minimal text query.
 *
 * <p>Start at {@link io.mysqlclone.mysql.MysqlConnection}. Bytes flow {@code SocketWire} (counted socket) to {@code
 * Transport} (plain, TLS, compressed) to {@code PacketReader} and {@code PacketWriter}. Knows nothing about cloning and
 * nothing about files other than key material. May use: the JDK (and zstd-jni for {@code zstd} protocol compression).
 */
@NullMarked
package io.mysqlclone.mysql;

import org.jspecify.annotations.NullMarked;
