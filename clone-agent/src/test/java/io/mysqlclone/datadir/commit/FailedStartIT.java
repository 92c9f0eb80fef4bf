package io.mysqlclone.datadir.commit;

import static io.mysqlclone.datadir.commit.OldAndNew.recipient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.outcome.CloneOutcome;
import io.mysqlclone.datadir.outcome.OutcomeReader;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.testbed.Keyring;
import io.mysqlclone.testbed.MysqlServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** However mysqld fails on a clone, and however late: the old data comes back. */
final class FailedStartIT {
    private static final int PAGE = 16 << 10;

    @TempDir
    private static Path shared;

    private static OldAndNew data;
    private static OldAndNew encrypted;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void makeBoth() throws IOException {
        data = OldAndNew.make(shared);
        Path home = Files.createDirectory(shared.resolve("encrypted"));
        try (MysqlServer donor = MysqlServer.builder(home)
                .donor()
                .keyring(Keyring.in(Files.createDirectory(home.resolve("keys"))))
                .start()) {
            donor.execute(
                    "ALTER TABLESPACE mysql ENCRYPTION = 'Y';"
                            + "CREATE SCHEMA s; CREATE TABLE s.t (id INT PRIMARY KEY) ENCRYPTION = 'Y'; INSERT INTO s.t VALUES (1)");
            encrypted = new OldAndNew(
                    ReceivedClone.from(donor, home.resolve("cloned")),
                    data.oldData(),
                    data.oldChecksums(),
                    data.oldGtids());
        }
    }

    @TestFactory
    Stream<DynamicTest> anOptionThatMysqldRefusesCostsNothing() {
        return Stream.of(
                        "--no-such-option",
                        "--lower-case-table-names=1",
                        "--innodb-page-size=8k",
                        "--bind-address=192.0.2.1")
                .map(option -> DynamicTest.dynamicTest(option, () -> {
                    DataDirectory directory = data.copyTo(scratch.resolve("data" + option.hashCode()));
                    data.commit(directory);
                    MysqlServer.expectStartFailure(
                            recipient(directory.root(), scratch).option(option));
                    assertComesBack(directory);
                }));
    }

    /** mysqld 9.7.4 goes on when a statement in there fails. */
    @Test
    void anInitFileWithAStatementThatFailsIsNoFailedStart() throws IOException {
        DataDirectory directory = data.copyTo(scratch.resolve("data"));
        data.commit(directory);
        Path sql = Files.writeString(scratch.resolve("init.sql"), "SELECT * FROM no_such_schema.no_such_table;\n");
        try (MysqlServer server = recipient(directory.root(), scratch)
                .option("--init-file=" + sql)
                .start()) {
            data.assertServesTheClone(server);
        }
        assertThat(new OutcomeReader(directory.root()).read().state()).isEqualTo(CloneOutcome.State.RECOVERED);
        assertComesBack(directory);
    }

    /** That is seen when InnoDB has recovered the clone, so that mysqld itself does not go back any more. */
    @Test
    void anInitFileThatIsNotThereCostsNothing() throws IOException {
        DataDirectory directory = data.copyTo(scratch.resolve("data"));
        data.commit(directory);
        MysqlServer.expectStartFailure(
                recipient(directory.root(), scratch).option("--init-file=" + scratch.resolve("no-such-file")));
        assertThat(new OutcomeReader(directory.root()).read().state()).isEqualTo(CloneOutcome.State.RECOVERED);
        assertComesBack(directory);
    }

    @Test
    void aCloneWhoseKeysTheServerHasNotCostsNothing() throws IOException {
        DataDirectory directory = encrypted.copyTo(scratch.resolve("data"));
        encrypted.commit(directory);
        MysqlServer.expectStartFailure(recipient(directory.root(), scratch));
        assertComesBack(directory);
    }

    @Test
    void aKeyringWithOtherKeysCostsNothing() throws IOException {
        DataDirectory directory = encrypted.copyTo(scratch.resolve("data"));
        encrypted.commit(directory);
        Keyring other = Keyring.in(Files.createDirectory(scratch.resolve("other-keys")));
        MysqlServer.expectStartFailure(recipient(directory.root(), scratch).keyring(other));
        assertComesBack(directory);
    }

    @Test
    void aDamagedDictionaryCostsNothing() throws IOException {
        DataDirectory directory = commitDamaged("mysql.ibd", 4L * PAGE, 200 * PAGE);
        MysqlServer.expectStartFailure(recipient(directory.root(), scratch));
        assertComesBack(directory);
    }

    @Test
    void aDamagedTableThatIsNoticedWhenItIsReadCostsNothing() throws IOException {
        DataDirectory directory = commitDamaged("both_have/t.ibd", 4L * PAGE, PAGE);
        try (MysqlServer server = recipient(directory.root(), scratch).start()) {
            assertThatThrownBy(() -> server.query("SELECT * FROM both_have.t"))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertComesBack(directory);
    }

    @Test
    void aServerThatIsKilledWhileItTakesTheCloneOverCostsNothing() throws Exception {
        for (String moment : List.of("ibdata1.#clone_save", "#clone/#status_recovery", "auto.cnf")) {
            DataDirectory directory = data.copyTo(scratch.resolve("killed" + moment.hashCode()));
            data.commit(directory);
            Path awaited = directory.root().resolve(moment);
            Thread killer = Thread.ofPlatform().start(() -> {
                boolean killed = false;
                while (!killed) {
                    killed = Files.exists(awaited) && killServerOn(directory.root());
                    Thread.onSpinWait();
                }
            });
            MysqlServer.expectStartFailure(recipient(directory.root(), scratch));
            killer.join();
            assertComesBack(directory);
        }
    }

    private static boolean killServerOn(Path dataDir) {
        String option = "--datadir=" + dataDir;
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(option))
                .map(ProcessHandle::destroyForcibly)
                .reduce(false, (one, other) -> one || other);
    }

    private DataDirectory commitDamaged(String name, long from, int length) throws IOException {
        DataDirectory directory = data.copyTo(scratch.resolve("data"));
        List<PlacedFile> files = data.received().receive(directory);
        OldAndNew.zero(files, name, from, length);
        new InPlaceForm(directory, List.of()).commit(files, List.of(), ReceivedClone.status());
        OldAndNew.noteComplete(directory);
        return directory;
    }

    /** From what is kept, or because mysqld has gone back by itself: that depends on how far it came. */
    private void assertComesBack(DataDirectory directory) throws IOException {
        OldData.rollback(directory);
        try (MysqlServer server = recipient(directory.root(), scratch).start()) {
            data.assertServesTheOldData(server);
            server.restart();
            data.assertServesTheOldData(server);
        }
    }
}
