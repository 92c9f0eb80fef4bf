package io.mysqlclone.agent;

import static java.net.http.HttpRequest.BodyPublishers.noBody;
import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged program beside a running server: the two halves of a clone in place, signals, and the way back. */
@TestInstance(Lifecycle.PER_CLASS)
class CommitProgramIT {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final MysqlServer donor;
    private Path directory = Path.of("");
    private MysqlServer server;

    CommitProgramIT(@TempDir Path scratch) throws IOException {
        donor = MysqlServer.builder(Files.createDirectory(scratch.resolve("donor")))
                .donor()
                .start();
        server = donor;
    }

    @BeforeAll
    void fillDonor() {
        donor.createCloneUser("cloner", "secret");
        donor.execute("CREATE SCHEMA new; CREATE TABLE new.t (id INT PRIMARY KEY); INSERT INTO new.t VALUES (7)");
    }

    @AfterAll
    void stopDonor() {
        donor.close();
    }

    @BeforeEach
    void startServer(@TempDir Path fresh) {
        directory = fresh;
        server = MysqlServer.builder(fresh).donor().start();
        server.execute("CREATE SCHEMA old; CREATE TABLE old.t (id INT PRIMARY KEY); INSERT INTO old.t VALUES (1)");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private PackagedAgent run(String command, String... more) throws IOException {
        var arguments = new ArrayList<>(List.of(command, "--data-dir=" + server.dataDir()));
        arguments.addAll(Arrays.asList(more));
        return PackagedAgent.start(
                directory, Map.of("CLONE_AGENT_PASSWORD", "secret"), arguments.toArray(String[]::new));
    }

    private PackagedAgent startClone(String... more) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "--donor=127.0.0.1:" + donor.port(),
                "--user=cloner",
                "--tls-mode=preferred",
                "--in-place=auto",
                "--overwrite=always"));
        arguments.addAll(Arrays.asList(more));
        return run("clone", arguments.toArray(String[]::new));
    }

    private void receive() throws Exception {
        var clone = startClone("--output=json");
        assertThat(clone.await()).as(clone.err()).isZero();
        assertThat(clone.json().getLast().get("committed").booleanValue()).isFalse();
    }

    /** The last line of a command that must end with {@code code}. */
    private JsonNode last(int code, String command, String... more) throws Exception {
        var arguments = new ArrayList<>(List.of("--output=json"));
        arguments.addAll(Arrays.asList(more));
        var agent = run(command, arguments.toArray(String[]::new));
        assertThat(agent.await()).as(agent.out() + agent.err()).isEqualTo(code);
        return agent.json().getLast();
    }

    private PackagedAgent waitingCommit() throws IOException {
        var commit = run("commit", "--output=json", "--wait=5m", "--status-listen=127.0.0.1:0");
        awaitWaiting(commit);
        return commit;
    }

    private static void awaitWaiting(PackagedAgent agent) {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> !agent.isRunning()
                        || agent.json().stream()
                                .anyMatch(line -> line.path("state").asText().equals("WaitingForStop")));
        assertThat(agent.isRunning()).isTrue();
    }

    private static String address(PackagedAgent agent) throws IOException {
        return "http://127.0.0.1:"
                + agent.json().stream()
                        .filter(line -> line.path("type").asText().equals("listening"))
                        .findFirst()
                        .orElseThrow()
                        .get("port")
                        .intValue();
    }

    private static void awaitNotice(PackagedAgent agent, String text) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> agent.json().stream()
                        .anyMatch(line -> line.path("type").asText().equals("notice")
                                && line.path("message").asText().contains(text)));
    }

    @Test
    void aLogSaysThatNothingIsCommittedAndWhatToDoNext() throws Exception {
        var clone = startClone();
        assertThat(clone.await()).as(clone.err()).isZero();
        assertThat(clone.out())
                .containsSubsequence(
                        "Complete, not committed: mysqld goes on with the data that it has",
                        "clone-agent commit --data-dir " + server.dataDir() + " --wait 10m",
                        "ExecStartPre=-/usr/bin/clone-agent commit --data-dir " + server.dataDir(),
                        "clone-agent discard --data-dir " + server.dataDir());
        server.restart();
        assertThat(server.sql().value("SELECT id FROM old.t")).isEqualTo("1");
    }

    @Test
    void betweenStopAndStartTheCommitLetsTheCloneTakeOverAndItsOldDataGoWhenItServes() throws Exception {
        assertThat(last(3, "commit").get("cause").textValue()).isEqualTo("NothingReceived");
        receive();
        assertThat(last(0, "outcome").get("state").textValue()).isEqualTo("Received");
        assertThat(last(3, "commit").get("cause").textValue()).isEqualTo("ServerRunning");

        server.stop();
        assertThat(last(0, "commit").get("alreadyCommitted").booleanValue()).isFalse();
        assertThat(last(0, "commit").get("alreadyCommitted").booleanValue()).isTrue();
        var pending = last(0, "outcome");
        assertThat(pending.get("state").textValue()).isEqualTo("Pending");
        assertThat(pending.get("oldDataKept").booleanValue()).isTrue();
        assertThat(last(3, "finish").get("cause").textValue()).isEqualTo("NotRecovered");

        server.start();
        var outcome = last(0, "outcome", "--wait=2m", "--finish-when-serving=" + server.socket());
        assertThat(outcome.get("state").textValue()).isEqualTo("Recovered");
        assertThat(outcome.get("oldDataKept").booleanValue()).isFalse();
        assertThat(last(0, "finish").get("removedBytes").longValue()).isZero();
        assertThat(last(3, "rollback").get("cause").textValue()).isEqualTo("NoOldData");
        CloneAssertions.assertSameAs(donor, server);
        CloneAssertions.assertHealthyRestart(server);
    }

    @Test
    void terminationIsNoEndOfTheWaitAndTheStatusTellsOfIt() throws Exception {
        receive();
        var commit = waitingCommit();
        try (var client = HttpClient.newHttpClient()) {
            var status = client.send(
                    HttpRequest.newBuilder(URI.create(address(commit) + "/status"))
                            .build(),
                    ofString());
            assertThat(MAPPER.readTree(status.body()).get("state").textValue()).isEqualTo("WaitingForStop");
        }
        commit.signal("TERM");
        awaitNotice(commit, "Going on to wait");
        assertThat(commit.isRunning()).isTrue();

        server.stop();
        assertThat(commit.await()).as(commit.err()).isZero();
        assertThat(commit.json().getLast().get("type").textValue()).isEqualTo("committed");
        server.start();
        CloneAssertions.assertSameAs(donor, server);
    }

    @Test
    void aCloneThatWaitsForTheStopItselfOutlivesATerminationToo() throws Exception {
        var clone = startClone("--output=json", "--commit-when-stopped");
        awaitWaiting(clone);
        clone.signal("TERM");
        awaitNotice(clone, "Going on to wait");
        server.stop();
        assertThat(clone.await()).as(clone.err()).isZero();
        assertThat(clone.json().getLast().get("committed").booleanValue()).isTrue();
        server.start();
        CloneAssertions.assertSameAs(donor, server);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptOrACancellationEndsTheWaitAndTheServerKeepsItsData(boolean overHttp) throws Exception {
        receive();
        var commit = waitingCommit();
        if (overHttp) {
            try (var client = HttpClient.newHttpClient()) {
                var cancel = HttpRequest.newBuilder(URI.create(address(commit) + "/cancel"))
                        .POST(noBody())
                        .build();
                assertThat(client.send(cancel, ofString()).statusCode()).isEqualTo(202);
            }
        } else {
            commit.signal("INT");
        }
        assertThat(commit.await()).isEqualTo(8);
        assertThat(commit.json().getLast().get("kind").textValue()).isEqualTo("Cancelled");
        assertThat(last(0, "outcome").get("state").textValue()).isEqualTo("Received");
        server.restart();
        assertThat(server.sql().value("SELECT id FROM old.t")).isEqualTo("1");
        assertThat(last(0, "discard").get("found").textValue()).isEqualTo("Received");
        assertThat(server.dataDir().resolve("#clone-agent")).doesNotExist();
    }

    @Test
    void aCommitThatIsKilledIsRepeated() throws Exception {
        receive();
        server.stop();
        var sign = server.dataDir().resolve("#clone/#status_error");
        for (int tries = 0; tries < 20 && !Files.exists(sign); tries++) {
            if (last(0, "outcome").get("state").textValue().equals("Pending")) {
                // The commit was over before the kill: back to where it was not.
                assertThat(last(0, "rollback").get("type").textValue()).isEqualTo("rolledBack");
                server.start();
                receive();
                server.stop();
            }
            var commit = run("commit");
            while (commit.isRunning() && !Files.exists(sign)) {
                Thread.onSpinWait();
            }
            commit.kill();
        }
        assertThat(sign).exists();
        assertThat(last(0, "commit").get("alreadyCommitted").booleanValue()).isFalse();
        server.start();
        CloneAssertions.assertSameAs(donor, server);
    }

    @Test
    void theOldDataComesBackExactlyWhateverWasDoneOnTheClone() throws Exception {
        var tables = server.checksums();
        var gtids = server.gtidExecuted();
        receive();
        server.stop();
        last(0, "commit");
        server.start();
        server.execute("CREATE TABLE new.more (id INT PRIMARY KEY); DROP TABLE new.t");
        assertThat(last(3, "rollback").get("cause").textValue()).isEqualTo("ServerRunning");
        var rollback = run("rollback", "--output=json", "--wait=5m");
        server.stop();
        assertThat(rollback.await()).as(rollback.err()).isZero();
        assertThat(rollback.json().getLast().get("type").textValue()).isEqualTo("rolledBack");
        assertThat(last(0, "outcome").get("state").textValue()).isEqualTo("RolledBack");
        last(0, "rollback");
        server.start();
        CloneAssertions.assertSameTables(tables, server.checksums());
        assertThat(server.gtidExecuted()).isEqualTo(gtids);
        CloneAssertions.assertHealthyRestart(server);
    }

    @Test
    void aServerThatCannotStartOnTheCloneGetsItsDataBack() throws Exception {
        var tables = server.checksums();
        receive();
        server.stop();
        last(0, "commit");
        // Fails after InnoDB has recovered and mysqld has thrown away what it kept itself.
        MysqlServer.expectStartFailure(MysqlServer.builder(Files.createDirectory(directory.resolve("crash")))
                .dataDir(server.dataDir())
                .option("--lower-case-table-names=1"));
        assertThat(last(0, "outcome").get("oldDataKept").booleanValue()).isTrue();
        last(0, "rollback");
        server.start();
        CloneAssertions.assertSameTables(tables, server.checksums());
    }
}
