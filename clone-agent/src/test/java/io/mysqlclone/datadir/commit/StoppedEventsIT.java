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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A clone in place whose server is to run no events: its persisted variables, and those of the old server. */
final class StoppedEventsIT {

    /** As a server has written it. */
    private static final String KEPT =
            "{\"Version\": 2, \"mysql_dynamic_variables\": {\"event_scheduler\": {\"Value\": \"ON\", \"Metadata\": {\"Host\": \"localhost\","
                    + " \"User\": \"root\", \"Timestamp\": 1796082272927460}}}, \"mysql_dynamic_parse_early_variables\":"
                    + " {\"max_connections\": {\"Value\": \"99\", \"Metadata\": {\"Host\": \"localhost\", \"User\": \"root\","
                    + " \"Timestamp\": 1796082273005311}}}}";

    private static final String KEPT_BEFORE_8_0_29 =
            "{\"Version\": 1, \"mysql_server\": {\"event_scheduler\": {\"Value\": \"ON\", \"Metadata\": {\"Timestamp\": 1796082272927460,"
                    + " \"User\": \"root\", \"Host\": \"localhost\"}}, \"max_connections\": {\"Value\": \"99\", \"Metadata\": {\"Timestamp\":"
                    + " 1796082273005311, \"User\": \"root\", \"Host\": \"localhost\"}}, \"mysql_server_static_options\": {\"back_log\":"
                    + " {\"Value\": \"77\", \"Metadata\": {\"Timestamp\": 1796082273005312, \"User\": \"root\", \"Host\": \"localhost\"}}}}}";

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
    void whatTheOldServerKeptStaysButForTheEvents() throws IOException {
        DataDirectory directory = recipientThatKept("data", Optional.of(KEPT));
        // As of a SET PERSIST that was cut off, which mysqld goes by rather.
        Files.writeString(directory.root().resolve("mysqld-auto.cnf.backup"), KEPT);
        commit(directory);

        try (MysqlServer server = start(directory)) {
            data.assertServesTheClone(server);
            assertThat(server.query("SELECT @@event_scheduler, @@max_connections"))
                    .containsExactly(List.of("OFF", "99"));
            assertThat(names(directory.root())).noneMatch(name -> name.contains("#clone_save"));
            server.execute("SET PERSIST max_connections = 88");
            server.restart();
            assertThat(server.query("SELECT @@event_scheduler, @@max_connections"))
                    .containsExactly(List.of("OFF", "88"));
            server.stop();
        }

        OldData.rollback(directory);
        assertThat(kept(directory)).contains(KEPT);
    }

    /** It stays from an upgrade until something else is persisted. */
    @Test
    void theFormatOfEarlierServersIsUnderstood() throws IOException {
        DataDirectory directory = recipientThatKept("data", Optional.of(KEPT_BEFORE_8_0_29));
        commit(directory);

        try (MysqlServer server = start(directory)) {
            assertThat(server.query("SELECT @@event_scheduler, @@max_connections, @@back_log"))
                    .containsExactly(List.of("OFF", "99", "77"));
        }
    }

    @Test
    void aServerWhoseSchedulerIsDisabledStarts() throws IOException {
        DataDirectory directory = recipientThatKept("data", Optional.empty());
        commit(directory);

        try (MysqlServer server = recipient(directory.root(), scratch)
                .readingPersistedVariables()
                .option("--event-scheduler=DISABLED")
                .start()) {
            assertThat(server.query("SELECT @@event_scheduler")).containsExactly(List.of("DISABLED"));
        }
    }

    @Test
    void aServerThatKeptNothingKeepsNothingAgain() throws IOException {
        DataDirectory directory = recipientThatKept("data", Optional.empty());
        commit(directory);

        try (MysqlServer server = start(directory)) {
            assertThat(server.query("SELECT @@event_scheduler")).containsExactly(List.of("OFF"));
            server.stop();
        }

        OldData.rollback(directory);
        assertThat(kept(directory)).isEmpty();
    }

    /** Its own way back takes the variables along, so that the next start is as it was. */
    @Test
    void mysqldPutsThemBackWithTheOldData() throws IOException {
        for (Optional<String> before : List.of(Optional.of(KEPT), Optional.<String>empty())) {
            DataDirectory directory = recipientThatKept("back" + before.isPresent(), before);
            List<PlacedFile> files = data.received().receive(directory);
            OldAndNew.zero(files, "ibdata1", 0, 1 << 20);
            form(directory, CommitSteps.UNDISTURBED).commit(files, List.of(), ReceivedClone.status());

            MysqlServer.expectStartFailure(recipient(directory.root(), scratch));
            try (MysqlServer server = start(directory)) {
                data.assertServesTheOldData(server);
            }
            assertThat(kept(directory)).isEqualTo(before);
        }
    }

    @Test
    void aCommitThatIsWithdrawnLeavesThemAsTheyWere() throws IOException {
        for (Optional<String> before : List.of(Optional.of(KEPT), Optional.<String>empty())) {
            DataDirectory directory = recipientThatKept("withdrawn" + before.isPresent(), before);
            commit(directory);
            new InPlaceForm(directory, List.of()).forget();

            new Withdrawal(directory).run();

            assertThat(kept(directory)).isEqualTo(before);
            assertThat(names(directory.root())).noneMatch(name -> name.contains("#clone_save"));
        }
    }

    @TestFactory
    Stream<DynamicTest> aCrashNearTheirChangeLeavesThemAsTheyWereAndTheCommitRepeatable() throws IOException {
        CrashAt all = new CrashAt();
        DataDirectory directory = recipientThatKept("all", Optional.of(KEPT));
        form(directory, all).commit(data.received().receive(directory), List.of(), ReceivedClone.status());
        List<String> steps = all.seen();
        assertThat(steps).endsWith("save persisted variables", "persisted variables", "remove status_error");
        return Stream.of(steps.size() - 3, steps.size() - 2, steps.size() - 1)
                .flatMap(step -> Stream.of(Optional.of(KEPT), Optional.<String>empty())
                        .map(before -> DynamicTest.dynamicTest(
                                steps.get(step) + ", kept before: " + before.isPresent(),
                                () -> crash(steps.get(step), before, step + "-" + before.isPresent()))));
    }

    private void crash(String step, Optional<String> before, String name) throws IOException {
        DataDirectory started = recipientThatKept(name + "-started", before);
        if (!crashes(started, step)) {
            return;
        }
        try (MysqlServer server = start(started)) {
            data.assertServesTheOldData(server);
        }
        assertThat(kept(started)).as("after a start").isEqualTo(before);
        assertThat(names(started.root())).noneMatch(found -> found.contains("#clone_save"));

        DataDirectory aborted = recipientThatKept(name + "-aborted", before);
        crashes(aborted, step);
        new InPlaceForm(aborted, List.of()).abort();
        assertThat(kept(aborted)).as("after an abort").isEqualTo(before);
        assertThat(names(aborted.root())).noneMatch(found -> found.contains("#clone_save"));

        DataDirectory repeated = recipientThatKept(name + "-repeated", before);
        List<PlacedFile> files = data.received().receive(repeated);
        assertThatThrownBy(() -> form(repeated, at(step)).commit(files, List.of(), ReceivedClone.status()));
        form(repeated, CommitSteps.UNDISTURBED).commit(files, List.of(), ReceivedClone.status());
        try (MysqlServer server = start(repeated)) {
            data.assertServesTheClone(server);
            assertThat(server.query("SELECT @@event_scheduler")).containsExactly(List.of("OFF"));
            server.stop();
        }
        OldData.rollback(repeated);
        assertThat(kept(repeated)).as("after a rollback").isEqualTo(before);
        for (DataDirectory directory : List.of(started, aborted, repeated)) {
            DataDirectoryTrees.delete(directory.root());
        }
    }

    /** Whether there is such a step. */
    private static boolean crashes(DataDirectory directory, String step) throws IOException {
        List<PlacedFile> files = data.received().receive(directory);
        try {
            form(directory, at(step)).commit(files, List.of(), ReceivedClone.status());
            return false;
        } catch (CrashAt.Crash crash) {
            return true;
        }
    }

    private static CommitSteps at(String name) {
        return step -> {
            if (step.equals(name)) {
                throw new CrashAt.Crash(step);
            }
        };
    }

    private static void commit(DataDirectory directory) throws IOException {
        form(directory, CommitSteps.UNDISTURBED)
                .commit(data.received().receive(directory), List.of(), ReceivedClone.status());
    }

    private static InPlaceForm form(DataDirectory directory, CommitSteps steps) {
        return new InPlaceForm(directory, List.of(), true, steps);
    }

    private MysqlServer start(DataDirectory directory) {
        return recipient(directory.root(), scratch).readingPersistedVariables().start();
    }

    private DataDirectory recipientThatKept(String name, Optional<String> variables) throws IOException {
        DataDirectory directory = data.copyTo(scratch.resolve(name));
        if (variables.isPresent()) {
            Files.writeString(directory.root().resolve("mysqld-auto.cnf"), variables.get());
        }
        return directory;
    }

    private static Optional<String> kept(DataDirectory directory) throws IOException {
        Path file = directory.root().resolve("mysqld-auto.cnf");
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }
}
