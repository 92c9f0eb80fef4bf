package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.proxy.Fault;
import io.mysqlclone.testbed.proxy.FaultProxy;
import io.mysqlclone.testbed.proxy.Packet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The user ends a clone, for good or for a while, wherever it is. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class StopIT {
    private static final AtomicInteger TARGETS = new AtomicInteger();

    @TempDir
    private static Path shared;

    private static MysqlServer donor;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void startDonor() throws Exception {
        donor = Servers.donor(shared.resolve("donor"), 1);
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    private record Moment(String name, int connections, int nth, Predicate<Packet> which) {}

    private static Stream<Moment> moments() {
        return Stream.of(
                new Moment("before LOCS", 1, 1, packet -> packet.isResponse(Packet.LOCS)),
                new Moment("at the file list", 1, 2, packet -> packet.isDescriptor(Packet.FILE_DESCRIPTOR, 2)),
                new Moment("in FILE COPY", 4, 40, packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, 2)),
                new Moment("at the second ACK", 4, 2, packet -> packet.isCommand(Packet.ACK)),
                new Moment("in PAGE COPY", 4, 1, packet -> packet.startsStage(3)),
                new Moment("in REDO COPY", 1, 1, packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, 4)));
    }

    @TestFactory
    Stream<DynamicTest> cancelFreesTheDonorAndLeavesNothing() {
        return moments()
                .map(moment -> DynamicTest.dynamicTest(moment.name(), () -> {
                    Path target = Files.createDirectory(scratch.resolve("cancelled" + TARGETS.incrementAndGet()));
                    try (FaultProxy proxy = FaultProxy.to(donor.port())) {
                        Hold hold = Hold.at(proxy, moment.nth(), moment.which());
                        TestClone clone = TestClone.from(proxy.port(), target).connections(moment.connections());
                        Future<CloneResult> result = clone.start();
                        hold.awaitReached(result);
                        clone.running().cancel();
                        hold.close();
                        assertEnds(result, CloneFailure.Kind.CANCELLED);
                    }
                    assertThat(target).isEmptyDirectory();
                    TestClone.from(donor.port(), target).run();
                    await().atMost(Duration.ofSeconds(10)).until(() -> Servers.cloneThreads(donor) == 0);
                }));
    }

    @TestFactory
    Stream<DynamicTest> suspendKeepsWhatIsThereForTheNextRun() {
        return moments()
                .skip(2)
                .map(moment -> DynamicTest.dynamicTest(moment.name(), () -> {
                    Path target = scratch.resolve("suspended" + TARGETS.incrementAndGet());
                    try (FaultProxy proxy = FaultProxy.to(donor.port())) {
                        Hold hold = Hold.at(proxy, moment.nth(), moment.which());
                        TestClone clone = TestClone.from(proxy.port(), target).connections(moment.connections());
                        Future<CloneResult> result = clone.start();
                        hold.awaitReached(result);
                        clone.running().suspend();
                        hold.close();
                        assertEnds(result, CloneFailure.Kind.SUSPENDED);
                        TestClone next = TestClone.from(proxy.port(), target).connections(2);
                        assertThat(next.run().resumed()).isTrue();
                        assertThat(next.count(CloneEvent.StartedOver.class)).isZero();
                    }
                    Servers.assertServes(target, donor);
                }));
    }

    @Test
    void cancelWorksWhileTheNetworkHangs() throws Exception {
        Path target = scratch.resolve("target");
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            proxy.onNthPacket(40, packet -> packet.isResponse(Packet.DATA), new Fault.Run(proxy::freeze));
            TestClone clone = TestClone.from(proxy.port(), target).connections(2);
            Future<CloneResult> result = clone.start();
            await().until(() -> proxy.faults() == 1);
            clone.running().cancel();
            assertEnds(result, CloneFailure.Kind.CANCELLED);
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void cancelWorksWhileTheDonorIsAway() throws Exception {
        Path target = scratch.resolve("target");
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            proxy.onNthPacket(40, packet -> packet.isResponse(Packet.DATA), new Fault.Run(() -> {
                proxy.refuseNew(true);
                proxy.cutAll(Fault.Cut.RST);
            }));
            TestClone clone = TestClone.from(proxy.port(), target);
            Future<CloneResult> result = clone.start();
            await().until(() -> clone.count(CloneEvent.Reconnecting.class) > 0);
            clone.running().cancel();
            assertEnds(result, CloneFailure.Kind.CANCELLED);
            assertThat(target).doesNotExist();
        }
    }

    private static void assertEnds(Future<CloneResult> result, CloneFailure.Kind kind) {
        assertThat(result)
                .failsWithin(Duration.ofMinutes(1))
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(
                        CloneFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }
}
