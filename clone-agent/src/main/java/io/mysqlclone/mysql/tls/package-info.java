/**
 * Key material and certificate checks for TLS: PEM files to an {@code SSLContext}, and the name check. Internal to {@code
 * io.mysqlclone.mysql}; knows neither sockets nor packets. May use: the JDK.
 */
@NullMarked
package io.mysqlclone.mysql.tls;

import org.jspecify.annotations.NullMarked;
