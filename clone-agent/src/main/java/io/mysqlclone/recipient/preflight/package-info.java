/**
 * Everything that would keep a clone from starting, found at once and without a change: the checks of donor, target and
 * the files that the donor would send.
 *
 * <p>{@link io.mysqlclone.recipient.preflight.Preflight} is the way in. May use: all of {@code recipient} but {@code run},
 * and all packages but {@code agent} and those of an engine.
 */
@NullMarked
package io.mysqlclone.recipient.preflight;

import org.jspecify.annotations.NullMarked;
