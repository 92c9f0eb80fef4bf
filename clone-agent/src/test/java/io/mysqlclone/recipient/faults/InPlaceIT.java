package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mysqlclone.datadir.outcome.CloneOutcome;
import io.mysqlclone.datadir.outcome.CloneOutcome.State;
import io.mysqlclone.datadir.outcome.OutcomeReader;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.run.Finish;
import io.mysqlclone.storage.Trees;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import io.mysqlclone.testbed.proxy.Fault;
import io.mysqlclone.testbed.proxy.FaultProxy;
import io.mysqlclone.testbed.proxy.Packet;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clone in place of a server's data, with that server running, and everything that may go wrong on the way. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class InPlaceIT {
    private static final int FILE_COPY = 2;

    @TempDir
    private static Path shared;

    private static MysqlServer donor;
    private static Path oldData;
    private static Map<String, String> oldTables;
    private static String oldGtids;

    @TempDir
    private Path scratch;

    private Path data;

    @BeforeAll
    static void startDonor() throws Exception {
        donor = Servers.donor(shared.resolve("donor"));
        try (MysqlServer old = MysqlServer.builder(Files.createDirectory(shared.resolve("old")))
                .donor()
                .start()) {
            SampleData.in("sample").mebibytes(1).createIn(old);
            old.execute("CREATE SCHEMA only_old; CREATE TABLE only_old.o (id INT PRIMARY KEY);"
                    + "INSERT INTO only_old.o VALUES (1), (2); CREATE TABLE only_old.m (id INT) ENGINE = MyISAM;"
                    + "INSERT INTO only_old.m VALUES (3)");
            oldTables = old.checksums();
            oldGtids = old.gtidExecuted();
            old.stop();
            oldData = old.dataDir();
        }
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    @BeforeEach
    void copyOldData() throws IOException {
        data = scratch.resolve("data");
        DirectoryListing.copy(oldData, data);
    }

    private TestClone clone(int port) {
        return TestClone.from(port, data).inPlace().connections(3);
    }

    @Test
    void theOldServerKeepsItsDataUntilTheCommitWhateverItDoes() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(donor.port());
                MysqlServer server = Servers.copy(data).start()) {
            Hold hold = Hold.at(proxy, 60, packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, FILE_COPY));
            Future<CloneResult> result = clone(proxy.port()).start();
            hold.awaitReached(result);
            assertThat(server.checksums()).isEqualTo(oldTables);
            server.execute("INSERT INTO only_old.o VALUES (10); CREATE TABLE only_old.later (id INT PRIMARY KEY)");
            hold.close();
            assertThat(result.get().inPlace()).isTrue();
            assertThat(result.get().committed()).isFalse();
            assertThat(outcome().state()).isEqualTo(State.RECEIVED);
            server.execute("INSERT INTO only_old.later VALUES (11)");

            server.restart();
            assertThat(server.sql().value("SELECT COUNT(*) FROM only_old.o")).isEqualTo("3");
            assertThat(server.sql().value("SELECT id FROM only_old.later")).isEqualTo("11");
            assertThat(outcome().state()).isEqualTo(State.RECEIVED);

            server.stop();
            assertThat(TestCommit.commit(data).alreadyCommitted()).isFalse();
            assertThat(outcome().state()).isEqualTo(State.PENDING);
            server.start();
            CloneAssertions.assertSameAs(donor, server);
            assertThat(server.query("SELECT STATE, ERROR_NO FROM performance_schema.clone_status"))
                    .containsExactly(List.of("Completed", "0"));
            assertThat(DirectoryListing.leftovers(data)).isEmpty();
            assertThat(outcome().state()).isEqualTo(State.RECOVERED);
            assertThat(outcome().position().gtidExecuted()).isEqualTo(donor.gtidExecuted());
            server.execute("CREATE SCHEMA only_old");
            server.execute("DROP SCHEMA only_old");
            CloneAssertions.assertHealthyRestart(server);
        }
    }

    @Test
    void besideARunningServerNothingIsOursButOurOwnDirectory() throws Exception {
        try (MysqlServer server = Servers.copy(data).start()) {
            Map<String, String> before = DirectoryListing.serversNames(data);
            CloneResult result = clone(donor.port()).run();
            assertThat(result.committed()).isFalse();
            assertThat(result.alreadyComplete()).isFalse();
            assertThat(DirectoryListing.serversNames(data)).isEqualTo(before);

            donor.pause();
            try {
                CloneResult again = clone(donor.port()).run();
                assertThat(again.alreadyComplete()).isTrue();
                assertThat(again.committed()).isFalse();
                assertThat(again.dataBytes()).isEqualTo(result.dataBytes());
                assertThat(again.donorServerUuid())
                        .isEqualTo(result.donorServerUuid())
                        .isPresent();
            } finally {
                donor.resume();
            }
            assertThat(DirectoryListing.serversNames(data)).isEqualTo(before);
            CloneAssertions.assertSameTables(oldTables, server.checksums());
        }
    }

    @Test
    void withoutACommitNothingOfTheOldDataIsTouched() throws Exception {
        Map<String, String> before = DirectoryListing.contents(data);
        CloneResult received =
                clone(donor.port()).commit(CloneRequest.Commit.LATER).run();
        assertThat(received.committed()).isFalse();
        Map<String, String> after = DirectoryListing.contents(data);
        after.keySet().removeIf(name -> name.startsWith("#clone-agent"));
        assertThat(after).isEqualTo(before);

        CloneResult committed = clone(donor.port()).run();
        assertThat(committed.alreadyComplete()).isTrue();
        assertThat(committed.committed()).isTrue();
        assertThat(DirectoryListing.contents(data)).containsAllEntriesOf(before);
        Servers.assertServes(data, donor);
    }

    @Test
    void whatWasReceivedFromAnotherDonorIsNotThrownAway() throws Exception {
        clone(donor.port()).commit(CloneRequest.Commit.LATER).run();
        CloneFailure refused = TestClone.from(1, data).inPlace().fails();
        assertThat(refused.kind()).isEqualTo(CloneFailure.Kind.REFUSED);
        assertThat(refused)
                .hasMessageContaining("127.0.0.1:" + donor.port())
                .hasMessageContaining("clone-agent discard");
        assertThat(outcome().state()).isEqualTo(State.RECEIVED);
    }

    @Test
    void canBeDoneAgainOnTheResultWhenItsOldDataIsLetGo() throws Exception {
        clone(donor.port()).run();
        try (MysqlServer server = Servers.copy(data).start()) {
            server.execute("CREATE SCHEMA mine; CREATE TABLE mine.t (id INT PRIMARY KEY)");
            long _ = new Finish(data).run();
            TestClone again = clone(donor.port());
            assertThat(again.run().alreadyComplete()).isFalse();
            server.stop();
            TestCommit.commit(data);
            server.start();
            CloneAssertions.assertSameAs(donor, server);
            assertThat(DirectoryListing.leftovers(data)).isEmpty();
        }
    }

    @Test
    void aSecondRunAfterTheCommitFindsTheCloneComplete() throws Exception {
        assertThat(clone(donor.port()).run().committed()).isTrue();
        CloneResult again = clone(donor.port()).run();
        assertThat(again.alreadyComplete()).isTrue();
        assertThat(again.committed()).isTrue();
        Servers.assertServes(data, donor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ibdata1.#clone", "#innodb_redo.#clone/#ib_redo0"})
    void aDamagedCloneIsRolledBackByMysqld(String file) throws Exception {
        clone(donor.port()).run();
        damage(file);
        MysqlServer.expectStartFailure(Servers.copy(data));
        assertServesOldData();
        assertThat(outcome().state()).isEqualTo(State.ROLLED_BACK);
        clone(donor.port()).run();
        assertThat(outcome().state()).isEqualTo(State.PENDING);
        Servers.assertServes(data, donor);
        assertThat(outcome().state()).isEqualTo(State.RECOVERED);
    }

    /** InnoDB would recover the clone, and mysqld end after that, when it does not go back any more. */
    @Test
    void aServerThatComparesNamesOtherwiseKeepsItsData() throws Exception {
        try (MysqlServer server = MysqlServer.builder(Files.createDirectory(scratch.resolve("lower-case")))
                .option("--lower-case-table-names=1")
                .start()) {
            server.execute(
                    "CREATE SCHEMA mine; CREATE TABLE mine.t (id INT PRIMARY KEY); INSERT INTO mine.t VALUES (1)");
            Map<String, String> tables = server.checksums();
            TestClone clone = TestClone.from(donor.port(), server.dataDir()).inPlace();
            assertThatExceptionOfType(CloneFailure.class)
                    .isThrownBy(clone::run)
                    .withMessageContaining("lower_case_table_names=0")
                    .extracting(CloneFailure::reason)
                    .isEqualTo(CloneFailure.Reason.DICTIONARY_MISMATCH);
            assertThat(new OutcomeReader(server.dataDir()).read().state()).isEqualTo(State.RECEIVED);
            server.restart();
            CloneAssertions.assertSameTables(tables, server.checksums());
        }
    }

    private CloneOutcome outcome() throws IOException {
        return new OutcomeReader(data).read();
    }

    /** Behind the recovery of InnoDB mysqld does not go back by itself any more, but it still can. */
    private void damage(String file) throws IOException {
        try (RandomAccessFile damaged = new RandomAccessFile(data.resolve(file).toFile(), "rw")) {
            for (int at = 0; at < Math.min(damaged.length(), 8 << 20); at += 512) {
                damaged.seek(at);
                damaged.write(0xA5);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFailureInTheMiddleLeavesNoTrace(boolean cancelled) throws Exception {
        Map<String, String> before = DirectoryListing.contents(data);
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            Hold hold = Hold.at(proxy, 60, packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, FILE_COPY));
            TestClone clone = clone(proxy.port());
            Future<CloneResult> result = clone.start();
            hold.awaitReached(result);
            if (cancelled) {
                clone.running().cancel();
            } else {
                proxy.onPacket(packet -> packet.startsStage(3), new Fault.Corrupt(20, 0x7f));
            }
            hold.close();
            assertThat(result)
                    .failsWithin(Duration.ofMinutes(1))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(CloneFailure.class);
        }
        assertThat(DirectoryListing.contents(data)).isEqualTo(before);
        assertServesOldData();
    }

    /** The commit begins when the last byte has arrived; a file that it makes tells how far it is. */
    @ParameterizedTest
    @ValueSource(strings = {"#clone/#status_error", "#clone/#replace_files", "ibdata1.#clone", "#clone/#status_fix"})
    void aKillInsideTheCommitIsRepairedByTheNextRun(String sign) throws Exception {
        killWhenThereIs(sign);
        assertThat(outcome().state()).isEqualTo(State.RECEIVED);
        assertThat(clone(donor.port()).run().committed()).isTrue();
        Servers.assertServes(data, donor);
        assertThat(DirectoryListing.leftovers(data)).isEmpty();
    }

    @Test
    void aKillInsideTheCommitIsRepairedByTheCommandCommit() throws Exception {
        killWhenThereIs("ibdata1.#clone");
        assertThat(TestCommit.commit(data).alreadyCommitted()).isFalse();
        Servers.assertServes(data, donor);
        assertThat(DirectoryListing.leftovers(data)).isEmpty();
    }

    @Test
    void aKillInsideTheCommitLeavesTheOldDataToAServerThatIsStarted() throws Exception {
        killWhenThereIs("ibdata1.#clone");
        assertServesOldData();
        assertThat(outcome().state()).isEqualTo(State.RECEIVED);
        TestCommit.commit(data);
        Servers.assertServes(data, donor);
    }

    /** The kill is sent when the file is seen; when the commit was over by then, everything begins anew. */
    private void killWhenThereIs(String sign) throws Exception {
        for (int tries = 0; tries < 20; tries++) {
            try (AgentProcess agent = AgentProcess.start(donor.port(), data, 2, "in-place")) {
                Path file = data.resolve(sign);
                while (agent.isRunning() && !Files.exists(file)) {
                    Thread.onSpinWait();
                }
                agent.kill();
            }
            if (Files.exists(data.resolve("#clone/#status_error"))) {
                return;
            }
            Trees.delete(data);
            DirectoryListing.copy(oldData, data);
        }
        throw new AssertionError("the commit was always over before the kill");
    }

    private void assertServesOldData() throws IOException {
        try (MysqlServer server = Servers.copy(data).start()) {
            CloneAssertions.assertSameTables(oldTables, server.checksums());
            assertThat(server.gtidExecuted()).isEqualTo(oldGtids);
            server.stop();
        }
    }
}
