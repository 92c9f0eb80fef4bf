/**
 * One clone from begin to end: rounds of connections to the donor, autotune, throttle, progress, reconnection, stopping,
 * and the commit.
 *
 * <p>{@link io.mysqlclone.recipient.run.CloneRun} is the way in. Knows no framework and no terminal. May use: all of {@code
 * recipient} but {@code preflight}, and all packages but {@code agent} and those of an engine:
 * a clone knows engines by their contract only, and those that take part as an {@code EngineGroup}.
 */
@NullMarked
package io.mysqlclone.recipient.run;

import org.jspecify.annotations.NullMarked;
