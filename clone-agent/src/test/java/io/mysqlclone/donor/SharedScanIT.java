package io.mysqlclone.donor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.recipient.CloneRequests;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.MemoryGroup;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.Shell;
import io.mysqlclone.testbed.proxy.Direction;
import io.mysqlclone.testbed.proxy.Fault;
import io.mysqlclone.testbed.proxy.FaultProxy;
import io.mysqlclone.testbed.proxy.Packet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What several recipients of {@code serve} have its disk read, when its memory group has room for a fraction of the data:
 * each byte once for all that keep up.
 *
 * <p>With {@code -Dtest.soak} also without a limit, for 1, 2, 4 and 8 recipients, and the figures are printed; {@code
 * -Dtest.mebibytes=N} says how much data, {@code -Dtest.memory=N} how many mebibytes the group has.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
final class SharedScanIT {
    private static final int MEBIBYTES = Integer.getInteger("test.mebibytes", 400);
    /** The JVM takes about a half; the rest holds a fifth of the data, or less. */
    private static final long LIMIT = Long.getLong("test.memory", 180) << 20;

    private static final String[] OPTIONS = {"--max-clones", "16", "--status-listen", "127.0.0.1:0"};
    private static final String SCHEMA = "scan";
    private static final int TABLES = 8;

    @TempDir
    private static Path shared;

    private static StoppedServer stopped;
    private static long bytes;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @TempDir
    private Path scratch;

    @BeforeAll
    static void fill() throws Exception {
        // Small pages make small chunks, of 16 MiB: as many as real data has.
        try (MysqlServer server = MysqlServer.builder(Files.createDirectory(shared.resolve("server")))
                .donor()
                .option("--innodb-page-size=4k")
                .start()) {
            server.execute(
                    "SET SESSION cte_max_recursion_depth = 10000000; SET SESSION sql_log_bin = OFF; CREATE SCHEMA "
                            + SCHEMA
                            + "; CREATE TABLE scan.t0 (id INT PRIMARY KEY, b VARBINARY(1000)); INSERT INTO scan.t0"
                            + " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                            + MEBIBYTES * 750 / TABLES + ") SELECT i, RANDOM_BYTES(1000) FROM n");
            for (int i = 1; i < TABLES; i++) {
                server.execute("SET SESSION sql_log_bin = OFF; CREATE TABLE scan.t" + i
                        + " LIKE scan.t0; INSERT INTO scan.t" + i + " SELECT * FROM scan.t0");
            }
            stopped = StoppedServer.stop(server);
        }
        try (Stream<Path> files = Files.walk(stopped.dataDir())) {
            bytes = files.filter(file ->
                            file.toString().contains(".ib") || file.toString().contains("undo"))
                    .mapToLong(SharedScanIT::size)
                    .sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the page cache forget the data. */
    private static void dropFromCache() throws IOException {
        Shell.output(List.of("sync"));
        try (Stream<Path> files = Files.walk(stopped.dataDir())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Shell.output(List.of("dd", "if=" + file, "iflag=nocache", "count=0", "status=none"));
            }
        }
    }

    private static MemoryGroup group(String name) {
        Optional<MemoryGroup> group = MemoryGroup.create(
                "shared-scan-" + name + "-" + ProcessHandle.current().pid());
        Assumptions.assumeTrue(
                group.isPresent(), "no memory control group can be made here, so the page cache can't be made small");
        return group.get();
    }

    private void clone(int port, String name, int connections) throws Exception {
        var result = new CloneRun(
                        CloneEngines.standard(),
                        CloneRequests.from(new Endpoint.Tcp("127.0.0.1", port))
                                .tls(TlsMode.DISABLED)
                                .connections(connections)
                                .reconnectTimeout(Duration.ofSeconds(5))
                                .into(scratch.resolve(name)),
                        event -> {})
                .run();
        assertThat(result.dataBytes()).isPositive();
    }

    private MysqlServer recipient(String name) throws IOException {
        return MysqlServer.builder(Files.createDirectory(scratch.resolve(name + "-server")))
                .plugin("mysql_clone.so")
                .option("--innodb-page-size=4k")
                .start();
    }

    private void cloneByServer(MysqlServer recipient, int port, String name) {
        recipient.execute(
                "SET GLOBAL clone_autotune_concurrency = OFF; SET GLOBAL clone_max_concurrency = 2; SET GLOBAL"
                        + " clone_valid_donor_list = '127.0.0.1:" + port + "'; CLONE INSTANCE FROM cloner@127.0.0.1:"
                        + port
                        + " IDENTIFIED BY 'secret' DATA DIRECTORY = '" + scratch.resolve(name) + "' REQUIRE NO SSL");
    }

    private void assertServes(String name) {
        stopped.assertServes(MysqlServer.builder(scratch)
                .dataDir(scratch.resolve(name))
                .donor()
                .option("--innodb-page-size=4k"));
    }

    private Future<?> start(Step step) {
        return threads.submit(step);
    }

    private interface Step extends Callable<Void> {
        void run() throws Exception;

        @Override
        default Void call() throws Exception {
            run();
            return null;
        }
    }

    @Test
    void eachByteIsReadOnceForAllThatKeepUpWhateverOthersDo() throws Exception {
        long seed = Long.getLong("test.seed", new Random().nextLong(1L << 32));
        Random random = new Random(seed);
        dropFromCache();
        try (MemoryGroup group = group("chaos").limit(LIMIT);
                MysqlServer stock = recipient("stock");
                MysqlServer other = recipient("other");
                ServingProcess donor = ServingProcess.in(group::inside, stopped.dataDir(), scratch, OPTIONS);
                FaultProxy killed = FaultProxy.to(donor.port());
                FaultProxy frozen = FaultProxy.to(donor.port());
                FaultProxy slow = FaultProxy.to(donor.port())) {
            killed.onNthPacket(100, packet -> packet.isResponse(Packet.DATA), new Fault.Run(() -> {
                killed.refuseNew(true);
                killed.cutAll(Fault.Cut.RST);
            }));
            frozen.onNthPacket(200, packet -> packet.isResponse(Packet.DATA), new Fault.Run(frozen::freeze));
            slow.limit(3 << 20);
            List<Future<?>> honest = new ArrayList<>();
            Future<?> lost = start(() -> clone(killed.port(), "killed", 2));
            Future<?> stuck = start(() -> clone(frozen.port(), "frozen", 1));
            Future<?> late = start(() -> clone(slow.port(), "slow", 2));
            List<Step> steps = List.of(
                    () -> clone(donor.port(), "single", 1),
                    () -> cloneByServer(stock, donor.port(), "by-stock"),
                    () -> clone(donor.port(), "triple", 3),
                    () -> cloneByServer(other, donor.port(), "by-other"),
                    () -> clone(donor.port(), "many", 16));
            for (Step step : steps) {
                TimeUnit.MILLISECONDS.sleep(random.nextInt(400));
                honest.add(start(step));
            }
            long begun = awaitBegun(donor, 3 + honest.size());
            for (Future<?> each : honest) {
                each.get();
            }
            // What was over when the last one came is read again for it, and what others got alone, for them.
            long read = donor.bytesRead();
            long alone = Stream.of(killed, frozen, slow)
                    .mapToLong(proxy -> proxy.bytes(Direction.DONOR_TO_RECIPIENT))
                    .sum();
            System.out.printf(
                    Locale.ROOT,
                    "seed %d: %.2f of the data read, %.2f when the last one came, %.2f by those that fell out%n",
                    seed,
                    (double) read / bytes,
                    (double) begun / bytes,
                    (double) alone / bytes);
            assertThat(read).as("bytes read of %d, seed %d", bytes, seed).isLessThanOrEqualTo((long)
                    (1.25 * (bytes + begun + alone)));
            assertThat(lost).failsWithin(Duration.ofMinutes(1));
            for (FaultProxy proxy : List.of(frozen, slow)) {
                proxy.refuseNew(true);
                proxy.cutAll(Fault.Cut.RST);
            }
            assertThat(stuck).failsWithin(Duration.ofMinutes(1));
            assertThat(late).failsWithin(Duration.ofMinutes(1));
        }
        for (String name : List.of("single", "triple", "many", "by-stock", "by-other")) {
            assertServes(name);
        }
    }

    /** Waits until so many clones have begun and have got data; tells what was read until then. */
    private static long awaitBegun(ServingProcess donor, int clones) throws Exception {
        URI status = URI.create("http://127.0.0.1:" + donor.address("status") + "/status");
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (donor.events("begun") < clones || !haveData(client, status)) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        return donor.bytesRead();
    }

    private static boolean haveData(HttpClient client, URI status) throws Exception {
        String answer = client.send(HttpRequest.newBuilder(status).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        for (JsonNode recipient : new JsonMapper().readTree(answer).get("recipients")) {
            if (recipient.get("dataBytes").asLong() == 0) {
                return false;
            }
        }
        return true;
    }

    @Test
    @EnabledIfSystemProperty(named = "test.soak", matches = "[1-9]\\d*")
    void figures() throws Exception {
        for (long limit : List.of(0L, LIMIT)) {
            for (int recipients : List.of(1, 2, 4, 8)) {
                measure(limit, recipients);
            }
        }
    }

    private void measure(long limit, int recipients) throws Exception {
        dropFromCache();
        try (MemoryGroup group = group("figures-" + limit + "-" + recipients)) {
            if (limit > 0) {
                group.limit(limit);
            }
            try (ServingProcess donor = ServingProcess.in(group::inside, stopped.dataDir(), scratch, OPTIONS)) {
                long start = System.nanoTime();
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < recipients; i++) {
                    String name = "copy" + i;
                    all.add(start(() -> clone(donor.port(), name, 1)));
                }
                long begun = awaitBegun(donor, recipients);
                for (Future<?> each : all) {
                    each.get();
                }
                System.out.printf(
                        Locale.ROOT,
                        "%d recipients, memory %s: %.2f times the data read (%.2f when the last one came), %.1f s%n",
                        recipients,
                        limit == 0 ? "without limit" : (limit >> 20) + " MiB",
                        (double) donor.bytesRead() / bytes,
                        (double) begun / bytes,
                        (System.nanoTime() - start) / 1e9);
            }
        }
        for (int i = 0; i < recipients; i++) {
            Shell.output(List.of("rm", "-rf", scratch.resolve("copy" + i).toString()));
        }
    }
}
