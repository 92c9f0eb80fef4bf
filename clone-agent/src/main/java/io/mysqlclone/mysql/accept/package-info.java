/**
 * A server's side of the classic protocol: the greeting, the login of a client and what protects it, commands in, answers
 * out.
 *
 * <p>{@link io.mysqlclone.mysql.accept.ServerHandshake} is the way in. What a client sends before it is logged in may be
 * anybody's: it is short, and has little time. May use: {@code mysql} and all its packages but {@code connection}.
 */
@NullMarked
package io.mysqlclone.mysql.accept;

import org.jspecify.annotations.NullMarked;
