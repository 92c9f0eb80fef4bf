package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.engine.Stage;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.proxy.Direction;
import io.mysqlclone.testbed.proxy.Fault;
import io.mysqlclone.testbed.proxy.FaultProxy;
import io.mysqlclone.testbed.proxy.Packet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that break, freeze and stay away: the clone goes on where it was. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ReconnectIT {
    private static final int INIT = 1;
    private static final int FILE_COPY = 2;
    private static final int PAGE_COPY = 3;
    private static final int REDO_COPY = 4;
    private static final int DONE = 5;

    @TempDir
    private static Path shared;

    private static MysqlServer donor;

    @TempDir
    private Path scratch;

    /**
     * Where a connection is cut.
     *
     * @param nth the packet of those that fit
     * @param bytes of the packet are still forwarded
     */
    private record Point(String name, Predicate<Packet> which, int nth, int bytes) {
        /** A donor that waits for an acknowledgement notices a reset after 5 s, an end of stream after 10 s. */
        boolean donorWaits() {
            return name.contains("ACK") || name.startsWith("end of");
        }
    }

    @BeforeAll
    static void startDonor() throws Exception {
        donor = Servers.donor(shared.resolve("donor"));
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    private static List<Point> everyKindOfPacket() {
        List<Point> points = new ArrayList<>();
        points.add(new Point("header of LOCS", packet -> packet.isResponse(Packet.LOCS), 1, 2));
        points.add(new Point("LOCS", packet -> packet.isResponse(Packet.LOCS), 1, 20));
        points.add(new Point("EXECUTE", packet -> packet.isCommand(Packet.EXECUTE), 1, 0));
        points.add(new Point("TASK", packet -> packet.isDescriptor(Packet.TASK_DESCRIPTOR), 1, 10));
        points.add(new Point("start of FILE COPY", packet -> packet.startsStage(FILE_COPY), 1, 30));
        points.add(new Point("first FILE", packet -> packet.isDescriptor(Packet.FILE_DESCRIPTOR, FILE_COPY), 1, 0));
        points.add(new Point("third FILE", packet -> packet.isDescriptor(Packet.FILE_DESCRIPTOR, FILE_COPY), 3, 40));
        for (int stage : new int[] {FILE_COPY, PAGE_COPY, REDO_COPY}) {
            Predicate<Packet> data = packet -> packet.isResponse(Packet.DATA) && packet.stage() == stage;
            points.add(new Point(
                    "DATA_DESC of " + stage,
                    packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, stage),
                    stage == FILE_COPY ? 7 : 2,
                    20));
            points.add(new Point("header of DATA of " + stage, data, 2, 3));
            points.add(new Point("middle of DATA of " + stage, data, 2, 300));
        }
        for (int stage = INIT; stage <= REDO_COPY; stage++) {
            int ended = stage;
            points.add(new Point("end of " + stage, packet -> packet.endsStage(ended), 1, 9));
            if (stage < REDO_COPY) {
                points.add(new Point("start after " + stage, packet -> packet.startsStage(ended + 1), 1, stage * 20));
            }
        }
        points.add(new Point("redo FILE", packet -> packet.isDescriptor(Packet.FILE_DESCRIPTOR, REDO_COPY), 1, 5));
        for (int nth = 1; nth <= 4; nth++) {
            points.add(new Point("COM_ACK " + nth, packet -> packet.isCommand(Packet.ACK), nth, nth % 2 * 10));
            points.add(new Point("answer to ACK " + nth, answerToAcknowledgement(), nth, nth % 2 * 4));
        }
        return points;
    }

    /** The connection for acknowledgements is the only one on which COMPLETE comes before any stage is named. */
    private static Predicate<Packet> answerToAcknowledgement() {
        Set<Integer> acknowledging = ConcurrentHashMap.newKeySet();
        return packet -> {
            if (packet.isCommand(Packet.ACK)) {
                acknowledging.add(packet.connection());
            }
            return packet.isResponse(Packet.COMPLETE) && acknowledging.contains(packet.connection());
        };
    }

    @ParameterizedTest
    @CsvSource({"1, FIN, 0", "4, RST, 1"})
    void goesOnAfterACutInEveryKindOfPacket(int connections, Fault.Cut how, int turn) throws Exception {
        Path target = scratch.resolve("target");
        List<String> missed = new ArrayList<>();
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            writeDuringFileCopy(proxy);
            int number = 0;
            List<String> fired = new CopyOnWriteArrayList<>();
            for (Point point : everyKindOfPacket()) {
                // Not all in one clone, because cuts that follow closely would hide each other.
                if (number++ % 2 == turn) {
                    missed.add(point.name());
                    proxy.onNthPacket(
                            point.nth(),
                            packet -> point.which().test(packet) && fired.add(point.name()),
                            new Fault.CutAt(point.bytes(), point.donorWaits() ? Fault.Cut.RST : how));
                }
            }
            TestClone clone = TestClone.from(proxy.port(), target).connections(connections);
            CloneResult result = clone.run();
            missed.removeAll(fired);
            assertThat(missed)
                    .as("cuts that did not happen, of %s in %s", fired, clone.events())
                    .isEmpty();
            assertThat(clone.count(CloneEvent.Reconnected.class)).isGreaterThan(5);
            Progress.StageProgress copied = stage(result, Stage.FILE_COPY);
            assertThat(copied.data()).isEqualTo(copied.estimate());
        }
        Servers.assertServes(target, donor);
    }

    /** Without writes PAGE COPY would have nothing to send. More than once, because a cut may make the clone start over. */
    private static void writeDuringFileCopy(FaultProxy proxy) {
        for (int nth : new int[] {3, 60, 110}) {
            proxy.onNthPacket(
                    nth,
                    packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, FILE_COPY),
                    new Fault.Run(() -> Servers.changePages(donor)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void needsNoDonorOnceEverythingHasArrived(boolean complete) throws Exception {
        Path target = scratch.resolve("target");
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            proxy.onPacket(
                    packet -> complete
                            ? packet.isResponse(Packet.COMPLETE) && packet.stage() == DONE
                            : packet.startsStage(DONE),
                    new Fault.Run(() -> {
                        proxy.refuseNew(true);
                        proxy.cutAll(Fault.Cut.RST);
                    }));
            TestClone clone = TestClone.from(proxy.port(), target);
            clone.run();
            assertThat(clone.count(CloneEvent.Reconnecting.class)).isZero();
        }
        Servers.assertServes(target, donor);
    }

    private static Progress.StageProgress stage(CloneResult result, Stage wanted) {
        return result.stages().stream()
                .filter(stage -> stage.stage() == wanted)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void noByteIsSentTwiceWhenEverythingBeforeTheCutHadArrived() throws Exception {
        Path target = scratch.resolve("target");
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            DataCount count = DataCount.of(proxy);
            for (int nth : new int[] {5, 17, 30, 44, 60}) {
                proxy.onNthPacket(
                        nth,
                        packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, FILE_COPY),
                        new Fault.CutAt(0, Fault.Cut.FIN));
            }
            TestClone clone = TestClone.from(proxy.port(), target);
            CloneResult result = clone.run();
            assertThat(clone.count(CloneEvent.Reconnected.class)).isEqualTo(5);
            assertThat(clone.count(CloneEvent.StartedOver.class)).isZero();
            assertThat(count.fileCopyBytes()).isEqualTo(count.announcedFileCopyBytes());
            assertThat(count.bytes()).isEqualTo(result.dataBytes());
        }
        Servers.assertServes(target, donor);
    }

    @ParameterizedTest
    @CsvSource({"4, 2", "1, 3", "4, 4"})
    void aSilentConnectionIsGivenUpAfterTheStallTimeout(int connections, int stage) throws Exception {
        Path target = scratch.resolve("target");
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            if (stage == PAGE_COPY) {
                writeDuringFileCopy(proxy);
            }
            proxy.onNthPacket(
                    2, packet -> packet.isResponse(Packet.DATA) && packet.stage() == stage, new Fault.Freeze());
            TestClone clone = TestClone.from(proxy.port(), target)
                    .connections(connections)
                    // Longer than what a busy machine keeps a connection waiting.
                    .stallTimeout(Duration.ofSeconds(3));
            clone.run();
            assertThat(clone.count(CloneEvent.Reconnected.class)).isEqualTo(1);
        }
        Servers.assertServes(target, donor);
    }

    @Test
    void aNetworkThatHangsWhileConnectingDoesNotHangTheClone() throws Exception {
        Path target = scratch.resolve("target");
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            // The first byte of the command that turns the new session into a clone's: after the login.
            proxy.onNthPacket(
                    3,
                    packet -> packet.direction() == Direction.RECIPIENT_TO_DONOR
                            && packet.length() == 1
                            && packet.sequence() == 0
                            && packet.prefix().get(0) == 0x20,
                    new Fault.Freeze());
            proxy.onNthPacket(10, packet -> packet.isResponse(Packet.DATA), new Fault.CutAll(Fault.Cut.RST));
            TestClone clone = TestClone.from(proxy.port(), target);
            clone.run();
            assertThat(proxy.faults()).isEqualTo(2);
        }
        Servers.assertServes(target, donor);
    }

    @Test
    void aGoodbyeThatIsNotAnsweredDoesNotHangTheClone() throws Exception {
        Path target = scratch.resolve("target");
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            proxy.onPacket(
                    packet -> packet.isResponse(Packet.COMPLETE) && packet.stage() == DONE,
                    new Fault.Run(
                            () -> proxy.onEveryPacket(packet -> packet.isCommand(Packet.EXIT), new Fault.Freeze())));
            TestClone.from(proxy.port(), target).connections(2).run();
        }
        Servers.assertServes(target, donor);
    }

    @Test
    void givesUpAfterTheReconnectTimeoutAndTheNextRunGoesOn() throws Exception {
        Path target = scratch.resolve("target");
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            DataCount count = DataCount.of(proxy);
            proxy.onNthPacket(
                    60, packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, FILE_COPY), new Fault.Run(() -> {
                        proxy.refuseNew(true);
                        proxy.cutAll(Fault.Cut.FIN);
                    }));
            TestClone first =
                    TestClone.from(proxy.port(), target).connections(1).reconnectTimeout(Duration.ofSeconds(2));
            CloneFailure failure = first.fails();
            assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.NETWORK);
            assertThat(failure).hasMessageContaining("run the same command again");
            assertThat(target.resolve("#clone-agent/journal")).isNotEmptyFile();
            assertThat(first.count(CloneEvent.Reconnecting.class)).isPositive();

            proxy.refuseNew(false);
            TestClone second = TestClone.from(proxy.port(), target).connections(3);
            CloneResult result = second.run();
            assertThat(second.count(CloneEvent.Resumed.class)).isEqualTo(1);
            assertThat(second.count(CloneEvent.StartedOver.class)).isZero();
            assertThat(result.resumed()).isTrue();
            assertThat(count.fileCopyBytes()).isEqualTo(count.announcedFileCopyBytes());
        }
        Servers.assertServes(target, donor);
    }

    @Test
    void aNetworkThatAlwaysBreaksAtTheSamePlaceIsGivenUp() throws Exception {
        Path target = scratch.resolve("target");
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            proxy.onEveryPacket(
                    packet -> packet.isDescriptor(Packet.TASK_DESCRIPTOR), new Fault.CutAt(10, Fault.Cut.RST));
            CloneFailure failure = TestClone.from(proxy.port(), target)
                    .reconnectTimeout(Duration.ofSeconds(2))
                    .fails();
            assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.NETWORK);
            // Not in a tight loop.
            assertThat(proxy.faults()).isLessThan(10);
            proxy.heal();
            TestClone.from(proxy.port(), target).run();
        }
        Servers.assertServes(target, donor);
    }

    @Test
    void aWrongPasswordAtTheResumptionCostsNothingOfWhatIsThere() throws Exception {
        Path target = scratch.resolve("target");
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            proxy.onNthPacket(
                    60, packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, FILE_COPY), new Fault.Run(() -> {
                        proxy.refuseNew(true);
                        proxy.cutAll(Fault.Cut.FIN);
                    }));
            TestClone.from(proxy.port(), target)
                    .reconnectTimeout(Duration.ofMillis(100))
                    .fails();
            proxy.refuseNew(false);
            CloneFailure failure =
                    TestClone.from(proxy.port(), target).password("wrong").fails();
            assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.DONOR);
            assertThat(failure.mysqlError()).hasValue(1045);

            TestClone last = TestClone.from(proxy.port(), target);
            last.run();
            assertThat(last.count(CloneEvent.Resumed.class)).isEqualTo(1);
        }
        Servers.assertServes(target, donor);
    }

    @Test
    void goesOnWhenAllConnectionsAreLostAtOnceAgainAndAgain() throws Exception {
        Path target = scratch.resolve("target");
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            for (int nth : new int[] {20, 60, 100}) {
                proxy.onNthPacket(nth, packet -> packet.isResponse(Packet.DATA), new Fault.CutAll(Fault.Cut.RST));
            }
            TestClone clone =
                    TestClone.from(proxy.port(), target).connections(4).bytesPerSecond(200L << 20);
            clone.run();
            assertThat(clone.count(CloneEvent.Reconnected.class)).isEqualTo(3);
        }
        Servers.assertServes(target, donor);
    }
}
