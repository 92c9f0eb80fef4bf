package io.mysqlclone.bench.clones;

import io.mysqlclone.testbed.MysqlServer;
import java.util.List;

/**
 * What a recipient says about the stages of a clone, in seconds since 1970 on this machine's clock.
 *
 * @param fileCopyBegin begin of FILE COPY
 * @param redoCopyEnd end of REDO COPY: the last byte is there
 * @param dataBytes of all stages
 * @param wireBytes received, of all stages
 */
record StageTimes(double fileCopyBegin, double redoCopyEnd, long dataBytes, long wireBytes) {

    /** What {@code performance_schema.clone_progress} of a server says of its last clone. */
    static StageTimes of(MysqlServer server) {
        List<String> row = server.query("""
                SELECT MAX(IF(stage = 'FILE COPY', UNIX_TIMESTAMP(begin_time), NULL)),
                MAX(IF(stage = 'REDO COPY', UNIX_TIMESTAMP(end_time), NULL)), SUM(data), SUM(network)
                FROM performance_schema.clone_progress""").getFirst();
        return new StageTimes(
                Double.parseDouble(row.get(0)),
                Double.parseDouble(row.get(1)),
                Long.parseLong(row.get(2)),
                Long.parseLong(row.get(3)));
    }
}
