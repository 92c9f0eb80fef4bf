package io.mysqlclone.datadir.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.engine.PlacedFile;
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

/** The fresh form, judged by a real mysqld that starts on the result. */
final class FreshFormIT {
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
            donor.execute("CREATE SCHEMA s; CREATE TABLE s.t (id INT PRIMARY KEY, v TEXT);"
                    + "INSERT INTO s.t VALUES (1, 'a'), (2, 'b'); CREATE SCHEMA empty_one;"
                    + "CREATE TABLE s.isam (id INT) ENGINE = MyISAM");
            clone = ReceivedClone.from(donor, shared.resolve("cloned"));
        }
    }

    @Test
    void mysqldStartsOnTheResultAndShowsTheClone() throws IOException {
        DataDirectory directory = DataDirectory.open(scratch.resolve("data"));
        FreshForm form = new FreshForm(directory);
        form.begin();
        form.commit(clone.receive(directory), List.of(), ReceivedClone.status());
        try (MysqlServer server = start(directory)) {
            assertServesTheClone(server);
            assertThat(server.query("SELECT STATE, SOURCE, BEGIN_TIME FROM performance_schema.clone_status"))
                    .singleElement()
                    .satisfies(row -> assertThat(row).startsWith("Completed", "donor.example:3306"));
            assertThat(server.query("SELECT STATE, THREADS, DATA, NETWORK FROM performance_schema.clone_progress"
                            + " WHERE STAGE = 'FILE COPY'"))
                    .containsExactly(List.of("Completed", "4", "1000", "1100"));
            assertThat(directory.root().resolve("#clone/#status_fix")).doesNotExist();
        }
    }

    @TestFactory
    Stream<DynamicTest> aCrashBeforeAnyStepKeepsMysqldOutAndIsRepairedByRepeating() throws IOException {
        CrashAt all = new CrashAt();
        DataDirectory first = DataDirectory.open(scratch.resolve("all"));
        begunCommit(first, all, clone.receive(first));
        return CrashAt.points(all.seen()).stream()
                .map(step -> DynamicTest.dynamicTest(step + " " + all.seen().get(step), () -> {
                    DataDirectory directory = DataDirectory.open(scratch.resolve("crash" + step));
                    List<PlacedFile> files = clone.receive(directory);
                    assertThatThrownBy(() -> begunCommit(directory, new CrashAt(step), files))
                            .isInstanceOf(CrashAt.Crash.class);
                    assertThat(MysqlServer.expectStartFailure(
                                            MysqlServer.builder(scratch).donor().dataDir(directory.root()))
                                    .errorLog())
                            .contains("Incomplete cloned data directory");

                    FreshForm again = new FreshForm(directory, true);
                    again.begin();
                    again.commit(files, List.of(), ReceivedClone.status());
                    again.commit(files, List.of(), ReceivedClone.status());
                    try (MysqlServer server = start(directory)) {
                        assertServesTheClone(server);
                        assertThat(server.query("SELECT @@event_scheduler")).containsExactly(List.of("OFF"));
                    }
                    DataDirectoryTrees.delete(directory.root());
                }));
    }

    @TestFactory
    Stream<DynamicTest> anAbortAfterACrashLeavesAnEmptyDirectory() throws IOException {
        CrashAt all = new CrashAt();
        DataDirectory first = DataDirectory.open(scratch.resolve("all"));
        begunCommit(first, all, clone.receive(first));
        return CrashAt.points(all.seen()).stream()
                .map(step -> DynamicTest.dynamicTest(step + " " + all.seen().get(step), () -> {
                    DataDirectory directory = DataDirectory.open(scratch.resolve("abort" + step));
                    List<PlacedFile> files = clone.receive(directory);
                    assertThatThrownBy(() -> begunCommit(directory, new CrashAt(step), files))
                            .isInstanceOf(CrashAt.Crash.class);
                    new FreshForm(directory).abort();
                    DataDirectoryTrees.delete(directory.agentDirectory());
                    assertThat(directory.root()).isEmptyDirectory();
                }));
    }

    @Test
    void refusesADirectoryThatHoldsSomething() throws IOException {
        Files.writeString(scratch.resolve("ibdata1"), "somebody's");
        DataDirectory directory = DataDirectory.open(scratch);
        assertThatThrownBy(() -> new FreshForm(directory).begin())
                .isInstanceOf(TargetRefusedException.class)
                .hasMessageContaining("is not empty (ibdata1)");
        assertThat(scratch.resolve("#clone")).doesNotExist();
    }

    private static void begunCommit(DataDirectory directory, CommitSteps steps, List<PlacedFile> files)
            throws IOException {
        FreshForm form = new FreshForm(directory, true, steps);
        form.begin();
        form.commit(files, List.of(), ReceivedClone.status());
    }

    private MysqlServer start(DataDirectory directory) {
        return MysqlServer.builder(scratch)
                .donor()
                .dataDir(directory.root())
                .readingPersistedVariables()
                .start();
    }

    private static void assertServesTheClone(MysqlServer server) {
        assertThat(server.checksums()).isEqualTo(clone.checksums());
        assertThat(server.gtidExecuted()).isEqualTo(clone.gtids());
        assertThat(server.query("SHOW SCHEMAS LIKE 'empty_one'")).hasSize(1);
    }
}
