/**
 * The recipient half of the InnoDB engine: what descriptors and data do to the staged files, what is durable, and when
 * a stage is complete.
 *
 * <p>Tasks change the {@link io.mysqlclone.innodb.snapshot.Snapshot}, one per data connection; {@link
 * io.mysqlclone.innodb.apply.StageGate} keeps them in step; the journal makes the model survive the process. May use:
 * {@code engine}, {@code storage}, all of {@code innodb} but {@code verify}.
 */
@NullMarked
package io.mysqlclone.innodb.apply;

import org.jspecify.annotations.NullMarked;
