package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.DonorIdentity;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.proxy.Fault;
import io.mysqlclone.testbed.proxy.FaultProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A donor serves one clone at a time: the next one waits for it, when it may. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class BusyDonorIT {
    /** So little that it does not end before the test. */
    private static final int SLOW = 64 << 10;

    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    private static Path shared;

    private static MysqlServer donor;

    @TempDir
    private Path scratch;

    private TestClone first = TestClone.from(0, Path.of(""));
    private Path target = Path.of("");
    private Future<CloneResult> holding = new CompletableFuture<>();

    @BeforeAll
    static void startDonor() throws Exception {
        donor = Servers.donor(shared.resolve("donor"), 1);
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    @BeforeEach
    void somebodyElseClones() {
        target = scratch.resolve("target");
        first = TestClone.from(donor.port(), scratch.resolve("first")).bytesPerSecond(SLOW);
        holding = first.start();
        await().until(() -> first.count(CloneEvent.StageStarted.class) > 0);
    }

    @AfterEach
    void theOtherOneEnds() {
        first.running().cancel();
        await().atMost(Duration.ofMinutes(2)).until(holding::isDone);
        await().atMost(Duration.ofMinutes(1)).until(() -> Servers.cloneThreads(donor) == 0);
    }

    @Test
    void waitsForItsTurnSaysSinceWhenAndBeginsByItself() throws Exception {
        TestClone second = TestClone.from(donor.port(), target).busyTimeout(LONG);
        Future<CloneResult> result = second.start();
        await().until(() -> second.running().progress().state() == Progress.State.WAITING_FOR_DONOR);
        Progress waiting = second.running().progress();
        assertThat(waiting.waitingSince()).isPresent();
        assertThat(waiting.donor().flatMap(DonorIdentity::serverUuid)).isPresent();

        await().until(() -> second.count(CloneEvent.WaitingForDonor.class) >= 2);
        assertThat(second.running().progress().waitingSince()).isEqualTo(waiting.waitingSince());
        first.running().cancel();

        assertThat(result).succeedsWithin(Duration.ofMinutes(2));
        assertThat(second.running().progress().waitingSince()).isEmpty();
        Servers.assertServes(target, donor);
    }

    @Test
    void isRefusedAtOnceWhenItMayNotWait() {
        CloneFailure failure = TestClone.from(donor.port(), target).fails();
        assertThat(failure.reason()).isEqualTo(CloneFailure.Reason.DONOR_BUSY);
    }

    @Test
    void givesUpWhenItsTimeIsOverAndLeavesNothing() {
        TestClone second = TestClone.from(donor.port(), target).busyTimeout(Duration.ofSeconds(1));
        CloneFailure failure = second.fails();
        assertThat(failure.reason()).isEqualTo(CloneFailure.Reason.DONOR_BUSY);
        assertThat(second.count(CloneEvent.WaitingForDonor.class)).isEqualTo(1);
        assertThat(target).doesNotExist();
    }

    @Test
    void cancelEndsTheWait() {
        assertEnds(CloneFailure.Kind.CANCELLED, clone -> clone.running().cancel());
    }

    @Test
    void suspendEndsTheWait() {
        assertEnds(CloneFailure.Kind.SUSPENDED, clone -> clone.running().suspend());
    }

    private void assertEnds(CloneFailure.Kind kind, Consumer<TestClone> end) {
        TestClone second = TestClone.from(donor.port(), target).busyTimeout(LONG);
        Future<CloneResult> result = second.start();
        await().until(() -> second.count(CloneEvent.WaitingForDonor.class) >= 2);
        end.accept(second);
        assertThat(result)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(
                        CloneFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
        assertThat(target).doesNotExist();
    }

    @Test
    void aDonorThatIsAwayForAMomentIsWaitedForAfterwards() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            TestClone second = TestClone.from(proxy.port(), target).busyTimeout(LONG);
            Future<CloneResult> result = second.start();
            await().until(() -> second.count(CloneEvent.WaitingForDonor.class) >= 1);
            proxy.refuseNew(true);
            proxy.cutAll(Fault.Cut.RST);
            await().until(() -> second.count(CloneEvent.Reconnecting.class) >= 1);
            long before = second.count(CloneEvent.WaitingForDonor.class);
            proxy.refuseNew(false);
            await().until(() -> second.count(CloneEvent.WaitingForDonor.class) > before);
            first.running().cancel();
            assertThat(result).succeedsWithin(Duration.ofMinutes(2));
        }
    }
}
