/**
 * A server over engines: it listens, lets clients in within bounds, watches over them, and tells how far they are.
 *
 * <p>{@link io.mysqlclone.donor.serve.Donor} is the way in. May use: {@code mysql} and its packages, {@code donor}, {@code
 * donor.session}, {@code engine}.
 */
@NullMarked
package io.mysqlclone.donor.serve;

import org.jspecify.annotations.NullMarked;
