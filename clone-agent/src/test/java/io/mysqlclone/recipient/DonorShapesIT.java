package io.mysqlclone.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.MysqlServerBuilder;
import io.mysqlclone.testbed.SampleData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Donors that were initialised in other ways than the default one, and donors with nothing or very much in them. */
final class DonorShapesIT {
    @TempDir
    private Path scratch;

    private MysqlServer start(String... options) {
        MysqlServerBuilder builder = MysqlServer.builder(scratch).donor();
        List.of(options).forEach(builder::option);
        MysqlServer donor = builder.start();
        CloneRequests.allowCloning(donor);
        return donor;
    }

    private CloneResult cloned(MysqlServer donor) throws CloneFailure {
        return new CloneRun(
                        CloneEngines.standard(),
                        CloneRequests.from(donor).connections(4).into(scratch.resolve("copy")),
                        event -> {})
                .run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4k", "8k", "32k", "64k"})
    void clonesEveryPageSize(String pageSize) throws Exception {
        String option = "--innodb-page-size=" + pageSize;
        try (MysqlServer donor = start(option)) {
            SampleData.in("sample").mebibytes(8).createIn(donor);
            StartedCopy.assertEquals(donor, cloned(donor), option);
        }
    }

    @Test
    void clonesADonorThatIgnoresTheCaseOfNames() throws Exception {
        String option = "--lower-case-table-names=1";
        try (MysqlServer donor = start(option)) {
            donor.execute("CREATE SCHEMA Shop; CREATE TABLE Shop.Orders (Id INT PRIMARY KEY);"
                    + "INSERT INTO SHOP.ORDERS VALUES (1), (2)");

            CloneResult result = cloned(donor);

            assertThat(result.dataDir().resolve("shop/orders.ibd")).exists();
            StartedCopy.assertEquals(donor, result, option);
        }
    }

    @Test
    void clonesASystemTablespaceOfSeveralFiles() throws Exception {
        String option = "--innodb-data-file-path=ibdata1:12M;ibdata2:12M:autoextend";
        try (MysqlServer donor = start(option)) {
            SampleData.in("sample").mebibytes(4).createIn(donor);
            // So much that the last file has grown.
            donor.execute("CREATE TABLE sample.grown (a INT PRIMARY KEY, b LONGBLOB) TABLESPACE innodb_system;"
                    + "INSERT INTO sample.grown VALUES (1, REPEAT('x', 24000000))");

            CloneResult result = cloned(donor);

            assertThat(Files.size(result.dataDir().resolve("ibdata1"))).isEqualTo(12 << 20);
            assertThat(Files.size(result.dataDir().resolve("ibdata2"))).isGreaterThan(12 << 20);
            StartedCopy.assertEquals(donor, result, option);
        }
    }

    @Test
    void clonesADonorWithoutAnyTable() throws Exception {
        try (MysqlServer donor = start()) {
            CloneResult result = cloned(donor);

            assertThat(donor.checksums()).isEmpty();
            StartedCopy.assertEquals(donor, result);
        }
    }

    /** Of which the donor sends a name and no data. */
    @Test
    void clonesAnEmptyFile() throws Exception {
        try (MysqlServer donor = start()) {
            donor.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY); INSERT INTO d.t VALUES (1)");
            Files.write(donor.dataDir().resolve("ib_buffer_pool"), new byte[0]);

            CloneResult result = cloned(donor);

            assertThat(result.dataDir().resolve("ib_buffer_pool")).isEmptyFile();
            StartedCopy.assertEquals(donor, result);
        }
    }

    /** The donor names them as if they lay at the top, and there the clone has them. */
    @Test
    void undoTablespacesInASubdirectoryArriveAtTheTop() throws Exception {
        try (MysqlServer donor = start("--innodb-undo-directory=./undo")) {
            assertThat(donor.dataDir().resolve("undo/undo_001")).exists();
            donor.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY); INSERT INTO d.t VALUES (1)");

            CloneResult result = cloned(donor);

            assertThat(result.dataDir().resolve("undo_001")).exists();
            StartedCopy.assertEquals(donor, result);
        }
    }

    /** As of an old server whose files were moved. */
    @Test
    void aSystemTablespaceInASubdirectoryArrivesAtTheTop() throws Exception {
        Path data = scratch.resolve("moved");
        MysqlServer.builder(scratch).newDataDir(data).donor().start().close();
        Files.createDirectory(data.resolve("system"));
        Files.move(data.resolve("ibdata1"), data.resolve("system/ibdata1"));
        try (MysqlServer donor = MysqlServer.builder(scratch)
                .dataDir(data)
                .donor()
                .option("--innodb-data-file-path=system/ibdata1:12M:autoextend")
                .start()) {
            CloneRequests.allowCloning(donor);
            donor.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY) TABLESPACE innodb_system;"
                    + "INSERT INTO d.t VALUES (1)");

            CloneResult result = cloned(donor);

            assertThat(result.dataDir().resolve("ibdata1")).exists();
            assertThat(result.dataDir().resolve("system")).doesNotExist();
            StartedCopy.assertEquals(donor, result);
        }
    }

    @Test
    void clonesADonorWithoutABinaryLog() throws Exception {
        try (MysqlServer donor = MysqlServer.builder(scratch)
                .plugin("mysql_clone.so")
                .option("--skip-log-bin")
                .start()) {
            CloneRequests.allowCloning(donor);
            donor.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY); INSERT INTO d.t VALUES (1)");

            CloneResult result = cloned(donor);

            try (MysqlServer copy = StartedCopy.of(result).start()) {
                assertThat(copy.checksums()).isEqualTo(donor.checksums()).isNotEmpty();
                assertThat(copy.gtidExecuted()).isEmpty();
            }
        }
    }

    /** mysqld would take such a log for one that ends at once, and start on half a clone. */
    @Test
    void refusesADonorThatWritesNoChecksumsIntoItsRedoLog() throws Exception {
        try (MysqlServer donor = start("--innodb-log-checksums=OFF")) {
            donor.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY); INSERT INTO d.t VALUES (1)");

            assertThatThrownBy(() -> cloned(donor))
                    .isInstanceOfSatisfying(
                            CloneFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.VERIFICATION))
                    .hasMessageContaining("SET GLOBAL innodb_log_checksums = ON");
            assertThat(scratch.resolve("copy")).doesNotExist();

            donor.execute("SET GLOBAL innodb_log_checksums = ON");
            // Until its next checkpoint what was written before belongs to a clone.
            CloneResult result = Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .ignoreExceptionsMatching(
                            e -> e instanceof CloneFailure failure && failure.kind() == CloneFailure.Kind.VERIFICATION)
                    .until(() -> cloned(donor), Objects::nonNull);
            StartedCopy.assertEquals(donor, result);
        }
    }

    /** Several chunks, and one file of more than a gibibyte; allocated at once, so that it costs the donor nothing. */
    @Test
    void clonesLargeFiles() throws Exception {
        try (MysqlServer donor = start()) {
            donor.execute("CREATE SCHEMA d;"
                    + "CREATE TABLE d.several_chunks (a INT PRIMARY KEY, b VARCHAR(10)) AUTOEXTEND_SIZE = 132M;"
                    + "CREATE TABLE d.more_than_a_gibibyte (a INT PRIMARY KEY) AUTOEXTEND_SIZE = 1028M;"
                    + "INSERT INTO d.several_chunks VALUES (1, 'a'); INSERT INTO d.more_than_a_gibibyte VALUES (1)");

            CloneResult result = cloned(donor);

            assertThat(result.dataBytes()).isGreaterThan(1160L << 20);
            StartedCopy.assertEquals(donor, result);
        }
    }

    /** With {@code -Dtest.soak} ten thousand: most of their time is the servers', to make, open and compare them. */
    @Test
    void clonesThousandsOfTables() throws Exception {
        int each = Integer.getInteger("test.soak", 0) > 0 ? 2500 : 500;
        // Not durable, but quick; it says nothing about the clone.
        try (MysqlServer donor = start("--innodb-flush-log-at-trx-commit=0", "--sync-binlog=0")) {
            donor.execute("CREATE SCHEMA d");
            List<CompletableFuture<Void>> sessions = IntStream.range(0, 4)
                    .mapToObj(session -> CompletableFuture.runAsync(
                            () -> createTables(donor, session * each, each), Thread::startVirtualThread))
                    .toList();
            sessions.forEach(CompletableFuture::join);

            CloneResult result = cloned(donor);

            assertThat(result.files()).isGreaterThan(4 * each);
            StartedCopy.assertEquals(donor, result);
        }
    }

    private static void createTables(MysqlServer donor, int first, int count) {
        try (Connection connection = donor.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET sql_log_bin = OFF");
            for (int i = first; i < first + count; i++) {
                statement.execute("CREATE TABLE d.t" + i + " (a INT PRIMARY KEY)");
                statement.execute("INSERT INTO d.t" + i + " VALUES (" + i + ")");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
