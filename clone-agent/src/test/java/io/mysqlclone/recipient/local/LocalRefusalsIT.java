package io.mysqlclone.recipient.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mysqlclone.innodb.donor.StaticDonor;
import io.mysqlclone.innodb.source.Settings;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.local.LocalClones.Content;
import io.mysqlclone.testbed.Keyring;
import io.mysqlclone.testbed.MysqlServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories that can't be cloned as they are, and places where no clone may go. */
final class LocalRefusalsIT {
    @TempDir
    private Path scratch;

    private static CloneFailure refusal(LocalClones clones, Path target) {
        CloneFailure failure = catchThrowableOfType(CloneFailure.class, () -> clones.run(target));
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(CloneFailure.Kind.REFUSED);
        return failure;
    }

    @Test
    void aDirectoryThatAServerHasOpen() {
        try (MysqlServer server = MysqlServer.builder(scratch).donor().start()) {
            Path copy = scratch.resolve("copy");

            assertThat(refusal(LocalClones.of(server.dataDir()), copy))
                    .hasMessageStartingWith("a server has " + server.dataDir() + " open (ibdata1 is locked)");

            assertThat(copy).doesNotExist();
            assertThat(server.isRunning()).isTrue();
        }
    }

    /** mysqld tries for its lock, and has changed nothing when it gives up. */
    @Test
    void noServerStartsOnADirectoryThatIsBeingCloned() throws Exception {
        try (MysqlServer server = MysqlServer.builder(scratch).donor().start()) {
            server.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY); INSERT INTO d.t VALUES (1)");
            Content content = Content.of(server);
            server.stop();
            Thread starting;
            try (StaticDonor donor = StaticDonor.open(Settings.of(server.dataDir()))) {
                assertThat(donor.release().version()).startsWith("9.7");
                starting = Thread.ofVirtual().start(server::start);
                Awaitility.await()
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> server.errorLog().contains("Unable to lock ./ibdata1"));
                assertThat(starting.isAlive()).as("mysqld waits").isTrue();
            }
            starting.join();
            assertThat(Content.of(server)).isEqualTo(content);
        }
    }

    @Test
    void aDirectoryWhoseServerWasKilled() throws Exception {
        try (MysqlServer server = MysqlServer.builder(scratch).donor().start()) {
            server.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY); INSERT INTO d.t VALUES (1)");
            server.kill();

            assertThat(refusal(LocalClones.of(server.dataDir()), scratch.resolve("copy")))
                    .hasMessageContaining("was not shut down in an orderly way")
                    .hasMessageContaining("start mysqld on it and stop it again");

            // As the sentence says.
            server.start();
            Content content = Content.of(server);
            server.stop();
            LocalClones.assertServes(content, LocalClones.of(server.dataDir()).run(scratch.resolve("copy")));
        }
    }

    /** No lock tells of its server; as a snapshot of a volume is, too. One that was taken when it had stopped is well. */
    @Test
    void aCopyThatWasTakenWhileTheServerRan() throws Exception {
        try (MysqlServer server = MysqlServer.builder(scratch).donor().start()) {
            server.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY); INSERT INTO d.t VALUES (1)");
            Path hot = copied(server.dataDir(), "hot");

            assertThat(refusal(LocalClones.of(hot), scratch.resolve("copy")))
                    .hasMessageContaining("the server on " + hot + " was not shut down in an orderly way")
                    .hasMessageContaining("start mysqld on it and stop it again");

            Content content = Content.of(server);
            server.stop();
            Path cold = copied(server.dataDir(), "cold");
            LocalClones.assertServes(content, LocalClones.of(cold).run(scratch.resolve("copy")));
        }
    }

    private Path copied(Path dataDir, String name) throws Exception {
        Path copy = scratch.resolve(name);
        assertThat(new ProcessBuilder("cp", "--archive", dataDir.toString(), copy.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .as("1: a file that cp had listed was gone, as those of a running server come and go")
                .isIn(0, 1);
        assertThat(copy.resolve("ibdata1")).exists();
        return copy;
    }

    @Test
    void aDirectoryWhoseServerWasStoppedWithoutWritingItsPages() {
        try (MysqlServer server = MysqlServer.builder(scratch)
                .donor()
                .option("--innodb-fast-shutdown=2")
                .start()) {
            server.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY)");
            server.stop();

            assertThat(refusal(LocalClones.of(server.dataDir()), scratch.resolve("copy")))
                    .hasMessageContaining("not with innodb_fast_shutdown=2");
        }
    }

    @Test
    void encryptedTablespacesWithoutTheirKeyring() throws Exception {
        Keyring keyring = Keyring.in(Files.createDirectory(scratch.resolve("keyring")));
        Keyring other = Keyring.in(Files.createDirectory(scratch.resolve("other-keyring")));
        try (MysqlServer server =
                MysqlServer.builder(scratch).donor().keyring(keyring).start()) {
            server.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY) ENCRYPTION = 'Y'");
            server.stop();
            Files.writeString(other.keys(), "{\"version\":\"1.0\",\"elements\":[]}");
            Path copy = scratch.resolve("copy");

            assertThat(refusal(LocalClones.of(server.dataDir()), copy))
                    .hasMessageContaining("d/t.ibd is encrypted")
                    .hasMessageContaining("--keyring");
            assertThat(refusal(LocalClones.of(server.dataDir()).keyring(other.keys()), copy))
                    .hasMessageContaining("has no key INNODBKey-");
            assertThat(copy).doesNotExist();
        }
    }

    /** As a process leaves it that is killed between the note of what it has received and the commit. */
    @Test
    void aDirectoryWithNothingButWhatWasReceived() throws Exception {
        Path directory = Files.createDirectory(scratch.toRealPath().resolve("received"));
        Files.createFile(Files.createDirectory(directory.resolve("#clone")).resolve("#status_in_progress"));
        Files.createFile(
                Files.createDirectory(directory.resolve("#clone-agent")).resolve("received"));

        assertThat(refusal(LocalClones.of(directory), scratch.resolve("copy")))
                .hasMessageContaining(
                        "holds nothing but a clone that was received and is not committed: give --received");
    }

    @Test
    void placesWhereNoCloneMayGo() throws Exception {
        try (MysqlServer server = MysqlServer.builder(scratch).donor().start()) {
            server.stop();
            Path occupied = Files.createDirectory(scratch.resolve("occupied"));
            Files.writeString(occupied.resolve("file"), "somebody's");
            var clones = LocalClones.of(server.dataDir());

            assertThat(refusal(clones, occupied)).hasMessageContaining("1007 ER_DB_CREATE_EXISTS");
            assertThat(refusal(clones, Path.of("relative"))).hasMessageContaining("1525 ER_WRONG_VALUE");
            assertThat(refusal(clones, server.dataDir().resolve("inside")))
                    .hasMessageContaining("3632 ER_PATH_IN_DATADIR");
            assertThat(refusal(clones, scratch.resolve("no/parent"))).hasMessageContaining("no");
            assertThat(occupied.toFile().list()).containsExactly("file");
        }
    }

    @Test
    void tablespacesThatAreNotWhereTheDictionarySays() throws Exception {
        Path external = Files.createDirectory(scratch.toRealPath().resolve("external"));
        try (MysqlServer server = MysqlServer.builder(scratch)
                .donor()
                .option("--innodb-directories=" + external)
                .start()) {
            server.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY) DATA DIRECTORY = '" + external
                    + "'; INSERT INTO d.t VALUES (1)");
            Content content = Content.of(server);
            server.stop();
            Path moved = Files.move(external, external.resolveSibling("moved"));
            Path kept = scratch.toRealPath().resolve("kept");

            assertThat(refusal(LocalClones.of(server.dataDir()), scratch.resolve("copy")))
                    .hasMessageContaining(external.resolve("d/t.ibd") + "; mount them there");

            LocalClones.assertServes(
                    content,
                    LocalClones.of(server.dataDir())
                            .alsoIn(moved)
                            .relocate(moved, kept)
                            .run(scratch.resolve("copy")));
        }
    }

    @Test
    void aLinkThatLeadsOutOfTheDirectory() throws Exception {
        try (MysqlServer server = MysqlServer.builder(scratch).donor().start()) {
            server.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY)");
            server.stop();
            Path file = server.dataDir().resolve("d/t.ibd");
            Path away = Files.move(file, scratch.resolve("away.ibd"));
            Files.createSymbolicLink(file, away);

            assertThat(refusal(LocalClones.of(server.dataDir()), scratch.resolve("copy")))
                    .hasMessageContaining(file + " is a symbolic link");
        }
    }
}
