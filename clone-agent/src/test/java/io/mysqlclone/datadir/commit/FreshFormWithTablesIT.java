package io.mysqlclone.datadir.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.Staging;
import io.mysqlclone.datadir.outcome.CloneOutcome;
import io.mysqlclone.datadir.outcome.OutcomeReader;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.testbed.MysqlServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The fresh form of a clone that has the files of all tables, judged by a real mysqld: it may neither make any nor empty them. */
final class FreshFormWithTablesIT {
    private static final List<String> TABLES = List.of(
            "s/isam.MYD",
            "s/isam.MYI",
            "s/rows.CSV",
            "s/rows.CSM",
            "mysql/general_log.CSV",
            "mysql/general_log.CSM",
            "mysql/slow_log.CSV",
            "mysql/slow_log.CSM");

    @TempDir
    private static Path shared;

    private static ReceivedClone clone;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void makeDonor() throws IOException {
        try (MysqlServer donor = MysqlServer.builder(Files.createDirectory(shared.resolve("donor")))
                .donor()
                .start()) {
            donor.execute("CREATE SCHEMA s; CREATE TABLE s.t (id INT PRIMARY KEY); INSERT INTO s.t VALUES (1);"
                    + " CREATE SCHEMA empty_one; CREATE TABLE s.isam (id INT PRIMARY KEY) ENGINE = MyISAM;"
                    + " INSERT INTO s.isam VALUES (1), (2); CREATE TABLE s.rows (id INT NOT NULL) ENGINE = CSV;"
                    + " INSERT INTO s.rows VALUES (3)");
            clone = ReceivedClone.from(donor, shared.resolve("cloned"));
            donor.execute("FLUSH TABLES");
            for (String table : TABLES) {
                Path copy = shared.resolve("tables").resolve(table);
                Files.createDirectories(copy.resolveSibling(""));
                Files.copy(donor.dataDir().resolve(table), copy);
            }
        }
    }

    private static List<PlacedFile> receive(DataDirectory directory) throws IOException {
        List<PlacedFile> files = new ArrayList<>(clone.receive(directory));
        Staging staging = new Staging(directory).forEngine(9);
        for (String table : TABLES) {
            Path staged = staging.data(TABLES.indexOf(table));
            Files.copy(shared.resolve("tables").resolve(table), staged);
            files.add(new PlacedFile(staged, directory.root().resolve(table)));
        }
        return files;
    }

    private static List<Path> schemas(DataDirectory directory) {
        return Stream.of("mysql", "performance_schema", "s", "sys", "empty_one")
                .map(directory.root()::resolve)
                .toList();
    }

    private static void commit(DataDirectory directory, CommitSteps steps, List<PlacedFile> files) throws IOException {
        FreshForm form = new FreshForm(directory, false, steps);
        form.begin();
        form.commit(files, schemas(directory), ReceivedClone.status());
    }

    private MysqlServer start(DataDirectory directory) {
        return MysqlServer.builder(scratch).donor().dataDir(directory.root()).start();
    }

    private static void assertServesTheClone(DataDirectory directory, MysqlServer server) throws IOException {
        assertThat(server.checksums()).isEqualTo(clone.checksums());
        assertThat(server.sql().value("SELECT COUNT(*) FROM s.isam")).isEqualTo("2");
        assertThat(server.query("CHECK TABLE s.isam, s.rows"))
                .allSatisfy(row -> assertThat(row).endsWith("OK"));
        assertThat(server.gtidExecuted()).isEqualTo(clone.gtids());
        server.execute("CREATE TABLE empty_one.t (a INT)");
        assertThat(new OutcomeReader(directory.root()).read().state()).isEqualTo(CloneOutcome.State.RECOVERED);
        assertThat(server.query("SELECT STATE FROM performance_schema.clone_status"))
                .containsExactly(List.of("Completed"));
    }

    @Test
    void waitsForAServerUntilOneHasTakenItOver() throws IOException {
        DataDirectory directory = DataDirectory.open(scratch.resolve("data"));
        commit(directory, CommitSteps.UNDISTURBED, receive(directory));
        assertThat(directory.cloneDirectory().resolve("#status_fix")).doesNotExist();
        assertThat(new OutcomeReader(directory.root()).read().state()).isEqualTo(CloneOutcome.State.PENDING);
        try (MysqlServer server = start(directory)) {
            assertServesTheClone(directory, server);
        }
        assertThat(directory.cloneDirectory().resolve("#replace_files")).doesNotExist();
    }

    @TestFactory
    Stream<DynamicTest> aCrashBeforeAnyStepKeepsMysqldOutAndIsRepairedByRepeating() throws IOException {
        CrashAt all = new CrashAt();
        DataDirectory first = DataDirectory.open(scratch.resolve("all"));
        commit(first, all, receive(first));
        return CrashAt.kinds(all.seen()).stream()
                .map(step -> DynamicTest.dynamicTest(step + " " + all.seen().get(step), () -> {
                    DataDirectory directory = DataDirectory.open(scratch.resolve("crash" + step));
                    List<PlacedFile> files = receive(directory);
                    assertThatThrownBy(() -> commit(directory, new CrashAt(step), files))
                            .isInstanceOf(CrashAt.Crash.class);
                    assertThat(MysqlServer.expectStartFailure(
                                            MysqlServer.builder(scratch).donor().dataDir(directory.root()))
                                    .errorLog())
                            .contains("Incomplete cloned data directory");

                    commit(directory, CommitSteps.UNDISTURBED, files);
                    try (MysqlServer server = start(directory)) {
                        assertServesTheClone(directory, server);
                    }
                    DataDirectoryTrees.delete(directory.root());
                }));
    }

    @TestFactory
    Stream<DynamicTest> anAbortAfterACrashLeavesAnEmptyDirectory() throws IOException {
        CrashAt all = new CrashAt();
        DataDirectory first = DataDirectory.open(scratch.resolve("all"));
        commit(first, all, receive(first));
        return CrashAt.points(all.seen()).stream()
                .map(step -> DynamicTest.dynamicTest(step + " " + all.seen().get(step), () -> {
                    DataDirectory directory = DataDirectory.open(scratch.resolve("abort" + step));
                    List<PlacedFile> files = receive(directory);
                    assertThatThrownBy(() -> commit(directory, new CrashAt(step), files))
                            .isInstanceOf(CrashAt.Crash.class);
                    new FreshForm(directory).abort();
                    DataDirectoryTrees.delete(directory.agentDirectory());
                    assertThat(directory.root()).isEmptyDirectory();
                }));
    }
}
