/**
 * Streams of bytes to and from a server: the socket, how it is opened and aborted in time, and what is counted on it.
 *
 * <p>Knows no packet. May use: {@code mysql}, the JDK.
 */
@NullMarked
package io.mysqlclone.mysql.transport;

import org.jspecify.annotations.NullMarked;
