package io.mysqlclone.donor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.agent.report.ExitCode;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.recipient.CloneRequests;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code clone-agent serve} as it is watched, steered and ended. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ServeProgramIT {
    @TempDir
    private static Path shared;

    private static StoppedServer stopped;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void fill() throws Exception {
        try (MysqlServer server = MysqlServer.builder(Files.createDirectory(shared.resolve("server")))
                .donor()
                .start()) {
            SampleData.in("sample").mebibytes(4).createIn(server);
            stopped = StoppedServer.stop(server);
        }
    }

    private CloneRun cloneOf(ServingProcess donor) {
        CloneRequests requests =
                CloneRequests.from(new Endpoint.Tcp("127.0.0.1", donor.port())).tls(TlsMode.DISABLED);
        return new CloneRun(CloneEngines.standard(), requests.into(scratch.resolve("copy")), event -> {});
    }

    private static HttpResponse<String> ask(HttpClient client, int port, String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(port, path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static JsonNode status(HttpClient client, int port) throws Exception {
        return new JsonMapper().readTree(ask(client, port, "/status").body());
    }

    @Test
    void isWatchedAndSteeredOverHttpAndEndsWithItsFirstClone() throws Exception {
        try (ServingProcess donor = ServingProcess.of(
                        stopped.dataDir(),
                        scratch,
                        "--status-listen",
                        "127.0.0.1:0",
                        "--max-data-bandwidth",
                        "4M/s",
                        "--once");
                HttpClient client = HttpClient.newHttpClient();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int port = donor.address("status");
            assertThat(status(client, port).get("recipients")).isEmpty();
            Future<CloneResult> clone = threads.submit(() -> cloneOf(donor).run());
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() ->
                            status(client, port).at("/recipients/0/dataBytes").asLong() > 4 << 20);

            JsonNode recipient = status(client, port).at("/recipients/0");
            String metrics = ask(client, port, "/metrics").body();
            HttpResponse<String> lifted = client.send(
                    HttpRequest.newBuilder(uri(port, "/limits"))
                            .PUT(HttpRequest.BodyPublishers.ofString("{\"maxDataBandwidth\": 0}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(recipient.get("state").asText()).isEqualTo("running");
            assertThat(recipient.get("stage").asText()).isEqualTo("FILE COPY");
            assertThat(recipient.get("connections").asInt()).isEqualTo(2);
            assertThat(recipient.get("networkBytes").asLong())
                    .isGreaterThan(recipient.get("dataBytes").asLong() / 2);
            assertThat(recipient.get("totalBytes").asLong())
                    .isGreaterThan(recipient.get("dataBytes").asLong());
            assertThat(metrics)
                    .containsPattern(
                            "mysqlclone_donor_recipient_data_bytes\\{clone=\"1\",host=\"127.0.0.1\",state=\"running\"}"
                                    + " [1-9]")
                    .contains("mysqlclone_donor_clones 1", "mysqlclone_donor_clones_completed_total 0");
            assertThat(lifted.statusCode()).isEqualTo(200);
            // 160 MiB at 4 MiB/s would be 40 s.
            assertThat(clone.get(20, TimeUnit.SECONDS).dataBytes())
                    .isEqualTo(recipient.get("totalBytes").asLong());
            assertThat(donor.await()).isEqualTo(ExitCode.DONE.code());
            assertThat(donor.events("completed")).isEqualTo(1);
        }
        stopped.assertServes(
                MysqlServer.builder(scratch).dataDir(scratch.resolve("copy")).donor());
    }

    @Test
    void saysThatItsOnlyCloneWasNotCompleted() throws Exception {
        try (ServingProcess donor = ServingProcess.of(
                stopped.dataDir(), scratch, "--idle-timeout", "1s", "--max-data-bandwidth", "4M/s", "--once")) {
            CloneRun run = cloneOf(donor);
            Thread clone = Thread.ofVirtual().start(() -> {
                try {
                    run.run();
                } catch (io.mysqlclone.recipient.CloneFailure suspended) {
                    // As it is told to.
                }
            });
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> run.progress().dataBytes() > 0);
            run.suspend();
            clone.join();

            assertThat(donor.await()).isEqualTo(ExitCode.DONOR.code());
            assertThat(donor.events("interrupted")).isEqualTo(1);
            assertThat(donor.events("failed")).isEqualTo(1);
        }
    }

    @Test
    void endsWhenNobodyIsThereAndNotWhileACloneGoesOnOrWaits() throws Exception {
        try (ServingProcess donor = ServingProcess.of(
                stopped.dataDir(),
                scratch,
                "--end-when-idle",
                "3s",
                "--idle-timeout",
                "6s",
                "--max-data-bandwidth",
                "16M/s")) {
            long slow = System.nanoTime();
            cloneOf(donor).run();
            assertThat(Duration.ofNanos(System.nanoTime() - slow)).isGreaterThan(Duration.ofSeconds(5));
            CloneRun lost = new CloneRun(
                    CloneEngines.standard(),
                    CloneRequests.from(new Endpoint.Tcp("127.0.0.1", donor.port()))
                            .tls(TlsMode.DISABLED)
                            .into(scratch.resolve("lost")),
                    event -> {});
            Thread clone = Thread.ofVirtual().start(() -> {
                try {
                    lost.run();
                } catch (io.mysqlclone.recipient.CloneFailure suspended) {
                    // As it is told to.
                }
            });
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> lost.progress().dataBytes() > 0);
            lost.suspend();
            clone.join();

            assertThat(donor.await()).isEqualTo(ExitCode.DONE.code());
            // It was kept until its own time was over.
            assertThat(donor.events("failed")).isEqualTo(1);
            assertThat(donor.events("ending")).isEqualTo(1);
        }
    }

    @Test
    void endsUponASignal() throws Exception {
        try (ServingProcess donor = ServingProcess.of(stopped.dataDir(), scratch)) {
            donor.terminate();

            assertThat(donor.await()).isEqualTo(ExitCode.DONE.code());
        }
        // Nothing holds the directory any more.
        try (Served again = Served.directory(stopped.dataDir())) {
            assertThat(again.port()).isPositive();
        }
    }
}
