/**
 * TLS over a connected socket: the upgrade, key material from PEM files, and the checks of a server's certificate.
 *
 * <p>{@link io.mysqlclone.mysql.tls.TlsUpgrade} is the way in; knows no packet. May use: {@code mysql}, {@code
 * transport}, the JDK, and Conscrypt for its ciphers.
 */
@NullMarked
package io.mysqlclone.mysql.tls;

import org.jspecify.annotations.NullMarked;
