package io.mysqlclone.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import io.mysqlclone.testbed.WriteLoad;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A donor that is written to all the time: the copy is what the donor was at one instant. */
final class WriteLoadIT {
    @TempDir
    private Path scratch;

    @Test
    void theCopyIsOfOneInstantAndReplicatesFromThere() throws Exception {
        try (MysqlServer donor = MysqlServer.builder(scratch).donor().start()) {
            SampleData.in("sample").mebibytes(16).createIn(donor);
            CloneRequests.allowCloning(donor);
            CloneResult result;
            try (WriteLoad load = WriteLoad.start(donor, "bank", 4)) {
                load.awaitTransactions(200);
                CloneRequest request = CloneRequests.from(donor)
                        .connections(4)
                        .limits(new Limits(24 << 20, 0))
                        .into(scratch.resolve("copy"));
                long before = load.transactions();
                result = new CloneRun(CloneEngines.standard(), request, event -> {}).run();
                assertThat(load.transactions()).isGreaterThan(before + 100);
                load.awaitTransactions(100);
            }
            try (MysqlServer copy = StartedCopy.of(result).start()) {
                WriteLoad.assertConsistent(copy.sql(), "bank");
                StartedCopy.assertComplete(copy, result);
                assertReportedPosition(copy);
                CloneAssertions.assertSameAfterCatchingUp(donor, copy);
                WriteLoad.assertConsistent(copy.sql(), "bank");
                CloneAssertions.assertHealthyRestart(copy);
            }
        }
    }

    /** The binary log position in {@code clone_status} is the end of the last transaction in the GTID set. */
    private static void assertReportedPosition(MysqlServer copy) {
        List<String> position = copy.query("SELECT BINLOG_FILE, BINLOG_POSITION > 157, GTID_EXECUTED"
                        + " FROM performance_schema.clone_status")
                .getFirst();
        assertThat(position).containsExactly("binlog.000001", "1", copy.gtidExecuted());
    }
}
