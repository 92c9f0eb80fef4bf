/**
 * What a backup program asks of a running server, over SQL: the backup lock, page tracking, the redo log's consumer, and
 * the one row of {@code performance_schema.log_status}. Everything that the server holds for it hangs on a session, and ends
 * with that.
 *
 * <p>May use: {@code innodb.live} for what is asked, {@code mysql} and {@code mysql.connection}, {@code engine}.
 */
@NullMarked
package io.mysqlclone.backup;

import org.jspecify.annotations.NullMarked;
