package io.mysqlclone.agent;

import static java.net.http.HttpRequest.BodyPublishers.noBody;
import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program against a real donor: what its user types, sees and gets. */
@TestInstance(Lifecycle.PER_CLASS)
class ProgramIT {
    private static final JsonMapper MAPPER = new JsonMapper();
    /** Slow enough to be interrupted, with {@link #MEBIBYTES} of data. */
    private static final String SLOW = "--max-data-bandwidth=20M/s";

    private static final int MEBIBYTES = 128;

    private final MysqlServer donor;
    private Path directory = Path.of("");

    ProgramIT(@TempDir Path scratch) {
        donor = MysqlServer.builder(scratch).donor().start();
    }

    @BeforeAll
    void fillDonor() {
        donor.createCloneUser("cloner", "secret");
        SampleData.in("sample").mebibytes(MEBIBYTES).createIn(donor);
    }

    @AfterAll
    void stopDonor() {
        donor.close();
    }

    @BeforeEach
    void takeDirectory(@TempDir Path fresh) {
        directory = fresh;
    }

    @Test
    void aLogEndsWithTheCommandThatStartsMysqldOnTheCopy() throws Exception {
        var agent = startClone();

        assertThat(agent.await()).as(agent.err()).isZero();
        assertThat(agent.err()).isEmpty();
        assertThat(agent.out())
                .containsSubsequence(
                        "Connected to 127.0.0.1:" + donor.port(),
                        "FILE COPY started",
                        "FILE COPY completed",
                        "REDO COPY completed",
                        "FILE SYNC 100.0 %",
                        "Cloned 127.0.0.1:" + donor.port(),
                        "--datadir=" + target(),
                        "clone-agent outcome --data-dir " + target());
        try (var copy = MysqlServer.builder(directory.resolve("server"))
                .dataDir(target())
                .start()) {
            assertThat(copy.checksums()).isEqualTo(donor.checksums());
        }
    }

    @Test
    void jsonLinesTellTheWholeStory() throws Exception {
        var result = directory.resolve("result");
        var agent = startClone("--output=json", "--result-file=" + result);

        assertThat(agent.await()).as(agent.err()).isZero();
        var lines = agent.json();
        assertThat(lines.stream().map(line -> line.get("type").textValue()))
                .contains("connected", "stageStarted", "stageCompleted", "progress");
        var last = lines.getLast();
        assertThat(last.get("type").textValue()).isEqualTo("result");
        assertThat(last.get("dataBytes").longValue()).isGreaterThan((long) MEBIBYTES << 20);
        assertThat(last.get("pagesVerified").longValue()).isPositive();
        assertThat(MAPPER.readTree(result.toFile()).get("dataBytes")).isEqualTo(last.get("dataBytes"));
    }

    @Test
    void afterSigtermTheSameCommandResumes() throws Exception {
        var first = startClone(SLOW, "--output=json");
        awaitData(first);
        first.signal("TERM");

        assertThat(first.await()).isEqualTo(8);
        assertThat(first.json().getLast().get("kind").textValue()).isEqualTo("Suspended");

        var second = startClone("--output=json");
        assertThat(second.await()).as(second.err()).isZero();
        assertThat(second.json().getLast().get("resumed").booleanValue()).isTrue();
        assertThat(second.json().stream()
                        .filter(line -> line.get("type").textValue().equals("resumed"))
                        .findFirst()
                        .orElseThrow()
                        .get("durableBytes")
                        .longValue())
                .isPositive();
    }

    @Test
    void outOfMemoryIsSaidAndTheSameCommandResumes() throws Exception {
        var result = directory.resolve("result");
        var first = start(
                Map.of("CLONE_AGENT_PASSWORD", "secret", "CLONE_AGENT_JAVA_OPTS", "-XX:MaxDirectMemorySize=1m"),
                "--output=json",
                "--result-file=" + result);

        assertThat(first.await()).isEqualTo(70);
        assertThat(first.err()).hasLineCount(1).startsWith("clone-agent: Out of memory (");
        for (var last : List.of(first.json().getLast(), MAPPER.readTree(result.toFile()))) {
            assertThat(last.get("exitCode").intValue()).isEqualTo(70);
            assertThat(last.get("cause").textValue()).isEqualTo("OutOfMemory");
        }
        assertThat(target().resolve("#clone-agent/journal")).exists();

        var second = startClone("--output=json");
        assertThat(second.await()).as(second.err()).isZero();
        assertThat(second.json().getLast().get("resumed").booleanValue()).isTrue();
    }

    @Test
    void afterASuspensionOverHttpTheSameCommandResumes() throws Exception {
        var first = startClone(SLOW, "--output=json", "--status-listen=127.0.0.1:0");
        awaitData(first);
        var port = first.json().stream()
                .filter(line -> line.path("type").asText().equals("listening"))
                .findFirst()
                .orElseThrow()
                .get("port")
                .intValue();
        try (var client = HttpClient.newHttpClient()) {
            var address = "http://127.0.0.1:" + port;
            var status = client.send(
                    HttpRequest.newBuilder(URI.create(address + "/status")).build(), ofString());
            var donorSays = MAPPER.readTree(status.body()).get("donor");
            assertThat(donorSays.get("serverUuid").textValue())
                    .isEqualTo(donor.sql().value("SELECT @@server_uuid"));
            assertThat(donorSays.get("version").textValue())
                    .isEqualTo(donor.sql().value("SELECT VERSION()"));
            var suspension =
                    HttpRequest.newBuilder(URI.create(address + "/suspend")).POST(noBody());
            assertThat(client.send(suspension.build(), ofString()).statusCode()).isEqualTo(202);
        }
        assertThat(first.await()).isEqualTo(8);
        assertThat(first.json().getLast().get("kind").textValue()).isEqualTo("Suspended");

        var second = startClone("--output=json");
        assertThat(second.await()).as(second.err()).isZero();
        assertThat(second.json().getLast().get("resumed").booleanValue()).isTrue();
    }

    @Test
    void sigintLeavesNothingBehind() throws Exception {
        var agent = startClone(SLOW, "--output=json");
        awaitData(agent);
        agent.signal("INT");

        assertThat(agent.await()).isEqualTo(8);
        assertThat(agent.json().getLast().get("kind").textValue()).isEqualTo("Cancelled");
        assertThat(agent.err()).hasLineCount(1).startsWith("clone-agent: ");
        assertThat(target()).doesNotExist();
    }

    @Test
    void needsNeitherAHomeNorADirectoryForTemporaryFiles() throws Exception {
        var agent = start(
                Map.of(
                        "CLONE_AGENT_PASSWORD", "secret",
                        "CLONE_AGENT_JAVA_OPTS", "-Djava.io.tmpdir=/proc",
                        "HOME", "/nowhere",
                        "TMPDIR", "/proc"),
                "--compression=zstd");

        assertThat(agent.await()).as(agent.err()).isZero();
        assertThat(agent.err()).isEmpty();
    }

    @Test
    void decryptsAndDecompressesInNativeCode() throws Exception {
        var agent = startClone(SLOW, "--output=json", "--compression=zstd");
        awaitData(agent);

        assertThat(agent.maps()).contains("/lib/native/", "/libconscrypt", "/libzstd");

        agent.signal("TERM");
        assertThat(agent.await()).isEqualTo(8);
    }

    @Test
    void aWrongPasswordIsOneSentenceWithMysqlsErrorNumber() throws Exception {
        var agent = start(Map.of("CLONE_AGENT_PASSWORD", "wrong"), "--output=json");

        assertThat(agent.await()).isEqualTo(4);
        assertThat(agent.err()).hasLineCount(1).contains("1045");
        assertThat(agent.json().getLast().get("mysqlError").intValue()).isEqualTo(1045);
        assertThat(agent.json().getLast().get("cause").textValue()).isEqualTo("AuthenticationFailed");
    }

    @Test
    void nobodyListeningIsANetworkFailure() throws Exception {
        var agent = PackagedAgent.start(
                directory,
                Map.of("CLONE_AGENT_PASSWORD", ""),
                "clone",
                "--donor=127.0.0.1:1",
                "--user=u",
                "--data-dir=" + target(),
                "--reconnect-timeout=0s");

        assertThat(agent.await()).isEqualTo(5);
        assertThat(agent.err()).hasLineCount(1).contains("127.0.0.1:1");
    }

    private PackagedAgent startClone(String... more) throws IOException {
        return start(Map.of("CLONE_AGENT_PASSWORD", "secret"), more);
    }

    private PackagedAgent start(Map<String, String> environment, String... more) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "clone",
                "--donor=127.0.0.1:" + donor.port(),
                "--user=cloner",
                "--tls-mode=preferred",
                "--data-dir=" + target()));
        arguments.addAll(Arrays.asList(more));
        return PackagedAgent.start(directory, environment, arguments.toArray(String[]::new));
    }

    private Path target() {
        return directory.resolve("copy");
    }

    private static void awaitData(PackagedAgent agent) {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> agent.json().stream()
                        .anyMatch(line -> line.path("dataBytes").longValue() > 1 << 20));
    }
}
