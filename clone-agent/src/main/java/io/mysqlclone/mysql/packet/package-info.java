/**
 * Packets of MySQL's classic protocol on a stream of bytes: framing, sequence numbers, split packets, compressed frames,
 * and the fields of small packets.
 *
 * <p>Payload of data goes past into the caller's buffer. May use: {@code mysql}, {@code transport}, and zstd-jni.
 */
@NullMarked
package io.mysqlclone.mysql.packet;

import org.jspecify.annotations.NullMarked;
