package io.mysqlclone.donor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.innodb.live.CaptureReport;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneRequests;
import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.MysqlServerBuilder;
import io.mysqlclone.testbed.WriteLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Copies of a running server, by each kind of recipient, and whether they are what they must be. */
final class LiveCopies {
    private final Path scratch;

    /** @param scratch where servers are */
    LiveCopies(Path scratch) {
        this.scratch = scratch;
    }

    /** Who makes a copy. */
    enum Recipient {
        /** A clone without a wire. */
        LOCAL,
        /** A mysqld. */
        STOCK,
        /** Ours, over the wire. */
        AGENT
    }

    MysqlServerBuilder server(String name, String... options) throws IOException {
        MysqlServerBuilder builder = MysqlServer.builder(Files.createDirectory(scratch.resolve(name)))
                .replicated();
        List.of(options).forEach(builder::option);
        return builder;
    }

    MysqlServer stock(String name) throws IOException {
        return MysqlServer.builder(Files.createDirectory(scratch.resolve(name)))
                .plugin("mysql_clone.so")
                .start();
    }

    void copyTo(Path copy, Recipient recipient, Beside beside, MysqlServer server, MysqlServer stock) throws Exception {
        switch (recipient) {
            case LOCAL -> copyLocally(copy, beside, server);
            case STOCK -> {
                try (Served served = Served.engines(beside.engines(), Served.limits(Duration.ofMinutes(5)))) {
                    stockClone(stock, served, copy);
                }
            }
            case AGENT -> {
                try (Served served = Served.engines(beside.engines(), Served.limits(Duration.ofMinutes(5)))) {
                    new CloneRun(
                                    CloneEngines.standard(),
                                    CloneRequests.from(served.endpoint()).into(copy),
                                    event -> {})
                            .run();
                }
            }
        }
    }

    static Void stockClone(MysqlServer stock, Served served, Path copy) throws IOException {
        stock.execute("SET GLOBAL clone_valid_donor_list = '127.0.0.1:" + served.port()
                + "'; CLONE INSTANCE FROM cloner@127.0.0.1:" + served.port()
                + " IDENTIFIED BY 'secret' DATA DIRECTORY = '" + copy + "'");
        return null;
    }

    static void copyLocally(Path copy, Beside beside, MysqlServer server) throws Exception {
        var request = new CloneRequest(
                new CloneRequest.Source.Directory(server.dataDir()),
                new CloneRequest.Target(copy, false, List.of()),
                new CloneRequest.Concurrency.Fixed(2),
                new Limits(0, 0),
                new CloneRequest.DdlPolicy(Duration.ZERO, false),
                Duration.ZERO,
                Duration.ZERO,
                true,
                CloneRequest.MIN_BUFFER_SIZE,
                CloneRequest.Commit.IF_STOPPED);
        new CloneRun(CloneEngines.standard(), request, beside::engines, event -> {}).run();
    }

    void requireExact(MysqlServer server, Path copy, CaptureReport point, MysqlServerBuilder builder) {
        try (MysqlServer clone = builder.dataDir(copy).donor().start()) {
            assertThat(clone.gtidExecuted()).isEqualTo(point.point().gtidExecuted());
            // Counters are in no row: what is inserted next must find a number that is free.
            for (String schema : clone.query("SHOW SCHEMAS LIKE 'load%'").stream()
                    .map(List::getFirst)
                    .toList()) {
                clone.execute("SET SESSION sql_log_bin = 0; INSERT INTO " + schema
                        + ".movement (source, target, amount) VALUES (1, 1, 1); DELETE FROM " + schema
                        + ".movement WHERE id = LAST_INSERT_ID()");
            }
            for (String schema : clone.query("SHOW SCHEMAS LIKE 'load%'").stream()
                    .map(List::getFirst)
                    .toList()) {
                WriteLoad.assertConsistent(clone.sql(), schema);
            }
            try {
                CloneAssertions.assertSameAfterCatchingUp(server, clone);
            } catch (IllegalStateException gone) {
                throw new AssertionError(clone.errorLog(), gone);
            }
            CloneAssertions.assertHealthyRestart(clone);
        }
    }
}
