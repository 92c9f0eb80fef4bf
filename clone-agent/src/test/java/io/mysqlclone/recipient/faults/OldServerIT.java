package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneFailure.Reason;
import io.mysqlclone.recipient.CloneRequest.OldServer;
import io.mysqlclone.recipient.preflight.Preflight;
import io.mysqlclone.recipient.preflight.Preflight.Verdict;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.Keyring;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.MysqlServerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server keeps outside its data directory is found, or the clone in its place is refused before it begins. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class OldServerIT {
    @TempDir
    private static Path shared;

    private static MysqlServer donor;

    @TempDir
    private Path scratch;

    private Path elsewhere;

    @BeforeAll
    static void startDonor() throws Exception {
        donor = Servers.donor(shared.resolve("donor"), 1);
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    @BeforeEach
    void makeAnotherDirectory() throws IOException {
        elsewhere = Files.createDirectory(scratch.toRealPath().resolve("elsewhere"));
    }

    private MysqlServerBuilder old() {
        return MysqlServer.builder(scratch).donor();
    }

    private static TestClone into(MysqlServer server) {
        return TestClone.from(donor.port(), server.dataDir()).inPlace();
    }

    private static void assertRefused(TestClone clone, Path dataDir, Reason reason, String... words)
            throws IOException {
        List<String> before = names(dataDir);
        assertThat(new Preflight(CloneEngines.standard(), clone.request())
                        .check()
                        .checks())
                .anySatisfy(check -> {
                    assertThat(check.name()).isEqualTo("target content");
                    assertThat(check.verdict()).isEqualTo(Verdict.FAILED);
                    assertThat(check.message()).contains(words);
                });
        CloneFailure refused = clone.fails();
        assertThat(refused.kind()).isEqualTo(CloneFailure.Kind.REFUSED);
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused.getMessage()).contains(words);
        assertThat(names(dataDir)).isEqualTo(before);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void binaryLogsElsewhereMustBeNamedAndAreReplacedThen() throws Exception {
        try (MysqlServer server =
                old().option("--log-bin=" + elsewhere.resolve("b")).start()) {
            server.execute("CREATE SCHEMA old");
            assertRefused(into(server), server.dataDir(), Reason.LOGS_ELSEWHERE, "--log-index", "--no-binary-logs");
            var named = new OldServer(List.of(elsewhere.resolve("b.index")), false, false);
            into(server).oldServer(named).run();
            server.execute("FLUSH BINARY LOGS; CREATE SCHEMA older");
            server.stop();
            TestCommit.commit(server.dataDir());
            server.start();
            CloneAssertions.assertSameAs(donor, server);
            assertThat(server.gtidExecuted()).isEqualTo(donor.gtidExecuted());
        }
    }

    @Test
    void whatAppearsElsewhereAfterTheTransferIsFoundAtTheCommit() throws Exception {
        try (MysqlServer server =
                old().option("--innodb-directories=" + elsewhere).start()) {
            into(server).run();
            server.execute("CREATE SCHEMA d; CREATE TABLE d.e (id INT PRIMARY KEY) DATA DIRECTORY='" + elsewhere + "'");
            server.stop();
            CloneFailure refused = TestCommit.refused(server.dataDir());
            assertThat(refused.reason()).isEqualTo(Reason.TABLESPACES_ELSEWHERE);
            assertThat(refused)
                    .hasMessageContaining(elsewhere.resolve("d/e.ibd").toString());
            server.start();
            assertThat(server.query("SELECT COUNT(*) FROM d.e")).isNotEmpty();
        }
    }

    @Test
    void anIndexThatIsNotThereIsNoAnswer() throws Exception {
        try (MysqlServer server = old().start()) {
            Path missing = elsewhere.resolve("b.index");
            assertRefused(
                    into(server).oldServer(new OldServer(List.of(missing), false, false)),
                    server.dataDir(),
                    Reason.LOGS_ELSEWHERE,
                    missing + ", which is to be an index of binary or relay logs, is not a file");
        }
    }

    @Test
    void aServerWithoutBinaryLogsIsReplacedOnItsOwnersWord() throws Exception {
        try (MysqlServer server = old().option("--skip-log-bin").start()) {
            assertRefused(into(server), server.dataDir(), Reason.LOGS_ELSEWHERE, "if it writes none");
            server.stop();
            into(server).oldServer(new OldServer(List.of(), true, false)).run();
            server.start();
            CloneAssertions.assertSameAs(donor, server);
        }
    }

    /** As where mysqld has the volume at another path than the agent. */
    @Test
    void anAbsoluteNameInTheIndexIsFoundBesideItWhereverTheDirectoryIsMounted() throws Exception {
        Path data = scratch.toRealPath().resolve("data");
        try (MysqlServer first = old().newDataDir(data).start()) {
            first.stop();
        }
        Files.createDirectory(data.resolve("logs"));
        try (MysqlServer server = old().dataDir(data)
                .option("--log-bin=" + data.resolve("logs/b"))
                .start()) {
            server.execute("CREATE SCHEMA old; FLUSH BINARY LOGS; CREATE SCHEMA older");
            server.stop();
            Path moved = Files.move(data, scratch.resolve("mounted"));
            TestClone.from(donor.port(), moved).inPlace().run();
            Files.move(moved, data);
            server.start();
            CloneAssertions.assertSameAs(donor, server);
            assertThat(server.gtidExecuted()).isEqualTo(donor.gtidExecuted());
        }
    }

    @Test
    void aLogThatTheIndexNamesAndNobodySeesIsNotPassedOver() throws Exception {
        try (MysqlServer server = old().start()) {
            server.stop();
            Files.writeString(server.dataDir().resolve("other.index"), "/nowhere/other.000001\n");
            assertRefused(into(server), server.dataDir(), Reason.LOGS_ELSEWHERE, "/nowhere/other.000001", "mount");
        }
    }

    @Test
    void tablesAndUndoTablespacesElsewhereAreNamed() throws Exception {
        try (MysqlServer server =
                old().option("--innodb-directories=" + elsewhere).start()) {
            server.execute("CREATE SCHEMA d; CREATE TABLE d.e (id INT PRIMARY KEY) DATA DIRECTORY='" + elsewhere + "';"
                    + "CREATE UNDO TABLESPACE u1 ADD DATAFILE '" + elsewhere.resolve("u1.ibu") + "';"
                    + "CREATE TABLESPACE g ADD DATAFILE '" + elsewhere.resolve("g.ibd") + "';"
                    + "CREATE TABLE d.gone (id INT PRIMARY KEY) DATA DIRECTORY='" + elsewhere + "'; DROP TABLE d.gone;"
                    + "CREATE TABLESPACE inside ADD DATAFILE '"
                    + server.dataDir().resolve("inside.ibd") + "';"
                    + "CREATE TABLE d.t (id INT PRIMARY KEY)");
            server.stop();
            assertRefused(
                    into(server),
                    server.dataDir(),
                    Reason.TABLESPACES_ELSEWHERE,
                    "(" + elsewhere.resolve("d/e.ibd") + ", " + elsewhere.resolve("g.ibd") + ", "
                            + elsewhere.resolve("u1.ibu") + ")");

            server.start();
            server.execute("DROP SCHEMA d; DROP TABLESPACE g; ALTER UNDO TABLESPACE u1 SET INACTIVE");
            while (!server.sql()
                    .value("SELECT STATE FROM information_schema.INNODB_TABLESPACES WHERE NAME = 'u1'")
                    .equals("empty")) {
                Thread.sleep(100);
            }
            server.execute("DROP UNDO TABLESPACE u1");
            server.stop();
            into(server).run();
            server.start();
            CloneAssertions.assertSameAs(donor, server);
        }
    }

    @Test
    void aTableWhoseFileCannotBeRenamedIsNamed() throws Exception {
        String name = "表".repeat(47) + "aaaaa";
        try (MysqlServer server = old().start()) {
            server.execute("CREATE SCHEMA d; CREATE TABLE d.`" + name.substring(1) + "` (id INT PRIMARY KEY);"
                    + "CREATE TABLE d.`" + name + "` (id INT PRIMARY KEY)");
            assertRefused(into(server), server.dataDir(), Reason.NAME_TOO_LONG, ": d/" + name + ".ibd; give");
            server.execute("DROP TABLE d.`" + name + "`");
            server.stop();
            into(server).run();
            server.start();
            CloneAssertions.assertSameAs(donor, server);
        }
    }

    @Test
    void theLongestNameOfADonorNeedsNoRoomWhereItIsNew() throws Exception {
        donor.execute("CREATE SCHEMA longest; CREATE TABLE longest.`" + "表".repeat(50) + "` (id INT PRIMARY KEY)");
        try (MysqlServer server = old().start()) {
            server.stop();
            into(server).run();
            server.start();
            CloneAssertions.assertSameAs(donor, server);
        } finally {
            donor.execute("DROP SCHEMA longest");
        }
    }

    @Test
    void encryptedDataNeedsAServerThatHasAKeyring() throws Exception {
        Keyring keyring = Keyring.in(Files.createDirectory(scratch.resolve("donors")));
        try (MysqlServer encrypted = MysqlServer.builder(Files.createDirectory(scratch.resolve("source")))
                        .donor()
                        .keyring(keyring)
                        .option("--default-table-encryption=ON")
                        .start();
                MysqlServer server = old().start()) {
            encrypted.createCloneUser(TestClone.USER, TestClone.PASSWORD);
            encrypted.execute("CREATE SCHEMA d; CREATE TABLE d.t (id INT PRIMARY KEY); INSERT INTO d.t VALUES (1)");
            server.stop();
            TestClone clone =
                    TestClone.from(encrypted.port(), server.dataDir()).inPlace().tls();
            assertThat(new Preflight(CloneEngines.standard(), clone.request())
                            .check()
                            .checks())
                    .anySatisfy(check -> {
                        assertThat(check.name()).isEqualTo("encryption");
                        assertThat(check.verdict()).isEqualTo(Verdict.FAILED);
                        assertThat(check.message()).contains("--keyring-configured");
                    });
            CloneFailure refused = clone.fails();
            assertThat(refused.reason()).isEqualTo(Reason.KEYRING_MISSING);
            assertThat(refused).hasMessageContaining("--keyring-configured");
            assertThat(names(server.dataDir())).doesNotContain("#clone", "#clone-agent");

            Keyring own = Keyring.in(Files.createDirectory(scratch.resolve("own")));
            try (MysqlServer withKeyring =
                    old().dataDir(server.dataDir()).keyring(own).start()) {
                withKeyring.stop();
                clone.run();
                withKeyring.start();
                CloneAssertions.assertSameAs(encrypted, withKeyring);
            }
        }
    }
}
