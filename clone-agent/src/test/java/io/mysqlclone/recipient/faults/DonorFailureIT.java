package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.proxy.FaultProxy;
import io.mysqlclone.testbed.proxy.Packet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A donor that dies, restarts, freezes, or whose administrator ends the clone. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class DonorFailureIT {
    private static final int FILE_COPY = 2;

    @TempDir
    private static Path shared;

    private static MysqlServer donor;

    @TempDir
    private Path scratch;

    private FaultProxy proxy;
    private TestClone clone;
    private Hold hold;

    @BeforeAll
    static void startDonor() throws Exception {
        donor = Servers.donor(shared.resolve("donor"));
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    @BeforeEach
    void setUp() {
        proxy = FaultProxy.to(donor.port());
        hold = Hold.at(proxy, 60, packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, FILE_COPY));
        clone = TestClone.from(proxy.port(), scratch.resolve("target")).connections(2);
    }

    @AfterEach
    void tearDown() {
        hold.close();
        proxy.close();
    }

    @Test
    void startsOverWhenTheDonorWasKilledAndCameBack() throws Exception {
        Future<CloneResult> result = clone.start();
        hold.awaitReached(result);
        donor.kill();
        hold.close();
        donor.start();
        assertThat(result.get().resumed()).isFalse();
        assertThat(clone.count(CloneEvent.StartedOver.class)).isEqualTo(1);
        Servers.assertServes(scratch.resolve("target"), donor);
    }

    @Test
    void startsOverWhenTheDonorWasShutDownAndCameBack() throws Exception {
        Future<CloneResult> result = clone.start();
        hold.awaitReached(result);
        donor.stop();
        hold.close();
        donor.start();
        assertThat(result.get().resumed()).isFalse();
        assertThat(clone.count(CloneEvent.StartedOver.class)).isEqualTo(1);
        Servers.assertServes(scratch.resolve("target"), donor);
    }

    /** The donor's farewell is read only when it is back already. */
    @Test
    void startsOverWhenTheDonorWasRestartedBeforeAnybodyLooked() throws Exception {
        Future<CloneResult> result = clone.start();
        hold.awaitReached(result);
        donor.restart();
        hold.close();
        assertThat(result.get().resumed()).isFalse();
        assertThat(clone.count(CloneEvent.StartedOver.class)).isEqualTo(1);
        Servers.assertServes(scratch.resolve("target"), donor);
    }

    @Test
    void goesOnWhenTheDonorWasFrozenForLongerThanTheStallTimeout() throws Exception {
        clone.stallTimeout(Duration.ofSeconds(2));
        Future<CloneResult> result = clone.start();
        hold.awaitReached(result);
        donor.pause();
        hold.close();
        try {
            await().atMost(Duration.ofMinutes(1)).until(() -> clone.count(CloneEvent.Reconnecting.class) >= 1);
        } finally {
            donor.resume();
        }
        result.get();
        assertThat(clone.count(CloneEvent.Reconnected.class)).isPositive();
        assertThat(clone.count(CloneEvent.StartedOver.class)).isZero();
        Servers.assertServes(scratch.resolve("target"), donor);
    }

    @Test
    void killQueryOnTheDonorEndsTheCloneAndRemovesIt() throws Exception {
        Future<CloneResult> result = clone.start();
        hold.awaitReached(result);
        killCloneThreads("KILL QUERY ");
        hold.close();
        assertThat(result)
                .failsWithin(Duration.ofMinutes(1))
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(CloneFailure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.DONOR);
                    assertThat(failure.mysqlError()).hasValue(1317);
                })
                .withMessageContaining("somebody ended the clone on the donor");
        assertThat(scratch.resolve("target")).doesNotExist();
        await().atMost(Duration.ofSeconds(20)).until(() -> Servers.cloneThreads(donor) == 0);
    }

    @Test
    void killConnectionOnTheDonorEndsInAWholeCloneOrSaysThatSomebodyEndedIt() throws Exception {
        Future<CloneResult> result = clone.start();
        hold.awaitReached(result);
        killCloneThreads("KILL CONNECTION ");
        hold.close();
        // A killed thread of the donor may still say "interrupted" before its connection breaks, as after KILL QUERY.
        try {
            result.get();
            Servers.assertServes(scratch.resolve("target"), donor);
        } catch (ExecutionException e) {
            assertThat(e.getCause())
                    .isInstanceOfSatisfying(
                            CloneFailure.class,
                            failure -> assertThat(failure.mysqlError()).hasValue(1317));
            assertThat(scratch.resolve("target")).doesNotExist();
        }
    }

    private static void killCloneThreads(String kill) {
        donor.query("SELECT PROCESSLIST_ID FROM performance_schema.threads WHERE PROCESSLIST_COMMAND = 'clone'")
                .forEach(row -> kill(kill + row.getFirst()));
    }

    private static void kill(String statement) {
        try {
            donor.execute(statement);
        } catch (IllegalStateException e) {
            // A donor that has lost one thread of a clone ends the others by itself.
            assertThat(e).hasMessageContaining("1094");
        }
    }
}
