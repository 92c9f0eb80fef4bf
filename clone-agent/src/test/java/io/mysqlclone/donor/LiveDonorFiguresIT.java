package io.mysqlclone.donor;

import io.mysqlclone.testbed.DdlStorm;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import io.mysqlclone.testbed.Shell;
import io.mysqlclone.testbed.WriteLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a donor beside a running server costs that server, measured and printed; nothing is asserted, because it is a matter of the
 * machine. With {@code -Dtest.figures=ROUNDS}, {@code -Dtest.mebibytes=N} of data.
 */
@EnabledIfSystemProperty(named = "test.figures", matches = "[1-9]\\d*")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 60, unit = TimeUnit.MINUTES)
final class LiveDonorFiguresIT {
    private static final int ROUNDS = Integer.getInteger("test.figures", 1);
    private static final int MEBIBYTES = Integer.getInteger("test.mebibytes", 1024);
    private static final int WRITERS = 4;
    private static final int A_SECOND = 125;

    @TempDir
    static Path scratch;

    private static MysqlServer server;
    private static MysqlServer stock;

    @BeforeAll
    static void start() throws IOException {
        server = MysqlServer.builder(Files.createDirectory(scratch.resolve("server")))
                .replicated()
                .start();
        stock = MysqlServer.builder(Files.createDirectory(scratch.resolve("stock")))
                .plugin("mysql_clone.so")
                .start();
        SampleData.in("sample").mebibytes(MEBIBYTES).createIn(server);
        server.execute("INSTALL COMPONENT 'file://component_mysqlbackup'");
        server.createCloneUser("cloner", "secret");
        server.execute("GRANT RELOAD, SYSTEM_VARIABLES_ADMIN, PROCESS ON *.* TO cloner; GRANT SELECT ON"
                + " performance_schema.* TO cloner");
    }

    @AfterAll
    static void stop() {
        stock.close();
        server.close();
    }

    private static ServingProcess serve() throws IOException {
        return ServingProcess.of(
                server.dataDir(), scratch, "--server", server.socket().toString());
    }

    /** Another process, as recipients are elsewhere. */
    private static void agent(String command, List<String> options, Path copy) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "io.mysqlclone.agent.Main",
                command,
                "--user=cloner",
                "--data-dir=" + copy));
        line.addAll(options);
        var builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("CLONE_AGENT_PASSWORD", "secret");
        if (builder.start().waitFor() != 0) {
            throw new AssertionError(line + " failed");
        }
    }

    private static void fromServe(ServingProcess donor, Path copy) throws Exception {
        agent(
                "clone",
                List.of("--donor=127.0.0.1:" + donor.port(), "--tls-mode=disabled", "--get-server-public-key"),
                copy);
    }

    private static void stockFrom(int port, Path copy) {
        stock.execute(
                "SET GLOBAL clone_valid_donor_list = '127.0.0.1:" + port + "'; CLONE INSTANCE FROM cloner@127.0.0.1:"
                        + port + " IDENTIFIED BY 'secret' DATA DIRECTORY = '" + copy + "' REQUIRE NO SSL");
    }

    private static void remove(Path copy) throws IOException {
        Shell.output(List.of("rm", "-rf", copy.toString()));
    }

    private static void dropFromCache() throws IOException {
        Shell.output(List.of("sync"));
        try (Stream<Path> files = Files.walk(server.dataDir())) {
            // The redo log's come and go, and are small.
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("#innodb_redo"))
                    .toList()) {
                Shell.output(List.of("dd", "if=" + file, "iflag=nocache", "count=0", "status=none"));
            }
        }
    }

    private static void say(String what, Object... values) {
        System.out.printf(Locale.ROOT, what + "%n", values);
    }

    private static void say(String when, WriteLoad.Latency latency) {
        say(
                "writers %s: %d transactions, p50 %.1f ms, p99 %.1f ms, longest %.1f ms",
                when,
                latency.count(),
                latency.median().toNanos() / 1e6,
                latency.p99().toNanos() / 1e6,
                latency.longest().toNanos() / 1e6);
    }

    /** The backup lock of each point, and what writers feel. */
    @Test
    @Order(1)
    void locksAndWriters() throws Exception {
        DdlStorm storm = DdlStorm.prepare(server, "storm");
        try (WriteLoad load = WriteLoad.start(server, "load", WRITERS, A_SECOND)) {
            load.awaitTransactions(500);
            var _ = load.latency();
            Thread.sleep(20_000);
            say("alone", load.latency());
            snapshots("without DDL", load);
            storm.start(DdlStorm.withoutKeyring());
            Thread.sleep(20_000);
            say("with DDL and no snapshot", load.latency());
            snapshots("with DDL", load);
        } finally {
            storm.close();
        }
    }

    private static void snapshots(String when, WriteLoad load) throws Exception {
        List<Long> locks = new ArrayList<>();
        int attempts = 0;
        try (ServingProcess donor = serve()) {
            for (int i = 0; i < ROUNDS; i++) {
                Path copy = scratch.resolve("lock-" + i);
                if (i % 2 == 0) {
                    fromServe(donor, copy);
                } else {
                    stockFrom(donor.port(), copy);
                }
                remove(copy);
            }
            for (var line : donor.lines()) {
                if (line.path("type").asText().equals("point")) {
                    locks.add(line.path("lockHeldLongestMillis").asLong());
                    attempts += line.path("attempts").asInt();
                }
            }
        }
        locks.sort(null);
        say(
                "locks %s: %d points in %d attempts, median %d ms, longest %d ms of %s",
                when, locks.size(), attempts, locks.get(locks.size() / 2), locks.getLast(), locks);
        say(when + ", with snapshots", load.latency());
    }

    /** What is read from the disk for several recipients at once. */
    @Test
    @Order(2)
    void bytesRead() throws Exception {
        long bytes;
        try (Stream<Path> files = Files.walk(server.dataDir())) {
            bytes = files.filter(file ->
                            file.toString().contains(".ib") || file.toString().contains("undo"))
                    .flatMapToLong(file -> Files.isRegularFile(file)
                            ? LongStream.of(file.toFile().length())
                            : LongStream.empty())
                    .sum();
        }
        try (WriteLoad load = WriteLoad.start(server, "load_read", WRITERS, A_SECOND);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int recipients : List.of(1, 2, 4)) {
                dropFromCache();
                try (ServingProcess donor = serve()) {
                    List<Future<?>> all = new ArrayList<>();
                    for (int i = 0; i < recipients; i++) {
                        Path copy = scratch.resolve("read-" + i);
                        all.add(threads.submit(() -> {
                            fromServe(donor, copy);
                            return null;
                        }));
                    }
                    for (Future<?> each : all) {
                        each.get();
                    }
                    say("%d recipients: %.2f times the data read", recipients, (double) donor.bytesRead() / bytes);
                }
                for (int i = 0; i < recipients; i++) {
                    remove(scratch.resolve("read-" + i));
                }
            }
            load.awaitTransactions(1);
        }
    }

    private interface Copy {
        void into(Path copy) throws Exception;
    }

    /** Beside the server's own plugin, which it gets for that. */
    @Test
    @Order(3)
    void besidesTheServersOwnClone() throws Exception {
        server.execute("INSTALL PLUGIN clone SONAME 'mysql_clone.so'");
        try (WriteLoad load = WriteLoad.start(server, "load_timed", WRITERS, A_SECOND);
                ServingProcess donor = serve()) {
            for (int i = 0; i < ROUNDS; i++) {
                timed("CLONE LOCAL", copy -> server.execute("CLONE LOCAL DATA DIRECTORY = '" + copy + "'"));
                timed("CLONE INSTANCE, mysqld to mysqld", copy -> stockFrom(server.port(), copy));
                timed("CLONE INSTANCE, serve --server to mysqld", copy -> stockFrom(donor.port(), copy));
                timed("clone-agent clone, serve --server to agent", copy -> fromServe(donor, copy));
                timed(
                        "clone-agent clone, mysqld to agent",
                        copy -> agent(
                                "clone",
                                List.of(
                                        "--donor=127.0.0.1:" + server.port(),
                                        "--tls-mode=disabled",
                                        "--get-server-public-key"),
                                copy));
            }
            load.awaitTransactions(1);
        }
        for (int i = 0; i < ROUNDS; i++) {
            timed("clone-agent local --server", copy -> agent("local", List.of("--server=" + server.socket()), copy));
        }
    }

    /** Both servers', both agents' and the writers', as far as nothing else runs; what has a nice value is not counted. */
    private static double machineSeconds() throws IOException {
        String[] times = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +", -1);
        // user, system, irq, softirq; in hundredths of a second
        return Stream.of(1, 3, 6, 7)
                        .mapToLong(index -> Long.parseLong(times[index]))
                        .sum()
                / 100.0;
    }

    private static void timed(String what, Copy how) throws Exception {
        dropFromCache();
        Path copy = scratch.resolve("timed");
        long begin = System.nanoTime();
        double cpu = machineSeconds();
        how.into(copy);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        say("%s: %.1f s, %.1f CPU-s of the machine", what, took.toMillis() / 1e3, machineSeconds() - cpu);
        remove(copy);
    }
}
