/**
 * The recipient half of the InnoDB engine: what descriptors and data do to the staged files, what is durable, and when
 * a stage is complete.
 *
 * <p>{@link io.mysqlclone.innodb.apply.Snapshot} is the model of what has arrived; tasks change it, one per data
 * connection; {@link io.mysqlclone.innodb.apply.StageGate} keeps them in step; the journal makes the model survive the
 * process. May use: {@code engine}, {@code protocol}, {@code storage}, {@code innodb}.
 */
@NullMarked
package io.mysqlclone.innodb.apply;

import org.jspecify.annotations.NullMarked;
