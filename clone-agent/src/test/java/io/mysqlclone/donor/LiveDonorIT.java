package io.mysqlclone.donor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.innodb.live.CaptureReport;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.DdlStorm;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import io.mysqlclone.testbed.WriteLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clones of a running server that has no clone plugin. */
final class LiveDonorIT {
    @TempDir
    static Path scratch;

    @Test
    void ofAQuietServer() throws Exception {
        try (MysqlServer server = start("quiet")) {
            SampleData.in("sample").mebibytes(10).createIn(server);
            try (Beside beside = Beside.server(server)) {
                Path copy = cloneLocally(beside, server, "quiet-copy");
                check(server, beside, copy);
            }
        }
    }

    @Test
    void ofABusyServer() throws Exception {
        try (MysqlServer server = start("busy")) {
            SampleData.in("sample").mebibytes(100).createIn(server);
            DdlStorm storm = DdlStorm.prepare(server, "storm");
            for (int round = 0; round < Integer.getInteger("test.rounds", 3); round++) {
                Path copy;
                try (Beside beside = Beside.server(server)) {
                    storm.start(DdlStorm.withoutKeyring());
                    try (WriteLoad load = WriteLoad.start(server, "load" + round, 4)) {
                        load.awaitTransactions(300);
                        copy = cloneLocally(beside, server, "busy-copy" + round);
                        load.awaitTransactions(100);
                    }
                    storm.close();
                    System.out.println(storm.counts());
                    check(server, beside, copy);
                }
            }
        }
    }

    private static MysqlServer start(String name) throws IOException {
        return MysqlServer.builder(Files.createDirectory(scratch.resolve(name)))
                .replicated()
                .start();
    }

    private static Path cloneLocally(Beside beside, MysqlServer server, String name) throws Exception {
        Path target = scratch.resolve(name);
        var request = new CloneRequest(
                new CloneRequest.Source.Directory(server.dataDir()),
                new CloneRequest.Target(target, false, List.of()),
                new CloneRequest.Concurrency.Fixed(2),
                new Limits(0, 0),
                new CloneRequest.DdlPolicy(Duration.ZERO, false),
                Duration.ZERO,
                Duration.ZERO,
                true,
                CloneRequest.MIN_BUFFER_SIZE,
                CloneRequest.Commit.IF_STOPPED);
        new CloneRun(CloneEngines.standard(), request, beside::engine, event -> System.out.println(event)).run();
        return target;
    }

    private static void check(MysqlServer server, Beside beside, Path copy) throws IOException {
        CaptureReport point = beside.points().getLast();
        System.out.println(point);
        try (MysqlServer clone =
                MysqlServer.builder(scratch).dataDir(copy).donor().start()) {
            System.out.println(CloneAssertions.errors(clone));
            assertThat(clone.gtidExecuted()).isEqualTo(point.point().gtidExecuted());
            System.out.println(clone.query("SELECT BINLOG_FILE, BINLOG_POSITION FROM performance_schema.clone_status"));
            CloneAssertions.assertSameAfterCatchingUp(server, clone);
        }
    }
}
