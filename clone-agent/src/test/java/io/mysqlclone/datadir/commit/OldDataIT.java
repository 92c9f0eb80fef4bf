package io.mysqlclone.datadir.commit;

import static io.mysqlclone.datadir.commit.OldAndNew.names;
import static io.mysqlclone.datadir.commit.OldAndNew.recipient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.testbed.MysqlServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of the old data, and how it comes back; judged by a real mysqld, and by every byte and mode. */
final class OldDataIT {
    @TempDir
    private static Path shared;

    private static OldAndNew data;

    /** A directory on which a server runs with the clone, and has changed it; stopped by now. */
    private static Path taken;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void makeBoth() throws IOException {
        data = OldAndNew.make(shared);
        Files.setPosixFilePermissions(data.oldData().resolve("only_old"), PosixFilePermissions.fromString("rwx------"));
        DataDirectory directory = data.copyTo(shared.resolve("taken"));
        data.commit(directory);
        taken = directory.root();
        try (MysqlServer server = recipient(taken, shared).start()) {
            data.assertServesTheClone(server);
            server.execute("CREATE SCHEMA later; CREATE TABLE later.t (id INT PRIMARY KEY); DROP TABLE both_have.t;"
                    + "CREATE SCHEMA only_old; CREATE TABLE only_old.o (id INT PRIMARY KEY); FLUSH BINARY LOGS;"
                    + "CREATE UNDO TABLESPACE undo_new ADD DATAFILE 'undo_new.ibu';"
                    + "CREATE TABLE later.isam (id INT) ENGINE = MyISAM; TRUNCATE TABLE mysql.general_log;"
                    + "PURGE BINARY LOGS TO 'binlog.000004'; SET PERSIST max_connections = 77");
            server.stop();
        }
    }

    @Test
    void aServerThatHasServedTheCloneIsRolledBackToEveryByte() throws IOException {
        DataDirectory directory = copyOfTaken("data");
        OldData.rollback(directory);
        assertThat(contents(directory.root())).isEqualTo(contents(data.oldData()));
        assertThat(OldData.isKept(directory)).isFalse();
        OldData.rollback(directory);
        try (MysqlServer server = recipient(directory.root(), scratch).start()) {
            data.assertServesTheOldData(server);
            OldData.rollback(directory);
            server.restart();
            data.assertServesTheOldData(server);
        }
    }

    @Test
    void noNameOfTheOldDataIsOneThatMysqldTakesForATablespace() throws IOException {
        List<String> kept = names(taken.resolve("#clone-agent/old"));
        assertThat(kept).hasSizeGreaterThan(20).noneMatch(name -> name.matches(".*\\.ib[du]"));
    }

    @Test
    void aServerThatRunsIsNotRolledBack() throws IOException {
        DataDirectory directory = copyOfTaken("data");
        try (MysqlServer server = recipient(directory.root(), scratch).start()) {
            assertThatThrownBy(() -> OldData.rollback(directory)).isInstanceOf(ServerRunningException.class);
            server.restart();
            assertThat(server.checksums()).containsKey("later.t");
        }
    }

    @Test
    void aCommitThatNoServerHasSeenIsRolledBack() throws IOException {
        DataDirectory directory = data.copyTo(scratch.resolve("data"));
        data.commit(directory);
        OldData.rollback(directory);
        assertThat(contents(directory.root())).isEqualTo(contents(data.oldData()));
    }

    @Test
    void whatMysqldHasRolledBackItselfIsNotTouchedAgain() throws IOException {
        DataDirectory directory = data.copyTo(scratch.resolve("data"));
        InPlaceForm form = new InPlaceForm(directory, List.of());
        List<PlacedFile> files = data.received().receive(directory);
        OldAndNew.zero(files, "ibdata1", 0, 1 << 20);
        form.commit(files, List.of(), ReceivedClone.status());
        OldAndNew.noteComplete(directory);
        assertThat(OldData.isKept(directory)).isTrue();
        MysqlServer.expectStartFailure(recipient(directory.root(), scratch));
        try (MysqlServer server = recipient(directory.root(), scratch).start()) {
            data.assertServesTheOldData(server);
            assertThat(OldData.isKept(directory)).isFalse();
            server.execute("DROP TABLE both_have.t; CREATE TABLE only_old.since (id INT PRIMARY KEY)");
            server.stop();
            OldData.rollback(directory);
            server.start();
            assertThat(server.checksums()).containsKey("only_old.since").doesNotContainKey("both_have.t");
        }
    }

    @TestFactory
    Stream<DynamicTest> aRollbackThatIsCutOffKeepsMysqldOutUntilItIsRepeated() throws IOException {
        CrashAt all = new CrashAt();
        OldData.rollback(copyOfTaken("all"), all);
        return CrashAt.points(all.seen()).stream()
                .map(step -> DynamicTest.dynamicTest(
                        step + " " + all.seen().get(step), () -> cutOffRollback(step, all.seen())));
    }

    private void cutOffRollback(int step, List<String> steps) throws IOException {
        DataDirectory directory = copyOfTaken("crash" + step);
        assertThatThrownBy(() -> OldData.rollback(directory, new CrashAt(step))).isInstanceOf(CrashAt.Crash.class);
        boolean began = step > steps.indexOf("status_in_progress");
        boolean over = step > steps.indexOf("remove status_in_progress");
        if (began && !over) {
            Map<String, String> before = contents(directory.root());
            assertThat(MysqlServer.expectStartFailure(recipient(directory.root(), scratch))
                            .errorLog())
                    .contains("Incomplete cloned data directory");
            assertThat(contents(directory.root())).isEqualTo(before);
        }
        OldData.rollback(directory);
        assertThat(contents(directory.root())).isEqualTo(contents(data.oldData()));
        DataDirectoryTrees.delete(directory.root());
    }

    /** As one would that had read {@code #clone/} before the rollback began. */
    @Test
    void aServerThatMissesTheFenceDoesNotStartOnAMixture() throws IOException {
        CrashAt all = new CrashAt();
        OldData.rollback(copyOfTaken("all"), all);
        for (String kind : List.of("mixed", "put a file back", "remove what is new")) {
            DataDirectory directory = copyOfTaken("missed " + kind);
            int step = all.seen().lastIndexOf(kind) - (kind.equals("put a file back") ? 1 : 0);
            assertThatThrownBy(() -> OldData.rollback(directory, new CrashAt(step)))
                    .isInstanceOf(CrashAt.Crash.class);
            Files.delete(directory.cloneDirectory().resolve("#status_in_progress"));
            assertThat(MysqlServer.expectStartFailure(recipient(directory.root(), scratch))
                            .errorLog())
                    .contains("is of a different size 0 pages");
            OldData.rollback(directory);
            assertThat(contents(directory.root())).isEqualTo(contents(data.oldData()));
        }
    }

    @Test
    void aServerThatWasQuickerThanTheRollbackKeepsItsData() throws IOException {
        DataDirectory directory = copyOfTaken("data");
        List<MysqlServer> started = new ArrayList<>();
        assertThatThrownBy(() -> OldData.rollback(directory, kind -> {
                    if (kind.equals("status_in_progress")) {
                        started.add(recipient(directory.root(), scratch).start());
                    }
                }))
                .isInstanceOf(ServerRunningException.class);
        try (MysqlServer server = started.getFirst()) {
            assertThat(server.checksums()).containsKey("later.t");
            server.restart();
            assertThat(server.checksums()).containsKey("later.t");
            server.stop();
        }
        OldData.rollback(directory);
        assertThat(contents(directory.root())).isEqualTo(contents(data.oldData()));
    }

    @TestFactory
    Stream<DynamicTest> finishCanBeCutOffAndRepeatedWhileTheServerRuns() throws IOException {
        CrashAt all = new CrashAt();
        assertThat(OldData.finish(copyOfTaken("all"), all)).isPositive();
        return CrashAt.points(all.seen()).stream()
                .map(step -> DynamicTest.dynamicTest(step + " " + all.seen().get(step), () -> {
                    DataDirectory directory = copyOfTaken("finish" + step);
                    Map<String, String> before = contents(directory.root());
                    assertThatThrownBy(() -> OldData.finish(directory, new CrashAt(step)))
                            .isInstanceOf(CrashAt.Crash.class);
                    OldData.finish(directory);
                    assertThat(OldData.isKept(directory)).isFalse();
                    assertThat(names(directory.agentDirectory())).noneMatch(name -> name.startsWith("old"));
                    OldData.rollback(directory); // There is nothing left to go back to.
                    assertThat(contents(directory.root())).isEqualTo(before);
                    assertThat(OldData.finish(directory)).isZero();
                }));
    }

    @Test
    void filesElsewhereAreKeptAndComeBack() throws IOException {
        Path logs = Files.createDirectory(scratch.resolve("logs"));
        DataDirectory directory = DataDirectory.open(scratch.resolve("data"));
        DataDirectoryTrees.delete(directory.root());
        Consumer<MysqlServer> stop = MysqlServer::stop;
        String gtids;
        try (MysqlServer server = MysqlServer.builder(scratch)
                .donor()
                .option("--log-bin=" + logs.resolve("bin"))
                .newDataDir(directory.root())
                .start()) {
            server.execute("CREATE SCHEMA old; CREATE TABLE old.t (id INT PRIMARY KEY); FLUSH BINARY LOGS;"
                    + "INSERT INTO old.t VALUES (1)");
            gtids = server.gtidExecuted();
            stop.accept(server);
        }
        Map<String, String> before = contents(directory.root());
        Map<String, String> logsBefore = contents(logs);
        InPlaceForm form = new InPlaceForm(directory, List.of(logs.resolve("bin.index")));
        form.commit(data.received().receive(directory), List.of(), ReceivedClone.status());
        OldAndNew.noteComplete(directory);
        try (MysqlServer server = MysqlServer.builder(scratch)
                .donor()
                .option("--log-bin=" + logs.resolve("bin"))
                .dataDir(directory.root())
                .start()) {
            data.assertServesTheClone(server);
            server.execute("CREATE SCHEMA later; FLUSH BINARY LOGS; PURGE BINARY LOGS TO 'bin.000004'");
            stop.accept(server);
        }
        assertThat(contents(logs)).isNotEqualTo(logsBefore);
        OldData.rollback(directory);
        assertThat(contents(logs)).isEqualTo(logsBefore);
        assertThat(contents(directory.root())).isEqualTo(before);
        try (MysqlServer server = MysqlServer.builder(scratch)
                .donor()
                .option("--log-bin=" + logs.resolve("bin"))
                .dataDir(directory.root())
                .start()) {
            assertThat(server.gtidExecuted()).isEqualTo(gtids);
        }
    }

    /** Under another path than it was kept under, as in another container. */
    private DataDirectory copyOfTaken(String name) throws IOException {
        return DataDirectory.open(DataDirectoryTrees.copy(taken, scratch.resolve(name)));
    }

    /** Every name with its mode and its content, without what is ours and what a server makes anew at each start. */
    private static Map<String, String> contents(Path root) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.toList()) {
                String name = root.relativize(path).toString();
                if (!name.startsWith("#clone-agent") && !name.startsWith("#innodb_temp/") && !name.equals("ibtmp1")) {
                    contents.put(
                            name,
                            PosixFilePermissions.toString(
                                            Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS))
                                    + " "
                                    + (Files.isRegularFile(path) ? digest(path) : "directory"));
                }
            }
        }
        return contents;
    }

    /** Its size and two checksums: nobody forges it, and a cryptographic hash of all files takes most of the time here. */
    private static String digest(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        StringBuilder digest = new StringBuilder().append(content.length);
        for (Checksum checksum : List.of(new CRC32C(), new CRC32())) {
            checksum.update(content);
            digest.append(' ').append(Long.toHexString(checksum.getValue()));
        }
        return digest.toString();
    }
}
