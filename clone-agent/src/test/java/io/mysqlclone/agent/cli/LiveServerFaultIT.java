package io.mysqlclone.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mysqlclone.donor.ServingProcess;
import io.mysqlclone.recipient.CloneRequests;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import io.mysqlclone.testbed.WriteLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code serve --server} beside a server that is killed, restarted, frozen, forgets sessions that do nothing, or has tables that are
 * not given.
 */
final class LiveServerFaultIT {
    private static final String SLOW = "15M/s";

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
        SampleData.in("sample").mebibytes(60).createIn(server);
        server.execute("INSTALL COMPONENT 'file://component_mysqlbackup'");
        CloneRequests.allowCloning(server);
        server.execute(
                "GRANT RELOAD, SYSTEM_VARIABLES_ADMIN, PROCESS, SELECT, LOCK TABLES ON *.* TO cloner; GRANT SELECT ON performance_schema.* TO cloner");
    }

    @AfterAll
    static void stop() {
        stock.close();
        server.close();
    }

    private static ServingProcess serve(String... more) throws IOException {
        String[] options = new String[more.length + 2];
        options[0] = "--server";
        options[1] = server.socket().toString();
        System.arraycopy(more, 0, options, 2, more.length);
        return ServingProcess.of(server.dataDir(), scratch, options);
    }

    private static void stockClone(ServingProcess donor, Path copy) {
        stock.execute("SET GLOBAL clone_valid_donor_list = '127.0.0.1:" + donor.port()
                + "'; CLONE INSTANCE FROM cloner@127.0.0.1:" + donor.port()
                + " IDENTIFIED BY 'secret' DATA DIRECTORY = '" + copy + "' REQUIRE NO SSL");
    }

    private static FakeSurroundings surroundings() {
        var surroundings = new FakeSurroundings();
        surroundings.environment.put("CLONE_AGENT_PASSWORD", "secret");
        return surroundings;
    }

    private static int clone(FakeSurroundings surroundings, ServingProcess donor, Path copy) {
        return surroundings.executeNow(
                "clone",
                "--output",
                "json",
                "--donor",
                "127.0.0.1:" + donor.port(),
                "--user",
                "cloner",
                "--data-dir",
                copy.toString(),
                "--tls-mode",
                "disabled",
                "--get-server-public-key");
    }

    private static void awaitData(FakeSurroundings recipient) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> recipient.out().contains("\"type\":\"stageStarted\",\"stage\":\"FILE COPY\""));
    }

    private static void requireCopy(Path copy) {
        try (MysqlServer clone =
                MysqlServer.builder(scratch).dataDir(copy).replicated().start()) {
            CloneAssertions.assertSameAfterCatchingUp(server, clone);
        }
    }

    /** What it had noted is worth nothing then; the recipient begins anew by itself. */
    @Test
    void aServerThatIsKilledAndComesBack() throws Exception {
        Path copy = scratch.resolve("killed-copy");
        FakeSurroundings recipient = surroundings();
        try (ServingProcess donor = serve("--max-data-bandwidth", SLOW);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> clone = threads.submit(() -> clone(recipient, donor, copy));
            awaitData(recipient);
            server.kill();
            Thread.sleep(5000);
            server.start();

            assertThat(clone.get()).as(recipient.err() + recipient.out()).isZero();
            assertThat(recipient.out()).contains("startedOver");
            Awaitility.await()
                    .until(() -> server.sql()
                            .value("SELECT mysqlbackup_page_track_get_start_lsn()")
                            .equals("0"));
            assertThat(donor.lines())
                    .filteredOn(line -> line.path("type").asText().equals("point"))
                    .hasSize(1);
        }
        requireCopy(copy);
    }

    /** Nobody clones while it is down. */
    @Test
    void aServerThatIsRestartedBetweenTwoClones() throws Exception {
        try (ServingProcess donor = serve()) {
            assertThat(clone(surroundings(), donor, scratch.resolve("before-copy")))
                    .isZero();

            server.restart();

            Path copy = scratch.resolve("after-copy");
            stockClone(donor, copy);
            requireCopy(copy);
        }
    }

    @Test
    void aServerThatIsFrozenForAWhile() throws Exception {
        Path copy = scratch.resolve("frozen-copy");
        FakeSurroundings recipient = surroundings();
        try (WriteLoad load = WriteLoad.start(server, "frozen", 2, 50);
                ServingProcess donor = serve("--max-data-bandwidth", SLOW);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> clone = threads.submit(() -> clone(recipient, donor, copy));
            awaitData(recipient);
            server.pause();
            try {
                Thread.sleep(12_000);
            } finally {
                server.resume();
            }
            assertThat(clone.get()).as(recipient.err() + recipient.out()).isZero();
            assertThat(recipient.out()).doesNotContain("startedOver");
            load.awaitTransactions(10);
        }
        requireCopy(copy);
    }

    /** As a pooler's friend sets it: a session that does nothing for seconds is closed. */
    @Test
    void aServerThatClosesSessionsThatDoNothing() throws Exception {
        Path copy = scratch.resolve("idle-copy");
        server.execute("SET GLOBAL wait_timeout = 2");
        FakeSurroundings recipient = surroundings();
        try (ServingProcess donor = serve("--max-data-bandwidth", SLOW)) {
            Thread.sleep(4000);
            assertThat(clone(recipient, donor, copy)).as(recipient.err()).isZero();
            assertThat(recipient.out()).doesNotContain("startedOver");
        } finally {
            server.execute("SET GLOBAL wait_timeout = 28800");
        }
        requireCopy(copy);
    }

    @Test
    void whatStaysBehindIsSaid() throws Exception {
        server.execute("CREATE TABLE sample.behind (a INT PRIMARY KEY) ENGINE = MyISAM");
        try (ServingProcess donor = serve()) {
            assertThat(donor.lines())
                    .filteredOn(line -> line.path("type").asText().equals("warning"))
                    .anyMatch(line ->
                            line.path("message").asText().matches(".*without their rows.*: sample\\.behind\\."));
        }
        try (ServingProcess donor = serve("--with-unlogged-tables", "--with-binary-logs", "current")) {
            assertThat(donor.lines())
                    .noneMatch(line -> line.path("message").asText().contains("without their rows"));
            stockClone(donor, scratch.resolve("innodb-only-copy"));
            assertThat(donor.lines())
                    .filteredOn(line -> line.path("type").asText().equals("begun"))
                    .singleElement()
                    .satisfies(line -> assertThat(line.path("leftOut"))
                            .extracting(JsonNode::asText)
                            .containsExactlyInAnyOrder("binlog", "tablefiles"));
        }
        FakeSurroundings local = surroundings();
        assertThat(local.executeNow(
                        "local",
                        "--output",
                        "json",
                        "--server",
                        server.socket().toString(),
                        "--user",
                        "cloner",
                        "--data-dir",
                        scratch.resolve("local-copy").toString()))
                .as(local.err())
                .isZero();
        assertThat(local.out()).containsPattern("\"warning\".*without their rows.*: sample\\.behind");
        server.execute("DROP TABLE sample.behind");
    }

    /** The clone fails, and not the server; whoever comes when it is quiet again has a clone. */
    @Test
    void aServerThatChangesMoreThanMayBeKept() throws Exception {
        FakeSurroundings recipient = surroundings();
        Path refused = scratch.resolve("too-much-copy");
        try (ServingProcess donor = serve("--max-data-bandwidth", SLOW, "--spool-size", "64M");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> clone = threads.submit(() -> clone(recipient, donor, refused));
            awaitData(recipient);
            server.execute("CREATE TABLE sample.much (id INT AUTO_INCREMENT PRIMARY KEY, b LONGBLOB)");
            for (int i = 0; i < 80; i++) {
                server.execute("INSERT INTO sample.much (b) VALUES (REPEAT(CHAR(" + (33 + i) + "), 1048576))");
            }

            assertThat(clone.get()).as(recipient.err()).isEqualTo(4);
            assertThat(recipient.err()).contains("needs more than the 64 MiB", "--spool-size");
            assertThat(refused).doesNotExist();

            Path copy = scratch.resolve("enough-copy");
            FakeSurroundings next = surroundings();
            assertThat(clone(next, donor, copy)).as(next.err()).isZero();
            requireCopy(copy);
        } finally {
            server.execute("DROP TABLE IF EXISTS sample.much");
        }
    }
}
