package io.mysqlclone.storage.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.storage.DataDirectory;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.MysqlServerBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The in-place form, judged by a real mysqld that starts on the result. */
final class InPlaceFormIT {
    @TempDir
    private static Path shared;

    private static ReceivedClone clone;
    private static Path oldData;
    private static Map<String, String> oldChecksums;
    private static String oldGtids;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void makeDonorAndRecipient() throws IOException {
        try (MysqlServer donor = MysqlServer.builder(Files.createDirectory(shared.resolve("donor")))
                .donor()
                .start()) {
            donor.execute("CREATE SCHEMA both_have; CREATE TABLE both_have.t (id INT PRIMARY KEY, v TEXT);"
                    + "INSERT INTO both_have.t VALUES (1, 'from the donor');"
                    + "CREATE SCHEMA only_donor; CREATE TABLE only_donor.n (id INT PRIMARY KEY);"
                    + "INSERT INTO only_donor.n VALUES (1), (2), (3);"
                    + "CREATE TABLESPACE ts_donor ADD DATAFILE 'ts_donor.ibd';"
                    + "CREATE TABLE only_donor.general (id INT PRIMARY KEY) TABLESPACE ts_donor;"
                    + "INSERT INTO only_donor.general VALUES (42)");
            clone = ReceivedClone.from(donor, shared.resolve("cloned"));
        }
        Path home = Files.createDirectory(shared.resolve("recipient"));
        try (MysqlServer recipient =
                recipient(home.resolve("data"), home, false).start()) {
            recipient.execute(
                    "CREATE SCHEMA both_have; CREATE TABLE both_have.t (id INT PRIMARY KEY, v TEXT);"
                            + "INSERT INTO both_have.t VALUES (1, 'old'), (2, 'old');"
                            + "CREATE SCHEMA old_empty; CREATE SCHEMA only_old; CREATE TABLE only_old.o (id INT PRIMARY KEY);"
                            + "INSERT INTO only_old.o VALUES (7); FLUSH BINARY LOGS;"
                            + "CREATE TABLE only_old.isam (id INT) ENGINE = MyISAM; INSERT INTO only_old.isam VALUES (1);"
                            + "CREATE TABLESPACE ts_old ADD DATAFILE 'ts_old.ibd';"
                            + "CREATE UNDO TABLESPACE undo_old ADD DATAFILE 'undo_old.ibu'; FLUSH BINARY LOGS;"
                            + "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = 1, SOURCE_USER = 'nobody'");
            recipient.execute("START REPLICA; STOP REPLICA");
            oldChecksums = recipient.checksums();
            oldGtids = recipient.gtidExecuted();
            recipient.stop();
        }
        oldData = home.resolve("data");
        assertThat(oldData.resolve("relay.000001")).exists();
    }

    private static MysqlServerBuilder recipient(Path data, Path home, boolean existing) {
        MysqlServerBuilder server =
                MysqlServer.builder(home).donor().option("--relay-log=relay").option("--skip-replica-start");
        return existing ? server.dataDir(data) : server.newDataDir(data);
    }

    @Test
    void replacesTheDataUnderARunningServer() throws IOException {
        Path data = copyOfOldData("data");
        DataDirectory directory = DataDirectory.open(data);
        try (MysqlServer server = recipient(data, scratch, true).start()) {
            InPlaceForm form = new InPlaceForm(directory, List.of());
            form.begin();
            form.commit(clone.receive(directory), ReceivedClone.status());
            server.restart();

            assertServesTheClone(server);
            assertThat(server.query("SELECT STATE, SOURCE, ERROR_NO FROM performance_schema.clone_status"))
                    .containsExactly(List.of("Completed", "donor.example:3306", "0"));
            assertThat(names(data)).noneMatch(name -> name.contains("#clone_save") || name.endsWith(".#clone"));
            assertThat(names(data)).doesNotContain("only_old/o.ibd", "ts_old.ibd", "undo_old.ibu", "relay.000001");
            assertThat(names(data.resolve("#clone"))).allMatch(name -> name.isEmpty() || name.startsWith("#view"));

            server.execute("CREATE TABLE only_donor.later (id INT PRIMARY KEY)");
            server.restart();
            assertThat(server.checksums()).containsKey("only_donor.later");
            server.execute("CREATE SCHEMA only_old; CREATE SCHEMA old_empty");
        }
    }

    @Test
    void mysqldRollsADamagedCloneBack() throws IOException {
        Path data = copyOfOldData("data");
        DataDirectory directory = DataDirectory.open(data);
        List<PlacedFile> files = clone.receive(directory);
        zeroStart(files, "ibdata1");
        new InPlaceForm(directory, List.of()).commit(files, ReceivedClone.status());

        MysqlServer.expectStartFailure(recipient(data, scratch, true));
        try (MysqlServer server = recipient(data, scratch, true).start()) {
            assertServesTheOldData(server);
        }
    }

    @TestFactory
    Stream<DynamicTest> aCrashBeforeAnyStepLeavesTheOldDataAndTheCommitRepeatable() throws IOException {
        CrashAt all = new CrashAt();
        DataDirectory directory = DataDirectory.open(copyOfOldData("all"));
        new InPlaceForm(directory, List.of(), all).commit(clone.receive(directory), ReceivedClone.status());
        return CrashAt.points(all.seen()).stream()
                .map(step -> DynamicTest.dynamicTest(
                        step + " " + all.seen().get(step), () -> crashThenStartOrRepeat("crash" + step, step)));
    }

    private void crashThenStartOrRepeat(String name, int step) throws IOException {
        DataDirectory started = DataDirectory.open(copyOfOldData(name + "-started"));
        List<PlacedFile> files = crashedCommit(started, step);
        try (MysqlServer server = recipient(started.root(), scratch, true).start()) {
            assertServesTheOldData(server);
            server.stop();
        }
        boolean allStaged = files.stream().allMatch(file -> Files.exists(file.staged()));
        if (allStaged) {
            new InPlaceForm(started, List.of()).commit(files, ReceivedClone.status());
            try (MysqlServer server = recipient(started.root(), scratch, true).start()) {
                assertServesTheClone(server);
            }
        } else {
            assertThatThrownBy(() -> new InPlaceForm(started, List.of()).commit(files, ReceivedClone.status()))
                    .hasMessageContaining("start the clone over");
        }

        DataDirectory repeated = DataDirectory.open(copyOfOldData(name + "-repeated"));
        List<PlacedFile> again = crashedCommit(repeated, step);
        new InPlaceForm(repeated, List.of()).commit(again, ReceivedClone.status());
        try (MysqlServer server = recipient(repeated.root(), scratch, true).start()) {
            assertServesTheClone(server);
        }
        DataDirectoryTrees.delete(started.root());
        DataDirectoryTrees.delete(repeated.root());
    }

    @TestFactory
    Stream<DynamicTest> anAbortAfterACrashLeavesNoTrace() throws IOException {
        CrashAt all = new CrashAt();
        DataDirectory first = DataDirectory.open(copyOfOldData("all"));
        new InPlaceForm(first, List.of(), all).commit(clone.receive(first), ReceivedClone.status());
        List<Integer> points = new ArrayList<>(CrashAt.points(all.seen()));
        points.add(all.seen().size());
        return points.stream()
                .map(step -> DynamicTest.dynamicTest("before step " + step, () -> {
                    DataDirectory directory = DataDirectory.open(copyOfOldData("abort" + step));
                    if (step < all.seen().size()) {
                        crashedCommit(directory, step);
                    } else {
                        new InPlaceForm(directory, List.of()).commit(clone.receive(directory), ReceivedClone.status());
                    }
                    new InPlaceForm(directory, List.of()).abort();
                    DataDirectoryTrees.delete(directory.agentDirectory());
                    assertThat(names(directory.root())).isEqualTo(names(oldData));
                    DataDirectoryTrees.delete(directory.root());
                }));
    }

    private static List<PlacedFile> crashedCommit(DataDirectory directory, int step) throws IOException {
        List<PlacedFile> files = clone.receive(directory);
        assertThatThrownBy(() ->
                        new InPlaceForm(directory, List.of(), new CrashAt(step)).commit(files, ReceivedClone.status()))
                .isInstanceOf(CrashAt.Crash.class);
        return files;
    }

    private static void assertServesTheClone(MysqlServer server) {
        assertThat(server.checksums()).isEqualTo(clone.checksums());
        assertThat(server.gtidExecuted()).isEqualTo(clone.gtids());
        assertThat(server.query(
                        "SELECT RECEIVED_TRANSACTION_SET FROM performance_schema.replication_connection_status"))
                .allMatch(row -> row.getFirst().isEmpty());
    }

    private static void assertServesTheOldData(MysqlServer server) {
        assertThat(server.checksums()).isEqualTo(oldChecksums);
        assertThat(server.gtidExecuted()).isEqualTo(oldGtids);
        server.execute("CREATE SCHEMA only_donor"); // fails if its directory is still there
        assertThat(server.query("SHOW BINLOG EVENTS IN 'binlog.000001'").toString())
                .contains("only_old");
    }

    private static void zeroStart(List<PlacedFile> files, String name) throws IOException {
        for (PlacedFile file : files) {
            if (file.target().endsWith(name)) {
                try (FileChannel channel = FileChannel.open(file.staged(), StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.allocate(1 << 20), 0);
                }
            }
        }
    }

    private Path copyOfOldData(String name) throws IOException {
        return DataDirectoryTrees.copy(oldData, scratch.resolve(name));
    }

    private static List<String> names(Path data) throws IOException {
        try (Stream<Path> tree = Files.walk(data)) {
            return tree.map(path -> data.relativize(path).toString()).sorted().toList();
        }
    }
}
