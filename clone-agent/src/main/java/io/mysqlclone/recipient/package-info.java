/**
 * One clone from begin to end: the session with the donor, worker connections, autotune, acknowledgements,
 * reconnection, throttle and progress.
 *
 * <p>Knows no framework and no terminal. May use: all packages but {@code agent}.
 */
@NullMarked
package io.mysqlclone.recipient;

import org.jspecify.annotations.NullMarked;
