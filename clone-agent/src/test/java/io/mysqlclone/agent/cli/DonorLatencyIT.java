package io.mysqlclone.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mysqlclone.donor.ServingProcess;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clones of a real server whose statements take longer for a while: {@code --donor-p99} on either side. */
final class DonorLatencyIT {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int SESSIONS = 40;
    private static final double QUICK = 0.05;
    private static final double SLOW = 0.3;
    private static final String TARGET = "150ms";
    private static final String SPEED = "8M/s";

    @TempDir
    static Path scratch;

    private static MysqlServer server;

    @BeforeAll
    static void start() throws IOException {
        server = MysqlServer.builder(Files.createDirectory(scratch.resolve("server")))
                .donor()
                .start();
        SampleData.in("sample").mebibytes(160).createIn(server);
        server.execute("INSTALL COMPONENT 'file://component_mysqlbackup';"
                + "CREATE USER cloner@localhost IDENTIFIED BY 'secret';"
                + "GRANT BACKUP_ADMIN, RELOAD, SYSTEM_VARIABLES_ADMIN, PROCESS ON *.* TO cloner@localhost;"
                + "GRANT SELECT ON performance_schema.* TO cloner@localhost;"
                + "CREATE USER blind@localhost IDENTIFIED BY 'secret'; GRANT BACKUP_ADMIN ON *.* TO blind@localhost");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Sessions whose statements take as long as they are told. */
    private static final class Statements implements AutoCloseable {
        private final List<Thread> threads = new ArrayList<>();
        private volatile double seconds = QUICK;
        private volatile boolean closed;

        Statements() {
            for (int i = 0; i < SESSIONS; i++) {
                threads.add(Thread.ofVirtual().start(this::run));
            }
        }

        void take(double time) {
            seconds = time;
        }

        private void run() {
            try (Connection connection = server.connect();
                    Statement statement = connection.createStatement()) {
                while (!closed) {
                    statement.execute("DO SLEEP(" + seconds + ")");
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            closed = true;
            try {
                for (Thread thread : threads) {
                    thread.join();
                }
            } catch (InterruptedException told) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The limit that a clone has for the sake of the server; 0 for none, below 0 as long as nothing is known. */
    private static long limit(JsonNode pace) {
        return pace.has("p99Millis") ? pace.path("maxDataBandwidth").asLong(0) : -1;
    }

    private static void requireSlowedAndFreed(Statements statements, Callable<JsonNode> pace) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> limit(pace.call()) == 0);
        statements.take(SLOW);
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            long limit = limit(pace.call());
            return limit > 0 && limit <= 4 << 20;
        });
        statements.take(QUICK);
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> limit(pace.call()) == 0);
    }

    private static List<JsonNode> lines(FakeSurroundings surroundings) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        String out = surroundings.out();
        for (String line : out.substring(0, out.lastIndexOf('\n') + 1).lines().toList()) {
            all.add(MAPPER.readTree(line));
        }
        return all;
    }

    private static JsonNode lastPace(FakeSurroundings surroundings) throws IOException {
        return lines(surroundings).stream()
                .filter(line -> line.path("type").asText().equals("progress"))
                .reduce((_, later) -> later)
                .map(line -> line.path("donorPace"))
                .orElse(MAPPER.createObjectNode());
    }

    private static FakeSurroundings surroundings() {
        var surroundings = new FakeSurroundings();
        surroundings.environment.put("CLONE_AGENT_PASSWORD", "secret");
        return surroundings;
    }

    private static String[] clone(String user, Path copy) {
        return new String[] {
            "clone",
            "--output",
            "json",
            "--donor",
            server.socket().toString(),
            "--user",
            user,
            "--data-dir",
            copy.toString(),
            "--tls-mode",
            "preferred",
            "--max-data-bandwidth",
            SPEED,
            "--donor-p99",
            TARGET
        };
    }

    @Test
    void aCloneFromAStockDonorIsSlowedAndFreed() throws Exception {
        FakeSurroundings surroundings = surroundings();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                var statements = new Statements()) {
            Future<Integer> clone =
                    threads.submit(() -> surroundings.executeNow(clone("cloner", scratch.resolve("of-stock"))));

            requireSlowedAndFreed(statements, () -> lastPace(surroundings));

            assertThat(clone.isDone()).isFalse();
            assertThat(clone.get()).as(surroundings.err()).isZero();
        }
    }

    @Test
    void aLocalCloneOfARunningServerIsSlowedAndFreed() throws Exception {
        FakeSurroundings surroundings = surroundings();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                var statements = new Statements()) {
            Future<Integer> clone = threads.submit(() -> surroundings.executeNow(
                    "local",
                    "--output",
                    "json",
                    "--server",
                    server.socket().toString(),
                    "--user",
                    "cloner",
                    "--data-dir",
                    scratch.resolve("of-local").toString(),
                    "--max-data-bandwidth",
                    SPEED,
                    "--donor-p99",
                    TARGET));

            requireSlowedAndFreed(statements, () -> lastPace(surroundings));

            assertThat(clone.isDone()).isFalse();
            assertThat(clone.get()).as(surroundings.err()).isZero();
        }
    }

    @Test
    void theRecipientsOfServeAreSlowedAndFreed() throws Exception {
        FakeSurroundings recipient = surroundings();
        try (ServingProcess donor = ServingProcess.of(
                        server.dataDir(),
                        scratch,
                        "--server",
                        server.socket().toString(),
                        "--status-listen",
                        "127.0.0.1:0",
                        "--max-data-bandwidth",
                        SPEED,
                        "--donor-p99",
                        TARGET);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                HttpClient http = HttpClient.newHttpClient();
                var statements = new Statements()) {
            URI address = URI.create("http://127.0.0.1:" + donor.address("status") + "/");
            Future<Integer> clone = threads.submit(() -> recipient.executeNow(
                    "clone",
                    "--output",
                    "json",
                    "--donor",
                    "127.0.0.1:" + donor.port(),
                    "--user",
                    "cloner",
                    "--data-dir",
                    scratch.resolve("of-serve").toString(),
                    "--tls-mode",
                    "disabled",
                    "--get-server-public-key"));
            Awaitility.await()
                    .until(() -> get(http, address, "status").path("givenBytes").asLong() > 0);

            requireSlowedAndFreed(statements, () -> get(http, address, "status").path("donorPace"));

            assertThat(clone.isDone()).isFalse();
            assertThat(body(http, address, "metrics"))
                    .contains("mysqlclone_donor_server_p99_target_seconds 0.15")
                    .contains("mysqlclone_donor_pace_bytes_per_second 0.0");
            assertThat(clone.get()).as(recipient.err()).isZero();
            assertThat(donor.lines())
                    .filteredOn(line -> line.path("type").asText().equals("donorPace"))
                    .hasSizeGreaterThanOrEqualTo(2)
                    .first()
                    .satisfies(line ->
                            assertThat(line.path("maxDataBandwidth").asLong()).isPositive());
        }
    }

    private static JsonNode get(HttpClient http, URI address, String path) throws Exception {
        return MAPPER.readTree(body(http, address, path));
    }

    private static String body(HttpClient http, URI address, String path) throws Exception {
        return http.send(HttpRequest.newBuilder(address.resolve(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void anAccountThatMayNotLookIsRefused() throws Exception {
        Path copy = scratch.resolve("never");
        FakeSurroundings refused = surroundings();
        int code = refused.executeNow(clone("blind", copy));
        assertThat(code).as(refused.err()).isEqualTo(3);
        assertThat(refused.err())
                .contains("GRANT SELECT ON performance_schema.events_statements_histogram_global")
                .contains("1142");
        assertThat(copy).doesNotExist();

        String[] preflight = clone("blind", copy);
        preflight[0] = "preflight";
        FakeSurroundings told = surroundings();
        assertThat(told.executeNow(preflight)).isEqualTo(3);
        assertThat(lines(told).getLast().path("checks"))
                .filteredOn(check -> check.path("name").asText().equals("donor p99"))
                .singleElement()
                .satisfies(check -> assertThat(check.path("verdict").asText()).isEqualTo("Failed"));
        FakeSurroundings atRest = surroundings();
        assertThat(atRest.executeNow(
                        "local",
                        "--from-dir",
                        scratch.toString(),
                        "--data-dir",
                        copy.toString(),
                        "--donor-p99",
                        "20ms"))
                .isEqualTo(2);
        assertThat(atRest.err()).contains("--server");
    }
}
