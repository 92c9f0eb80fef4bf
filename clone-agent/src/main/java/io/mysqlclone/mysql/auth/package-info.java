/**
 * What a client answers to each of MySQL's authentication plugins. Internal to {@code mysql.connection}: pure
 * computation on a password and a nonce, no I/O. May use: the JDK.
 */
@NullMarked
package io.mysqlclone.mysql.auth;

import org.jspecify.annotations.NullMarked;
