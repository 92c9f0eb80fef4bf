package io.mysqlclone.donor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.recipient.CloneRequests;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import io.mysqlclone.testbed.proxy.Direction;
import io.mysqlclone.testbed.proxy.Fault;
import io.mysqlclone.testbed.proxy.FaultProxy;
import io.mysqlclone.testbed.proxy.Packet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real mysqld clones from a served directory, and can't tell it from a server. */
final class ServeStockIT {
    @TempDir
    static Path scratch;

    private static StoppedServer stopped;
    private static MysqlServer recipient;

    private Served served;

    @BeforeAll
    static void fill() throws IOException {
        try (MysqlServer donor = MysqlServer.builder(Files.createDirectory(scratch.resolve("donor")))
                .donor()
                .start()) {
            SampleData.in("sample").mebibytes(40).createIn(donor);
            stopped = StoppedServer.stop(donor);
        }
        recipient = MysqlServer.builder(Files.createDirectory(scratch.resolve("recipient")))
                .plugin("mysql_clone.so")
                .start();
    }

    @AfterAll
    static void stop() {
        recipient.close();
    }

    @BeforeEach
    void serve() throws IOException {
        served = Served.directory(stopped.dataDir());
    }

    @AfterEach
    void close() throws IOException {
        served.close();
    }

    @ParameterizedTest
    @CsvSource({
        "1, REQUIRE NO SSL, OFF",
        "4, REQUIRE SSL, ON",
        "16, REQUIRE NO SSL, OFF",
        "16, '', OFF",
        "4, REQUIRE NO SSL, ON"
    })
    void clonesIntoADirectory(int tasks, String tls, String compression) throws IOException {
        Path target = scratch.resolve("copy-" + tasks + tls.replace(' ', '_') + compression);
        recipient.execute("SET GLOBAL clone_autotune_concurrency = OFF; SET GLOBAL clone_max_concurrency = " + tasks
                + "; SET GLOBAL clone_enable_compression = " + compression);

        cloneInto(target, tls);

        assertThat(recipient
                        .query("SELECT STATE, ERROR_NO FROM performance_schema.clone_status")
                        .getFirst())
                .containsExactly("Completed", "0");
        stopped.assertServes(MysqlServer.builder(scratch).dataDir(target).donor());
        assertThat(served.donor().completed()).isEqualTo(1);
    }

    @Test
    void clonesWithTheStockRecipientsOwnChoiceOfTasks() throws IOException {
        Path target = scratch.resolve("copy-auto");
        recipient.execute("SET GLOBAL clone_autotune_concurrency = ON; SET GLOBAL clone_enable_compression = OFF");

        cloneInto(target, "");

        stopped.assertServes(MysqlServer.builder(scratch).dataDir(target).donor());
    }

    @Test
    void aStockRecipientGoesOnAfterEachCut() throws IOException {
        Path target = scratch.resolve("copy-cut");
        recipient.execute("SET GLOBAL clone_autotune_concurrency = OFF; SET GLOBAL clone_max_concurrency = 2;"
                + " SET GLOBAL clone_enable_compression = OFF");
        try (FaultProxy proxy = FaultProxy.to(served.port())) {
            proxy.onNthPacket(
                    10,
                    packet -> packet.isResponse(Packet.DATA) && packet.stage() == 2,
                    new Fault.CutAt(1000, Fault.Cut.RST));
            proxy.onPacket(packet -> packet.startsStage(3), new Fault.CutAt(0, Fault.Cut.FIN));
            proxy.onPacket(packet -> packet.startsStage(4), new Fault.CutAt(0, Fault.Cut.RST));

            cloneFrom(proxy.port(), target, "REQUIRE NO SSL");

            assertThat(proxy.faults()).isEqualTo(3);
        }
        assertThat(served.events())
                .filteredOn(DonorEvent.Resumed.class::isInstance)
                .hasSize(3);
        stopped.assertServes(MysqlServer.builder(scratch).dataDir(target).donor());
    }

    /** The proxy can't follow packets under TLS or compression, so it counts bytes. */
    @ParameterizedTest
    @CsvSource({"1, REQUIRE SSL, OFF", "4, REQUIRE SSL, ON", "16, REQUIRE SSL, OFF", "16, REQUIRE NO SSL, ON"})
    void aStockRecipientGoesOnAfterACutUnderTlsAndCompression(int tasks, String tls, String compression)
            throws IOException {
        Path target = scratch.resolve("copy-cut-" + tasks + tls.replace(' ', '_') + compression);
        recipient.execute("SET GLOBAL clone_autotune_concurrency = OFF; SET GLOBAL clone_max_concurrency = " + tasks
                + "; SET GLOBAL clone_enable_compression = " + compression);
        try (FaultProxy proxy = FaultProxy.to(served.port())) {
            proxy.cutAllAfter(8 << 20, Fault.Cut.RST);

            cloneFrom(proxy.port(), target, tls);
        }
        assertThat(served.events())
                .filteredOn(DonorEvent.Resumed.class::isInstance)
                .hasSize(1);
        stopped.assertServes(MysqlServer.builder(scratch).dataDir(target).donor());
    }

    /** One that is silent for half a minute is given up by its recipient. All at once, because that is long. */
    @Test
    void aStockRecipientGoesOnAfterASilenceInEachStage() throws Exception {
        List<Silence> silences = List.of(
                new Silence("file", 1, 2, "REQUIRE NO SSL"),
                new Silence("page", 4, 3, "REQUIRE NO SSL"),
                new Silence("redo", 16, 4, "REQUIRE NO SSL"),
                new Silence("tls", 4, 0, "REQUIRE SSL"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (Silence silence : silences) {
                all.add(threads.submit(() -> {
                    silence.clone(served.port());
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        // Under TLS no packet tells the moment, so that on a machine with much to do the clone may be over before it.
        assertThat(served.events())
                .filteredOn(DonorEvent.Resumed.class::isInstance)
                .hasSizeBetween(silences.size() - 1, silences.size());
        for (Silence silence : silences) {
            stopped.assertServes(
                    MysqlServer.builder(scratch).dataDir(silence.target()).donor());
        }
    }

    /** @param stage in which nothing comes any more; 0 for any, where packets can't be seen */
    private record Silence(String name, int tasks, int stage, String tls) {
        Path target() {
            return scratch.resolve("copy-silent-" + name);
        }

        void clone(int port) throws IOException {
            try (FaultProxy proxy = FaultProxy.to(port);
                    MysqlServer server = MysqlServer.builder(Files.createDirectory(scratch.resolve("silent-" + name)))
                            .plugin("mysql_clone.so")
                            .start()) {
                if (stage == 0) {
                    // Slowly, so that it is not over before anybody looks.
                    proxy.limit(30 << 20);
                    freezeAfter(proxy, 8 << 20);
                } else {
                    proxy.onPacket(packet -> packet.endsStage(stage), new Fault.Freeze());
                }
                server.execute(
                        "SET GLOBAL clone_autotune_concurrency = OFF; SET GLOBAL clone_max_concurrency = " + tasks);
                cloneFrom(server, proxy.port(), target(), tls);
            }
        }

        /** Silence for all connections, until the recipient has given one of them up. */
        private static void freezeAfter(FaultProxy proxy, long bytes) {
            Thread.ofVirtual().start(() -> {
                while (proxy.bytes(Direction.DONOR_TO_RECIPIENT) < bytes) {
                    LockSupport.parkNanos(1_000_000);
                }
                proxy.freeze();
                long open = proxy.open();
                while (proxy.open() >= open) {
                    LockSupport.parkNanos(1_000_000);
                }
                proxy.thaw();
            });
        }
    }

    @Test
    void clonesInPlace() throws IOException {
        try (MysqlServer live = MysqlServer.builder(Files.createDirectory(scratch.resolve("live")))
                .donor()
                .start()) {
            live.execute(
                    "CREATE SCHEMA old; CREATE TABLE old.t (a INT PRIMARY KEY); SET GLOBAL clone_valid_donor_list ="
                            + " '127.0.0.1:" + served.port() + "'");
            // Nobody is there to start it again (3707), which is not a failure of the clone.
            assertThatThrownBy(() -> live.execute("CLONE INSTANCE FROM cloner@127.0.0.1:" + served.port()
                            + " IDENTIFIED BY 'secret' REQUIRE SSL"))
                    .hasMessageContaining("3707");
            live.awaitExit(Duration.ofMinutes(1));
            live.start();
            // The log has an error of mysqld's own: that it could not start itself again.
            assertThat(live.checksums()).isEqualTo(stopped.checksums());
            assertThat(live.gtidExecuted()).isEqualTo(stopped.gtidExecuted());
            assertThat(live.query("SELECT STATE FROM performance_schema.clone_status")
                            .getFirst())
                    .containsExactly("Completed");
        }
    }

    @Test
    void aStockRecipientAndOneOfOursCloneAtTheSameTime() throws Exception {
        Path byServer = scratch.resolve("at-once-stock");
        Path byAgent = scratch.resolve("at-once-agent");
        recipient.execute("SET GLOBAL clone_autotune_concurrency = OFF; SET GLOBAL clone_max_concurrency = 2");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<CloneResult> ours = threads.submit(() -> new CloneRun(
                            CloneEngines.standard(),
                            CloneRequests.from(served.endpoint())
                                    .tls(TlsOptions.pinned(served.fingerprint()))
                                    .into(byAgent),
                            event -> {})
                    .run());
            cloneInto(byServer, "REQUIRE SSL");
            assertThat(ours.get().dataBytes()).isPositive();
        }
        stopped.assertServes(MysqlServer.builder(scratch).dataDir(byServer).donor());
        stopped.assertServes(MysqlServer.builder(scratch).dataDir(byAgent).donor());
    }

    private void cloneInto(Path target, String tls) throws IOException {
        cloneFrom(served.port(), target, tls);
    }

    private static void cloneFrom(int port, Path target, String tls) {
        cloneFrom(recipient, port, target, tls);
    }

    private static void cloneFrom(MysqlServer recipient, int port, Path target, String tls) {
        recipient.execute("SET GLOBAL clone_valid_donor_list = '127.0.0.1:" + port
                + "'; CLONE INSTANCE FROM cloner@127.0.0.1:" + port + " IDENTIFIED BY 'secret' DATA DIRECTORY = '"
                + target + "' " + tls);
    }
}
