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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    private static OldAndNew data;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void makeDonorAndRecipient() throws IOException {
        data = OldAndNew.make(shared);
    }

    @Test
    void replacesTheDataOfAServerThatIsStopped() throws IOException {
        DataDirectory directory = copyOfOldData("data");
        InPlaceForm form = new InPlaceForm(directory, List.of());
        form.begin();
        form.commit(data.received().receive(directory), List.of(), ReceivedClone.status());
        form.commit(List.of(), List.of(), ReceivedClone.status()); // Committed is committed.
        try (MysqlServer server = recipient(directory.root(), scratch).start()) {
            data.assertServesTheClone(server);
            assertThat(server.query("SELECT STATE, SOURCE, ERROR_NO FROM performance_schema.clone_status"))
                    .containsExactly(List.of("Completed", "donor.example:3306", "0"));
            assertThat(names(directory.root()))
                    .noneMatch(name -> name.contains("#clone_save") || name.endsWith(".#clone"));
            assertThat(names(directory.root()))
                    .doesNotContain("only_old/o.ibd", "ts_old.ibd", "undo_old.ibu", "relay.000001");
            assertThat(names(directory.cloneDirectory())).allMatch(name -> name.isEmpty() || name.startsWith("#view"));

            server.execute("CREATE TABLE only_donor.later (id INT PRIMARY KEY)");
            server.restart();
            assertThat(server.checksums()).containsKey("only_donor.later");
            server.execute("CREATE SCHEMA only_old; CREATE SCHEMA old_empty");
        }
    }

    @Test
    void aServerThatRunsKeepsItsDataAndItsDirectory() throws IOException {
        DataDirectory directory = copyOfOldData("data");
        try (MysqlServer server = recipient(directory.root(), scratch).start()) {
            InPlaceForm form = new InPlaceForm(directory, List.of());
            form.begin();
            List<PlacedFile> files = data.received().receive(directory);
            List<String> before = names(directory.root());
            assertThatThrownBy(() -> form.commit(files, List.of(), ReceivedClone.status()))
                    .isInstanceOf(ServerRunningException.class)
                    .hasMessageContaining("stop it");
            assertThat(names(directory.root())).isEqualTo(before);
            server.restart();
            data.assertServesTheOldData(server);
        }
    }

    @TestFactory
    Stream<DynamicTest> aServerThatIsStartedDuringTheCommitServesTheOldData() throws IOException {
        CrashAt all = new CrashAt();
        DataDirectory directory = copyOfOldData("all");
        new InPlaceForm(directory, List.of(), false, all)
                .commit(data.received().receive(directory), List.of(), ReceivedClone.status());
        return CrashAt.kinds(all.seen()).stream()
                .map(step -> DynamicTest.dynamicTest(
                        step + " " + all.seen().get(step), () -> startDuringTheCommit("during" + step, step)));
    }

    private void startDuringTheCommit(String name, int step) throws IOException {
        DataDirectory directory = copyOfOldData(name);
        List<PlacedFile> files = data.received().receive(directory);
        List<MysqlServer> started = new ArrayList<>();
        CrashAt counted = new CrashAt();
        CommitSteps starts = kind -> {
            if (counted.seen().size() == step) {
                started.add(recipient(directory.root(), scratch).start());
            }
            counted.before(kind);
        };
        assertThatThrownBy(() -> new InPlaceForm(directory, List.of(), false, starts)
                        .commit(files, List.of(), ReceivedClone.status()))
                .isInstanceOf(ServerRunningException.class);
        try (MysqlServer server = started.getFirst()) {
            data.assertServesTheOldData(server);
            server.restart();
            data.assertServesTheOldData(server);
        }
        DataDirectoryTrees.delete(directory.root());
    }

    @Test
    void mysqldRollsADamagedCloneBack() throws IOException {
        DataDirectory directory = copyOfOldData("data");
        List<PlacedFile> files = data.received().receive(directory);
        OldAndNew.zero(files, "ibdata1", 0, 1 << 20);
        new InPlaceForm(directory, List.of()).commit(files, List.of(), ReceivedClone.status());

        MysqlServer.expectStartFailure(recipient(directory.root(), scratch));
        try (MysqlServer server = recipient(directory.root(), scratch).start()) {
            data.assertServesTheOldData(server);
        }
    }

    @TestFactory
    Stream<DynamicTest> aCrashBeforeAnyStepLeavesTheOldDataAndTheCommitRepeatable() throws IOException {
        CrashAt all = new CrashAt();
        DataDirectory directory = copyOfOldData("all");
        new InPlaceForm(directory, List.of(), false, all)
                .commit(data.received().receive(directory), List.of(), ReceivedClone.status());
        return CrashAt.points(all.seen()).stream()
                .map(step -> DynamicTest.dynamicTest(
                        step + " " + all.seen().get(step), () -> crashThenStartOrRepeat("crash" + step, step)));
    }

    private void crashThenStartOrRepeat(String name, int step) throws IOException {
        DataDirectory started = copyOfOldData(name + "-started");
        List<PlacedFile> files = crashedCommit(started, step);
        try (MysqlServer server = recipient(started.root(), scratch).start()) {
            data.assertServesTheOldData(server);
            server.stop();
        }
        new InPlaceForm(started, List.of()).commit(files, List.of(), ReceivedClone.status());
        try (MysqlServer server = recipient(started.root(), scratch).start()) {
            data.assertServesTheClone(server);
        }

        DataDirectory repeated = copyOfOldData(name + "-repeated");
        List<PlacedFile> again = crashedCommit(repeated, step);
        new InPlaceForm(repeated, List.of()).commit(again, List.of(), ReceivedClone.status());
        try (MysqlServer server = recipient(repeated.root(), scratch).start()) {
            data.assertServesTheClone(server);
        }
        DataDirectoryTrees.delete(started.root());
        DataDirectoryTrees.delete(repeated.root());
    }

    @TestFactory
    Stream<DynamicTest> anAbortAfterACrashLeavesNoTrace() throws IOException {
        CrashAt all = new CrashAt();
        DataDirectory first = copyOfOldData("all");
        new InPlaceForm(first, List.of(), false, all)
                .commit(data.received().receive(first), List.of(), ReceivedClone.status());
        return CrashAt.points(all.seen()).stream()
                .map(step -> DynamicTest.dynamicTest("before step " + step, () -> {
                    DataDirectory directory = copyOfOldData("abort" + step);
                    crashedCommit(directory, step);
                    new InPlaceForm(directory, List.of()).abort();
                    DataDirectoryTrees.delete(directory.agentDirectory());
                    assertThat(names(directory.root())).isEqualTo(names(data.oldData()));
                    DataDirectoryTrees.delete(directory.root());
                }));
    }

    @Test
    void aCommitThatIsCompleteIsWithdrawnAndNotAborted() throws IOException {
        DataDirectory directory = copyOfOldData("data");
        InPlaceForm form = new InPlaceForm(directory, List.of());
        form.commit(data.received().receive(directory), List.of(), ReceivedClone.status());
        List<String> committed = names(directory.root());
        assertThatThrownBy(form::abort).isInstanceOf(IOException.class).hasMessageContaining("is complete already");
        assertThat(names(directory.root())).isEqualTo(committed);

        form.forget();
        new Withdrawal(directory).run();
        DataDirectoryTrees.delete(directory.agentDirectory());
        assertThat(names(directory.root())).isEqualTo(names(data.oldData()));
    }

    @Test
    void aListThatLeadsOutOfTheDirectoryIsNotFollowed() throws IOException {
        DataDirectory directory = copyOfOldData("data");
        InPlaceForm form = new InPlaceForm(directory, List.of());
        form.commit(data.received().receive(directory), List.of(), ReceivedClone.status());
        form.forget();
        Path foreign = Files.createDirectory(scratch.resolve("foreign")).resolve("file");
        Files.writeString(foreign, "somebody's");
        Path list = directory.cloneDirectory().resolve("#new_files");
        String honest = Files.readString(list);
        for (String name : List.of(foreign.toString(), "./../foreign/file", "./link/file")) {
            Files.deleteIfExists(directory.root().resolve("link"));
            Files.createSymbolicLink(directory.root().resolve("link"), foreign.resolveSibling(""));
            Files.writeString(list, honest + name + "\n");
            assertThatThrownBy(new Withdrawal(directory)::run).hasMessageContaining("not in the data directory");
            assertThat(foreign).hasContent("somebody's");
        }
    }

    private static List<PlacedFile> crashedCommit(DataDirectory directory, int step) throws IOException {
        List<PlacedFile> files = data.received().receive(directory);
        assertThatThrownBy(() -> new InPlaceForm(directory, List.of(), false, new CrashAt(step))
                        .commit(files, List.of(), ReceivedClone.status()))
                .isInstanceOf(CrashAt.Crash.class);
        return files;
    }

    private DataDirectory copyOfOldData(String name) throws IOException {
        return data.copyTo(scratch.resolve(name));
    }
}
