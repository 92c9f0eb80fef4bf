/**
 * The model of a snapshot that is arriving: its files, states and chunks, the rules that announcements and blocks must
 * keep, and the journal's records of all that.
 *
 * <p>{@link io.mysqlclone.innodb.snapshot.Snapshot} is the way in. No I/O. May use: {@code innodb}, {@code descriptor},
 * {@code engine}.
 */
@NullMarked
package io.mysqlclone.innodb.snapshot;

import org.jspecify.annotations.NullMarked;
