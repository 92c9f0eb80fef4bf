/**
 * A client connection to a MySQL server: packets, handshake, authentication, TLS, compression and a minimal text query.
 *
 * <p>Knows nothing about cloning and nothing about files other than key material. May use: the JDK (and zstd-jni for
 * {@code zstd} protocol compression).
 */
@NullMarked
package io.mysqlclone.mysql;

import org.jspecify.annotations.NullMarked;
