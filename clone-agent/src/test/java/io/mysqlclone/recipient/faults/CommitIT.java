package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mysqlclone.datadir.outcome.CloneOutcome.State;
import io.mysqlclone.datadir.outcome.OutcomeReader;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneRequest.Commit;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.Committed;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clone beside a running server, from its last byte to the commit and no further. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class CommitIT {
    @TempDir
    private static Path shared;

    private static MysqlServer donor;

    @TempDir
    private Path scratch;

    private MysqlServer server;

    CommitIT(@TempDir Path initial) {
        server = MysqlServer.builder(initial).donor().start();
    }

    @BeforeAll
    static void startDonor() throws Exception {
        donor = Servers.donor(shared.resolve("donor"), 2);
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    @BeforeEach
    void useServer() {
        server.execute("CREATE SCHEMA old; CREATE TABLE old.t (id INT PRIMARY KEY); INSERT INTO old.t VALUES (1), (2)");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private Path data() {
        return server.dataDir();
    }

    private TestClone clone(Commit commit) {
        return TestClone.from(donor.port(), data()).inPlace().commit(commit);
    }

    private State outcome() throws IOException {
        return new OutcomeReader(data()).read().state();
    }

    private void assertOldDataAfterARestart() throws IOException {
        server.restart();
        assertThat(server.sql().value("SELECT COUNT(*) FROM old.t")).isEqualTo("2");
    }

    @Test
    void withoutAReceivedCloneThereIsNothingToCommit() throws Exception {
        CloneFailure refused = TestCommit.refused(data());
        assertThat(refused.kind()).isEqualTo(CloneFailure.Kind.REFUSED);
        assertThat(refused.reason()).isEqualTo(CloneFailure.Reason.NOTHING_RECEIVED);
        assertThat(data().resolve("#clone-agent")).doesNotExist();
        assertThat(TestCommit.refused(scratch.resolve("nowhere")).reason())
                .isEqualTo(CloneFailure.Reason.NOTHING_RECEIVED);
    }

    @Test
    void aServerThatStillRunsIsNotCommittedBeneath() throws Exception {
        clone(Commit.IF_STOPPED).run();
        Map<String, String> before = DirectoryListing.names(data());
        CloneFailure refused = TestCommit.refused(data());
        assertThat(refused.reason()).isEqualTo(CloneFailure.Reason.SERVER_RUNNING);
        assertThat(refused).hasMessageContaining("a mysqld still runs on " + data());
        assertThat(DirectoryListing.names(data())).isEqualTo(before);
        assertOldDataAfterARestart();
        assertThat(outcome()).isEqualTo(State.RECEIVED);
    }

    @Test
    void theCommitWaitsForTheServersStopAndIsDoneOnce() throws Exception {
        clone(Commit.IF_STOPPED).run();
        TestCommit commit = TestCommit.waiting(data());
        Future<Committed> committed = commit.start();
        assertThat(commit.running().progress().state()).isEqualTo(Progress.State.WAITING_FOR_STOP);
        assertThat(commit.running().progress().dataBytes()).isPositive();
        server.stop();
        assertThat(committed.get().alreadyCommitted()).isFalse();
        assertThat(committed.get().takenOver()).isFalse();
        assertThat(outcome()).isEqualTo(State.PENDING);
        assertThat(TestCommit.commit(data()).alreadyCommitted()).isTrue();

        server.start();
        CloneAssertions.assertSameAs(donor, server);
        Committed again = TestCommit.commit(data());
        assertThat(again.alreadyCommitted()).isTrue();
        assertThat(again.takenOver()).isTrue();
        CloneAssertions.assertSameAs(donor, server);
    }

    /** What the old server still does must not be seen on the clone, and must not keep it from starting. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "FLUSH BINARY LOGS; INSERT INTO old.t VALUES (3); FLUSH BINARY LOGS",
                "CREATE SCHEMA sample; CREATE TABLE sample.plain_1 (id INT PRIMARY KEY); CREATE TABLE old.late (id INT)",
                "RENAME TABLE old.t TO old.u; TRUNCATE old.u; ALTER TABLE old.u ADD COLUMN c INT, ALGORITHM = COPY",
                "DROP SCHEMA old",
                "CREATE UNDO TABLESPACE late ADD DATAFILE 'late.ibu'; CREATE TABLESPACE ts ADD DATAFILE 'ts.ibd'"
            })
    void whateverTheOldServerDoesAfterTheTransferTheCloneIsTheDonor(String statements) throws Exception {
        clone(Commit.IF_STOPPED).run();
        server.execute(statements);
        server.restart();
        server.stop();
        TestCommit.commit(data());
        server.start();
        CloneAssertions.assertSameAs(donor, server);
        assertThat(server.gtidExecuted()).isEqualTo(donor.gtidExecuted());
        CloneAssertions.assertHealthyRestart(server);
        assertThat(DirectoryListing.leftovers(data())).isEmpty();
    }

    @Test
    void theCloneItselfCanWaitForTheStop() throws Exception {
        TestClone clone = clone(Commit.WHEN_STOPPED);
        Future<CloneResult> result = clone.start();
        awaitWaiting(clone, result);
        assertThat(clone.running().hangUp()).isFalse();
        assertThat(clone.running().progress().state()).isEqualTo(Progress.State.WAITING_FOR_STOP);
        server.stop();
        assertThat(result.get().committed()).isTrue();
        server.start();
        CloneAssertions.assertSameAs(donor, server);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWaitThatIsEndedCommitsNothingAndKeepsWhatWasReceived(boolean suspended) throws Exception {
        TestClone clone = clone(Commit.WHEN_STOPPED);
        Future<CloneResult> result = clone.start();
        awaitWaiting(clone, result);
        Map<String, String> before = DirectoryListing.serversNames(data());
        if (suspended) {
            clone.running().suspend();
        } else {
            clone.running().cancel();
        }
        assertThat(result)
                .failsWithin(Duration.ofMinutes(1))
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .withMessageContaining("what was received stays")
                .isInstanceOfSatisfying(
                        CloneFailure.class,
                        failure -> assertThat(failure.kind())
                                .isEqualTo(suspended ? CloneFailure.Kind.SUSPENDED : CloneFailure.Kind.CANCELLED));
        assertThat(DirectoryListing.serversNames(data())).isEqualTo(before);
        assertOldDataAfterARestart();

        TestCommit commit = TestCommit.waiting(data());
        Future<Committed> committed = commit.start();
        commit.running().cancel();
        assertThat(committed)
                .failsWithin(Duration.ofMinutes(1))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(CloneFailure.class);
        assertThat(outcome()).isEqualTo(State.RECEIVED);
        assertOldDataAfterARestart();
    }

    private static void awaitWaiting(TestClone clone, Future<CloneResult> result) {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> result.isDone() || clone.running().progress().state() == Progress.State.WAITING_FOR_STOP);
        assertThat(result).isNotDone();
    }

    @Test
    void whatCloneWasToldNotToReplaceTheCommitDoesNotReplaceEither() throws Exception {
        MysqlServer unused = MysqlServer.builder(scratch).donor().start();
        try (unused) {
            TestClone.from(donor.port(), unused.dataDir())
                    .inPlace()
                    .neverOverwriting()
                    .run();
            unused.execute("CREATE SCHEMA late; CREATE TABLE late.t (id INT PRIMARY KEY)");
            unused.stop();
            assertThat(TestCommit.refused(unused.dataDir()).reason())
                    .isEqualTo(CloneFailure.Reason.RECIPIENT_NOT_EMPTY);
            unused.start();
            assertThat(unused.sql().value("SELECT COUNT(*) FROM late.t")).isEqualTo("0");
        }
    }

    @Test
    void anotherVersionsJournalIsLeftToIt() throws Exception {
        server.stop();
        Path agent = Files.createDirectories(data().resolve("#clone-agent/staging/data"));
        Path staged = Files.writeString(agent.resolve("000"), "hours of transfer");
        Path journal = data().resolve("#clone-agent/journal");
        Files.write(journal, laterJournal());
        CloneFailure failure = clone(Commit.IF_STOPPED).fails();
        assertThat(failure).hasMessageContaining("format version");
        assertThat(staged).content().isEqualTo("hours of transfer");
        assertThat(journal).exists();
    }

    /** The header of a journal of a format version that is not ours. */
    private static byte[] laterJournal() {
        var bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0x4c4e524a454e4f4cL).putInt(99);
        var crc = new CRC32C();
        crc.update(bytes.duplicate().flip());
        return bytes.putInt((int) crc.getValue()).array();
    }
}
