package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.datadir.outcome.CloneOutcome.State;
import io.mysqlclone.datadir.outcome.OutcomeReader;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.Discarded;
import io.mysqlclone.recipient.Discarded.DonorNotice;
import io.mysqlclone.recipient.Discarded.Found;
import io.mysqlclone.recipient.run.Discard;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.proxy.FaultProxy;
import io.mysqlclone.testbed.proxy.Packet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left of clones that are not wanted any more. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class DiscardIT {
    private static final int FILE_COPY = 2;

    @TempDir
    private static Path shared;

    private static MysqlServer donor;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void startDonor() throws Exception {
        donor = Servers.donor(shared.resolve("donor"), 4);
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    private Path target() {
        return scratch.resolve("target");
    }

    @Test
    void aSuspendedCloneIsRemovedAndTheDonorIsTold() throws Exception {
        suspend(TestClone.from(0, target()));
        assertThat(Servers.cloneThreads(donor)).isPositive();

        Discarded discarded = discard(target(), donor.port());
        assertThat(discarded.found()).isEqualTo(Found.UNFINISHED);
        assertThat(discarded.bytes()).isPositive();
        assertThat(discarded.donor()).isEqualTo(DonorNotice.TOLD);
        assertThat(target()).isEmptyDirectory();
        await().atMost(Duration.ofMinutes(1)).until(() -> Servers.cloneThreads(donor) == 0);

        assertThat(discard(target(), donor.port())).isEqualTo(new Discarded(Found.NOTHING, 0, DonorNotice.NOT_NEEDED));
        TestClone.from(donor.port(), target()).run();
        assertThat(discard(target(), donor.port()).found()).isEqualTo(Found.COMPLETE_FRESH);
        Servers.assertServes(target(), donor);
        assertThat(discard(target(), donor.port()).found()).isEqualTo(Found.NOTHING);
        Servers.assertServes(target(), donor);
    }

    @Test
    void aSuspendedCloneInPlaceLeavesTheRunningServersDataAlone() throws Exception {
        try (MysqlServer server = usedServer()) {
            Map<String, String> before = DirectoryListing.names(server.dataDir());
            suspend(TestClone.from(0, server.dataDir()).inPlace());
            assertThat(DirectoryListing.names(server.dataDir())).isNotEqualTo(before);

            Discarded discarded = new Discard(CloneEngines.standard(), server.dataDir(), Optional.empty()).run();
            assertThat(discarded.found()).isEqualTo(Found.UNFINISHED);
            assertThat(discarded.donor()).isEqualTo(DonorNotice.NOT_NEEDED);
            assertThat(DirectoryListing.names(server.dataDir())).isEqualTo(before);
            assertOldData(server);
        }
    }

    @Test
    void aReceivedCloneIsRemovedBesideTheRunningServer() throws Exception {
        try (MysqlServer server = usedServer()) {
            Map<String, String> before = DirectoryListing.names(server.dataDir());
            assertThat(TestClone.from(donor.port(), server.dataDir())
                            .inPlace()
                            .run()
                            .committed())
                    .isFalse();
            Discarded discarded = discard(server.dataDir(), donor.port());
            assertThat(discarded.found()).isEqualTo(Found.RECEIVED);
            assertThat(discarded.bytes()).isPositive();
            assertThat(DirectoryListing.names(server.dataDir())).isEqualTo(before);
            assertThat(new OutcomeReader(server.dataDir()).read().state()).isEqualTo(State.NONE);
            assertThat(TestCommit.refused(server.dataDir()).reason()).isEqualTo(CloneFailure.Reason.NOTHING_RECEIVED);
            assertOldData(server);
        }
    }

    @Test
    void aCommittedCloneThatNoMysqldHasStartedOnIsTakenBack() throws Exception {
        try (MysqlServer server = usedServer()) {
            server.stop();
            Map<String, String> before = DirectoryListing.contents(server.dataDir());
            assertThat(TestClone.from(donor.port(), server.dataDir())
                            .inPlace()
                            .run()
                            .committed())
                    .isTrue();
            assertThat(discard(server.dataDir(), donor.port()).found()).isEqualTo(Found.COMPLETE_IN_PLACE);
            assertThat(DirectoryListing.contents(server.dataDir())).isEqualTo(before);
            assertThat(new OutcomeReader(server.dataDir()).read().state()).isEqualTo(State.NONE);
            server.start();
            assertOldData(server);
        }
    }

    @Test
    void whatATakingBackThatWasCutOffHasLeftIsRemovedByTheNextOne() throws Exception {
        try (MysqlServer server = usedServer()) {
            server.stop();
            Map<String, String> before = DirectoryListing.contents(server.dataDir());
            TestClone.from(donor.port(), server.dataDir()).inPlace().run();
            Files.createFile(server.dataDir().resolve("#clone/#status_error"));
            Files.delete(server.dataDir().resolve("ibdata1.#clone"));
            Files.delete(server.dataDir().resolve("#clone/#old_files"));
            assertThat(discard(server.dataDir(), donor.port()).found()).isEqualTo(Found.COMPLETE_IN_PLACE);
            assertThat(DirectoryListing.contents(server.dataDir())).isEqualTo(before);
            server.start();
            assertOldData(server);
        }
    }

    @Test
    void aCommittedCloneIsNotTakenBackBeneathAServerThatStarts() throws Exception {
        try (MysqlServer server = usedServer()) {
            server.stop();
            TestClone.from(donor.port(), server.dataDir()).inPlace().run();
            // As mysqld holds it from its start to its end.
            Process mysqld = FileLocks.hold(server.dataDir().resolve("ibdata1"), scratch);
            try {
                assertThatThrownBy(() -> discard(server.dataDir(), donor.port()))
                        .isInstanceOfSatisfying(
                                CloneFailure.class,
                                failure -> assertThat(failure.reason()).isEqualTo(CloneFailure.Reason.SERVER_RUNNING));
            } finally {
                mysqld.destroyForcibly().waitFor();
            }
            assertThat(discard(server.dataDir(), donor.port()).found()).isEqualTo(Found.COMPLETE_IN_PLACE);
            server.start();
            assertOldData(server);
        }
    }

    @Test
    void aCloneThatMysqldHasTakenOverIsAServersData() throws Exception {
        try (MysqlServer server = usedServer()) {
            server.stop();
            TestClone.from(donor.port(), server.dataDir()).inPlace().run();
            server.start();
            assertThat(discard(server.dataDir(), donor.port()).found()).isEqualTo(Found.NOTHING);
            assertThat(new OutcomeReader(server.dataDir()).read().state()).isEqualTo(State.RECOVERED);
            server.restart();
            assertThat(server.checksums()).isEqualTo(donor.checksums());
        }
    }

    @Test
    void aCloneThatIsAtWorkIsLeftAlone() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            Hold hold = Hold.at(proxy, 20, packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, FILE_COPY));
            Future<CloneResult> result = TestClone.from(proxy.port(), target()).start();
            hold.awaitReached(result);
            assertThatThrownBy(() -> discard(target(), donor.port()))
                    .isInstanceOfSatisfying(CloneFailure.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.REFUSED);
                        assertThat(failure.reason()).isEqualTo(CloneFailure.Reason.VOLUME_BUSY);
                    });
            hold.close();
            assertThat(result.get().dataBytes()).isPositive();
        }
    }

    @Test
    void aDonorThatIsNotThereKeepsNothingFromBeingRemoved() throws Exception {
        suspend(TestClone.from(0, target()));
        assertThat(discard(target(), 1).donor()).isEqualTo(DonorNotice.NOT_REACHED);
        assertThat(target()).isEmptyDirectory();
    }

    @Test
    void aDamagedJournalKeepsNothingFromBeingRemoved() throws Exception {
        suspend(TestClone.from(0, target()));
        Files.write(target().resolve("#clone-agent/journal"), new byte[] {1, 2, 3});
        assertThat(discard(target(), donor.port()).found()).isEqualTo(Found.UNFINISHED);
        assertThat(target()).isEmptyDirectory();
    }

    @Test
    void aDirectoryThatIsNotThereNeedsNothing() throws Exception {
        assertThat(discard(target(), donor.port()).found()).isEqualTo(Found.NOTHING);
        assertThat(target()).doesNotExist();
    }

    private static Discarded discard(Path target, int port) throws CloneFailure {
        ConnectionOptions options = TestClone.from(port, target).request().donor();
        return new Discard(CloneEngines.standard(), target, Optional.of(options)).run();
    }

    /** Runs the clone until some of its data is there, and stops it. */
    private static void suspend(TestClone unaddressed) throws Exception {
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            TestClone clone = unaddressed.to(proxy.port());
            Hold hold = Hold.at(proxy, 40, packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, FILE_COPY));
            Future<CloneResult> result = clone.start();
            hold.awaitReached(result);
            clone.running().suspend();
            hold.close();
            assertThat(result)
                    .failsWithin(Duration.ofMinutes(1))
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOfSatisfying(
                            CloneFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.SUSPENDED));
        }
    }

    private MysqlServer usedServer() {
        MysqlServer server = MysqlServer.builder(scratch).donor().start();
        server.execute("CREATE SCHEMA old; CREATE TABLE old.t (id INT PRIMARY KEY); INSERT INTO old.t VALUES (1), (2)");
        return server;
    }

    private static void assertOldData(MysqlServer server) {
        Map<String, String> tables = server.checksums();
        String gtids = server.gtidExecuted();
        server.restart();
        assertThat(server.checksums()).isEqualTo(tables).containsKey("old.t");
        assertThat(server.gtidExecuted()).isEqualTo(gtids);
    }
}
