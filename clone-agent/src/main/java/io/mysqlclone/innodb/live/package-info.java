/**
 * InnoDB's donor beside a running server that knows nothing of clones.
 *
 * <p>FILE COPY reads the server's files as they are, while they change. What was changed meanwhile the server itself notes
 * (page tracking), and {@link io.mysqlclone.innodb.live.Capture} copies it into a {@link
 * io.mysqlclone.innodb.live.Spool}, together with the redo log up to one point at which everything stands still for
 * milliseconds. From then on a recipient is sent what does not change any more, as slowly as it likes. What is asked of the
 * server is in {@link io.mysqlclone.innodb.live.Mysqld}. May use: {@code innodb}, {@code innodb.descriptor}, {@code
 * innodb.page}, {@code innodb.snapshot}, {@code innodb.source}, {@code innodb.donor}, {@code engine}, {@code storage}.
 */
@NullMarked
package io.mysqlclone.innodb.live;

import org.jspecify.annotations.NullMarked;
