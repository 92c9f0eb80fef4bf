/**
 * One clone from begin to end: rounds of connections to the donor, autotune, throttle, progress, reconnection, stopping,
 * and the commit.
 *
 * <p>{@link io.mysqlclone.recipient.run.CloneRun} is the way in. Knows no framework and no terminal. May use: all of {@code
 * recipient} but {@code preflight}, and all packages but {@code agent}.
 */
@NullMarked
package io.mysqlclone.recipient.run;

import org.jspecify.annotations.NullMarked;
