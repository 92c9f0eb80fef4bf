/**
 * What a backup program asks of a running server, over SQL: the backup lock, page tracking, the redo log's consumer, and
 * the one row of {@code performance_schema.log_status}. Everything that the server holds for it hangs on a session, and ends
 * with that.
 *
 * <p>May use: {@code innodb.live} for what is asked and {@code innodb.snapshot} for what a server is, {@code mysql}, {@code
 * mysql.connection}, {@code mysql.accept} and {@code mysql.auth} for the accounts of the server, {@code release}, {@code
 * engine}. Used by {@code agent.run} alone.
 */
@NullMarked
package io.mysqlclone.backup;

import org.jspecify.annotations.NullMarked;
