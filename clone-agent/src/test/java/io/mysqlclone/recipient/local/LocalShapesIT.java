package io.mysqlclone.recipient.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.local.LocalClones.Content;
import io.mysqlclone.storage.AllocatedSize;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.Keyring;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.MysqlServerBuilder;
import io.mysqlclone.testbed.SampleData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories of stopped servers of all shapes. */
final class LocalShapesIT {
    @TempDir
    private Path scratch;

    private MysqlServer start(String... options) {
        MysqlServerBuilder builder = MysqlServer.builder(scratch).donor();
        List.of(options).forEach(builder::option);
        return builder.start();
    }

    /** Stops the server, and clones its directory. */
    private void clones(MysqlServer server, String... options) throws Exception {
        Content content = Content.of(server);
        server.stop();

        CloneResult result = LocalClones.of(server.dataDir()).run(scratch.resolve("copy"));

        LocalClones.assertServes(content, result, options);
    }

    /** Of each size of an extent: 1, 2 and 4 MiB; 16k is everybody else's. */
    @ParameterizedTest
    @ValueSource(strings = {"4k", "32k", "64k"})
    void everySizeOfPagesAndExtents(String pageSize) throws Exception {
        String option = "--innodb-page-size=" + pageSize;
        try (MysqlServer server = start(option)) {
            SampleData.in("sample").mebibytes(8).createIn(server);
            clones(server, option);
            // And the one that was cloned is as it was.
            CloneAssertions.assertHealthyRestart(server);
        }
    }

    @Test
    void aServerThatIgnoresTheCaseOfNames() throws Exception {
        String option = "--lower-case-table-names=1";
        try (MysqlServer server = start(option)) {
            server.execute("CREATE SCHEMA Shop; CREATE TABLE Shop.Orders (Id INT PRIMARY KEY);"
                    + "INSERT INTO SHOP.ORDERS VALUES (1), (2)");
            clones(server, option);
            assertThat(scratch.resolve("copy/shop/orders.ibd")).exists();
        }
    }

    @Test
    void aSystemTablespaceOfSeveralFiles() throws Exception {
        String option = "--innodb-data-file-path=ibdata1:12M;ibdata2:12M:autoextend";
        try (MysqlServer server = start(option)) {
            server.execute("CREATE SCHEMA d;"
                    + "CREATE TABLE d.grown (a INT PRIMARY KEY, b LONGBLOB) TABLESPACE innodb_system;"
                    + "INSERT INTO d.grown VALUES (1, REPEAT('x', 24000000))");
            clones(server, option);
        }
    }

    @Test
    void aServerWithoutAnyTable() throws Exception {
        try (MysqlServer server = start()) {
            clones(server);
        }
    }

    @Test
    void anEmptyFile() throws Exception {
        try (MysqlServer server = start()) {
            server.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY); INSERT INTO d.t VALUES (1)");
            Content content = Content.of(server);
            server.stop();
            Files.write(server.dataDir().resolve("ib_buffer_pool"), new byte[0]);

            CloneResult result = LocalClones.of(server.dataDir()).run(scratch.resolve("copy"));

            assertThat(result.dataDir().resolve("ib_buffer_pool")).isEmptyFile();
            LocalClones.assertServes(content, result);
        }
    }

    @Test
    void undoTablespacesInASubdirectory() throws Exception {
        try (MysqlServer server = start("--innodb-undo-directory=./undo")) {
            server.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY); INSERT INTO d.t VALUES (1)");
            clones(server);
            assertThat(scratch.resolve("copy/undo_001")).exists();
        }
    }

    @Test
    void aServerWithoutABinaryLog() throws Exception {
        try (MysqlServer server = MysqlServer.builder(scratch)
                .plugin("mysql_clone.so")
                .option("--skip-log-bin")
                .start()) {
            server.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY); INSERT INTO d.t VALUES (1)");
            clones(server);
        }
    }

    /** Several chunks, and one file of more than a gibibyte; with bytes at the end of what could be lost. */
    @Test
    void largeFiles() throws Exception {
        try (MysqlServer server = start()) {
            server.execute("CREATE SCHEMA d;"
                    + "CREATE TABLE d.several_chunks (a INT PRIMARY KEY, b LONGBLOB) AUTOEXTEND_SIZE = 132M;"
                    + "CREATE TABLE d.more_than_a_gibibyte (a INT PRIMARY KEY) AUTOEXTEND_SIZE = 1028M;"
                    + "INSERT INTO d.more_than_a_gibibyte VALUES (1)");
            for (int i = 0; i < 5; i++) {
                server.execute("INSERT INTO d.several_chunks SELECT " + i + ", REPEAT(UUID(), 800000)");
            }
            clones(server);
        }
    }

    @Test
    void encryptedAndCompressedPages() throws Exception {
        Keyring keyring = Keyring.in(Files.createDirectory(scratch.resolve("keyring")));
        MysqlServerBuilder builder = MysqlServer.builder(scratch)
                .donor()
                .keyring(keyring)
                .option("--innodb-redo-log-encrypt=ON")
                .option("--innodb-undo-log-encrypt=ON");
        try (MysqlServer server = builder.start()) {
            SampleData.in("sample").mebibytes(4).encrypted().createIn(server);
            server.execute("""
                    ALTER TABLESPACE mysql ENCRYPTION = 'Y';
                    CREATE TABLE sample.secret_with_holes (a INT PRIMARY KEY, b TEXT)
                        COMPRESSION = 'zlib' ENCRYPTION = 'Y';
                    INSERT INTO sample.secret_with_holes VALUES (1, REPEAT('b', 10000))""");
            Content content = Content.of(server);
            server.stop();

            CloneResult first =
                    LocalClones.of(server.dataDir()).keyring(keyring.keys()).run(scratch.resolve("b"));
            // Its keys are sealed with InnoDB's own key until a server starts on it: no keyring is needed.
            CloneResult second = LocalClones.of(first.dataDir()).run(scratch.resolve("c"));

            for (CloneResult result : List.of(first, second)) {
                Keyring own = Keyring.in(Files.createDirectory(
                        scratch.resolve("keyring-" + result.dataDir().getFileName())));
                LocalClones.assertServes(
                        content, result, MysqlServer.builder(result.dataDir()).keyring(own));
            }
        }
    }

    @Test
    void filesWithHolesStayAsSmall() throws Exception {
        try (MysqlServer server = start()) {
            server.execute("CREATE SCHEMA d; CREATE TABLE d.holes (a INT PRIMARY KEY, b LONGTEXT) COMPRESSION = 'lz4';"
                    + "INSERT INTO d.holes VALUES (1, REPEAT('b', 8000000))");
            Content content = Content.of(server);
            server.stop();
            Path original = server.dataDir().resolve("d/holes.ibd");

            CloneResult result = LocalClones.of(server.dataDir()).unverified().run(scratch.resolve("copy"));

            assertThat(blocks(original)).isLessThan(Files.size(original) / 1024);
            assertThat(blocks(result.dataDir().resolve("d/holes.ibd"))).isLessThanOrEqualTo(blocks(original) + 16);
            LocalClones.assertServes(content, result);
        }
    }

    /** KiB on disk. */
    private static long blocks(Path file) throws Exception {
        return AllocatedSize.of(file, Files.size(file)) / 1024;
    }

    @Test
    void tablespacesOutsideTheDirectory() throws Exception {
        Path external = Files.createDirectory(scratch.toRealPath().resolve("external"));
        Path elsewhere = scratch.toRealPath().resolve("elsewhere");
        try (MysqlServer server = start("--innodb-directories=" + external)) {
            SampleData.in("sample").mebibytes(4).externalDirectory(external).createIn(server);
            Content content = Content.of(server);
            server.stop();

            var clones = LocalClones.of(server.dataDir()).relocate(external, elsewhere);
            CloneResult result = clones.run(scratch.resolve("copy"));

            assertThat(result.innodbDirectories()).containsExactly(elsewhere);
            // From a clone that no server has started on, and whose files are not where its dictionary says.
            Path third = scratch.toRealPath().resolve("third");
            CloneResult again = LocalClones.of(result.dataDir())
                    .alsoIn(elsewhere)
                    .relocate(elsewhere, third)
                    .relocate(external, third)
                    .run(scratch.resolve("copy-of-copy"));
            Files.move(external, external.resolveSibling("away"));
            LocalClones.assertServes(content, result);
            LocalClones.assertServes(content, again);
        }
    }

    /** It is neither committed nor lost: who coordinates it decides, on the clone as on the server. */
    @Test
    void aServerThatWasStoppedWithAPreparedTransaction() throws Exception {
        try (MysqlServer server = start()) {
            server.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY); INSERT INTO d.t VALUES (1);"
                    + "XA START 'undecided'; INSERT INTO d.t VALUES (2); XA END 'undecided'; XA PREPARE 'undecided'");
            clones(server);
        }
        try (MysqlServer copy = MysqlServer.builder(Files.createDirectory(scratch.resolve("run")))
                .dataDir(scratch.resolve("copy"))
                .donor()
                .start()) {
            assertThat(copy.query("XA RECOVER")).hasSize(1).allMatch(row -> row.contains("undecided"));
            copy.execute("XA COMMIT 'undecided'");
            assertThat(copy.sql().value("SELECT GROUP_CONCAT(a ORDER BY a) FROM d.t"))
                    .isEqualTo("1,2");
        }
    }

    /** All is in the pages when it has stopped. */
    @Test
    void aServerThatWroteNoRedoLog() throws Exception {
        try (MysqlServer server = start()) {
            server.execute("ALTER INSTANCE DISABLE INNODB REDO_LOG");
            SampleData.in("sample").mebibytes(4).createIn(server);
            clones(server);
        }
    }

    @Test
    void aCloneOfACloneOfAClone() throws Exception {
        try (MysqlServer server = start()) {
            SampleData.in("sample").mebibytes(8).createIn(server);
            Content content = Content.of(server);
            server.stop();

            CloneResult b = LocalClones.of(server.dataDir()).threads(1).run(scratch.resolve("b"));
            CloneResult c = LocalClones.of(b.dataDir()).threads(16).run(scratch.resolve("c"));
            CloneResult d = LocalClones.of(c.dataDir()).unverified().run(scratch.resolve("d"));

            LocalClones.assertServes(content, d);
            LocalClones.assertServes(content, c);
            LocalClones.assertServes(content, b);
        }
    }

    @Test
    void copiedByTheKernelWhereNobodyNeedsToSeeTheBytes() throws Exception {
        try (MysqlServer server = start()) {
            SampleData.in("sample").mebibytes(8).createIn(server);
            Content content = Content.of(server);
            server.stop();
            var clones = LocalClones.of(server.dataDir()).unverified();

            CloneResult result = clones.run(scratch.resolve("copy"));

            assertThat(clones.events())
                    .anyMatch(event -> event instanceof CloneEvent.CopiesBy(var way)
                            && way != io.mysqlclone.engine.CopyWay.READ_AND_WRITE);
            LocalClones.assertServes(content, result);
        }
    }
}
