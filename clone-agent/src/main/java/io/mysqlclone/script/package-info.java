/**
 * SQL scripts that are run on a server that was started on a clone, before anybody is to use it: they mask data, reset
 * accounts, drop events.
 *
 * <p>{@link io.mysqlclone.script.ScriptRun} is the way in. Knows nothing of where the scripts come from. What a script says, and
 * what a server says of it, may be secret: neither is ever part of a message. May use: {@code mysql}, {@code datadir}.
 */
@NullMarked
package io.mysqlclone.script;

import org.jspecify.annotations.NullMarked;
