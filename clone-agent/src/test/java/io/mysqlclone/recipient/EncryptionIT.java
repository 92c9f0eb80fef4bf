package io.mysqlclone.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.Keyring;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A donor that encrypts whatever InnoDB can: tables, tablespaces, the dictionary, undo and redo. */
final class EncryptionIT {
    @TempDir
    private static Path scratch;

    @TempDir
    private Path target;

    private static Keyring keyring;
    private static MysqlServer donor;

    @BeforeAll
    static void startDonor() throws Exception {
        keyring = Keyring.in(Files.createDirectory(scratch.resolve("keyring")));
        donor = MysqlServer.builder(scratch)
                .donor()
                .keyring(keyring)
                .option("--innodb-redo-log-encrypt=ON")
                .option("--innodb-undo-log-encrypt=ON")
                .start();
        SampleData.in("sample").mebibytes(4).encrypted().createIn(donor);
        donor.execute("""
                ALTER TABLESPACE mysql ENCRYPTION = 'Y';
                CREATE TABLE sample.secret_small_blocks (a INT PRIMARY KEY, b TEXT)
                    ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 8 ENCRYPTION = 'Y';
                CREATE TABLE sample.secret_with_holes (a INT PRIMARY KEY, b TEXT)
                    COMPRESSION = 'zlib' ENCRYPTION = 'Y';
                INSERT INTO sample.secret_small_blocks VALUES (1, REPEAT('b', 10000));
                INSERT INTO sample.secret_with_holes SELECT * FROM sample.secret_small_blocks""");
        CloneRequests.allowCloning(donor);
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    @Test
    void isRefusedWithoutTls() {
        CloneRequest request = CloneRequests.from(donor).tls(TlsMode.DISABLED).into(target);

        CloneFailure failure = catchThrowableOfType(
                CloneFailure.class, () -> new CloneRun(CloneEngines.standard(), request, event -> {}).run());

        assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.DONOR);
        assertThat(failure.mysqlError()).hasValue(3872);
        assertThat(failure)
                .hasMessage("donor error 3872: Clone needs SSL connection for encrypted table."
                        + "; the donor has encrypted data, which it sends over TLS only (ER_CLONE_ENCRYPTION); use"
                        + " --tls-mode required or a stricter one");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void startsWithAnEmptyKeyring() throws Exception {
        CloneResult result =
                new CloneRun(CloneEngines.standard(), CloneRequests.from(donor).into(target), event -> {}).run();

        Keyring empty = Keyring.in(Files.createDirectory(scratch.resolve("empty-keyring")));
        assertServesEncrypted(result, empty);
        assertThat(empty.keys()).isNotEmptyFile();
    }

    @Test
    void startsWithACopyOfTheDonorsKeyring() throws Exception {
        CloneResult result =
                new CloneRun(CloneEngines.standard(), CloneRequests.from(donor).into(target), event -> {}).run();

        Keyring copied = Keyring.in(Files.createDirectory(scratch.resolve("copied-keyring")));
        Files.copy(keyring.keys(), copied.keys());
        assertServesEncrypted(result, copied);
    }

    private void assertServesEncrypted(CloneResult result, Keyring ring) {
        try (MysqlServer copy = StartedCopy.of(result)
                .keyring(ring)
                .option("--innodb-redo-log-encrypt=ON")
                .option("--innodb-undo-log-encrypt=ON")
                .start()) {
            CloneAssertions.assertSameAs(donor, copy);
            assertThat(encryptedTablespaces(copy))
                    .isEqualTo(encryptedTablespaces(donor))
                    .contains(List.of("mysql"));
            copy.execute("ALTER INSTANCE ROTATE INNODB MASTER KEY");
            copy.restart();
            CloneAssertions.assertSameTables(donor.checksums(), copy.checksums());
            CloneAssertions.assertHealthyRestart(copy);
        }
    }

    private static List<List<String>> encryptedTablespaces(MysqlServer server) {
        return server.query(
                "SELECT NAME FROM information_schema.innodb_tablespaces WHERE ENCRYPTION = 'Y' ORDER BY NAME");
    }

    @Test
    void writesNoTablespaceKeyInClear() throws Exception {
        List<String> created = new ArrayList<>();
        CloneRequest request = CloneRequests.from(donor).connections(1).into(target);
        Path saved = Files.createDirectory(scratch.resolve("seen"));
        CloneListener listener = event -> {
            if (event instanceof CloneEvent.StageStarted(Stage stage, var _)) {
                if (stage == Stage.PAGE_COPY) {
                    // For a table created now the donor announces the key beside the name of the file.
                    donor.execute("CREATE TABLE sample.created_late (a INT PRIMARY KEY) ENCRYPTION = 'Y';"
                            + "INSERT INTO sample.created_late VALUES (1), (2), (3)");
                    created.add("sample/created_late");
                } else if (stage == Stage.FILE_SYNC) {
                    snapshot(target, saved);
                }
            }
        };
        CloneResult result = new CloneRun(CloneEngines.standard(), request, listener).run();
        assertThat(created).hasSize(1);

        List<ClearKeys.Key> all = ClearKeys.of(target);
        assertThat(all).extracting(ClearKeys.Key::file).contains("created_late.ibd", "secret.ibd", "#ib_redo0");
        assertThat(ClearKeys.filesWith(all, target)).isEmpty();
        assertThat(ClearKeys.filesWith(all, saved)).isEmpty();
        assertThat(saved).isNotEmptyDirectory();
        assertServesEncrypted(result, Keyring.in(Files.createDirectory(scratch.resolve("late-keyring"))));
    }

    private static void snapshot(Path from, Path to) {
        try {
            ClearKeys.copyTree(from, to);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
