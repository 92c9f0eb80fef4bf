package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.recipient.faults.StruckClone.Hit;
import io.mysqlclone.recipient.faults.StruckClone.How;
import io.mysqlclone.recipient.faults.StruckClone.Strike;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.WriteLoad;
import io.mysqlclone.testbed.proxy.Packet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent is killed and its connections are cut wherever a seed says, in every stage, while the donor's tables are dropped,
 * emptied, rebuilt, renamed and swapped; in the end the clone equals the donor.
 *
 * <p>{@code -Dtest.soak=N} runs N new seeds instead of the few of every run; {@code -Dtest.seed=S} runs one again.
 */
@Timeout(value = 6, unit = TimeUnit.HOURS)
final class ChaosIT {
    private static final int FILE_COPY = 2;
    private static final int PAGE_COPY = 3;
    private static final int REDO_COPY = 4;
    private static final int STRIKES = 7;
    private static final List<How> HOW = List.of(How.values());
    private static final int DELETED = 0x10;
    /** Of the flags in a FILE descriptor, behind response code, engine and locator. */
    private static final int FILE_FLAGS = 3 + 40;

    @TempDir
    private static Path shared;

    private static MysqlServer donor;
    private static ChaosDdl ddl;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void startDonor() throws Exception {
        donor = Servers.donor(shared.resolve("donor"), 48);
        ddl = ChaosDdl.prepare(donor);
    }

    @AfterAll
    static void stopDonor() {
        ddl.close();
        donor.close();
    }

    /** A place in the protocol: what is said there, and up to how many times a strike lets it pass. */
    private record Place(String name, int stage, Predicate<Packet> which, int most) {}

    private static Predicate<Packet> descriptor(int type, int stage) {
        return packet -> packet.isDescriptor(type, stage);
    }

    private static Predicate<Packet> dropped(int stage) {
        return descriptor(Packet.FILE_DESCRIPTOR, stage)
                .and(packet -> packet.stage() == stage)
                .and(packet -> (packet.prefix().getShort(FILE_FLAGS) & DELETED) != 0);
    }

    /** Everything that is said once, and the data between, in the order of a clone. */
    private static List<Place> places() {
        return List.of(
                new Place("the task", 0, packet -> packet.isDescriptor(Packet.TASK_DESCRIPTOR), 1),
                new Place("the end of INIT", 1, packet -> packet.endsStage(1), 1),
                new Place("the list of files", FILE_COPY, descriptor(Packet.FILE_DESCRIPTOR, FILE_COPY), 20),
                new Place("data of FILE COPY", FILE_COPY, descriptor(Packet.DATA_DESCRIPTOR, FILE_COPY), 20),
                new Place("data of FILE COPY", FILE_COPY, descriptor(Packet.DATA_DESCRIPTOR, FILE_COPY), 60),
                new Place("data of FILE COPY", FILE_COPY, descriptor(Packet.DATA_DESCRIPTOR, FILE_COPY), 60),
                new Place("a drop in FILE COPY", FILE_COPY, dropped(FILE_COPY), 2),
                new Place("a drop in FILE COPY", FILE_COPY, dropped(FILE_COPY), 1),
                new Place("the end of FILE COPY", FILE_COPY, packet -> packet.endsStage(FILE_COPY), 1),
                new Place("COM_ACK of FILE COPY", FILE_COPY, packet -> packet.isCommand(Packet.ACK), 1),
                new Place("the answer to COM_ACK", FILE_COPY, packet -> packet.isResponse(Packet.COMPLETE), 1),
                new Place("the list after FILE COPY", FILE_COPY, descriptor(Packet.FILE_DESCRIPTOR, PAGE_COPY), 6),
                new Place("the start of PAGE COPY", FILE_COPY, packet -> packet.startsStage(PAGE_COPY), 1),
                new Place("data of PAGE COPY", PAGE_COPY, descriptor(Packet.DATA_DESCRIPTOR, PAGE_COPY), 300),
                new Place("data of PAGE COPY", PAGE_COPY, descriptor(Packet.DATA_DESCRIPTOR, PAGE_COPY), 300),
                new Place("a drop in PAGE COPY", PAGE_COPY, dropped(PAGE_COPY), 1),
                new Place("the end of PAGE COPY", PAGE_COPY, packet -> packet.endsStage(PAGE_COPY), 1),
                new Place("COM_ACK of PAGE COPY", PAGE_COPY, packet -> packet.isCommand(Packet.ACK), 1),
                new Place("the list after PAGE COPY", PAGE_COPY, descriptor(Packet.FILE_DESCRIPTOR, REDO_COPY), 6),
                new Place("the start of REDO COPY", PAGE_COPY, packet -> packet.startsStage(REDO_COPY), 1),
                new Place("a redo file", REDO_COPY, descriptor(Packet.FILE_DESCRIPTOR, REDO_COPY), 1),
                new Place("data of REDO COPY", REDO_COPY, descriptor(Packet.DATA_DESCRIPTOR, REDO_COPY), 4),
                new Place("data of REDO COPY", REDO_COPY, descriptor(Packet.DATA_DESCRIPTOR, REDO_COPY), 2),
                new Place("the end of REDO COPY", REDO_COPY, packet -> packet.endsStage(REDO_COPY), 1),
                new Place("the start of DONE", REDO_COPY, packet -> packet.startsStage(5), 1));
    }

    private static List<Strike> strikes(Random random) {
        List<Place> places = new ArrayList<>(places());
        while (places.size() > STRIKES) {
            places.remove(random.nextInt(places.size()));
        }
        return places.stream()
                .sorted(Comparator.comparingInt(Place::stage))
                .map(place -> new Strike(
                        HOW.get(random.nextInt(HOW.size())),
                        place.name(),
                        place.stage(),
                        place.which(),
                        1 + random.nextInt(place.most())))
                .toList();
    }

    /** Kills at full speed, each a random number of packets behind the one before. */
    private static List<Strike> kills(Random random, String where, int stage, int type, int most, int count) {
        return Stream.generate(
                        () -> new Strike(How.KILL, where, stage, descriptor(type, stage), 1 + random.nextInt(most)))
                .limit(count)
                .toList();
    }

    @Test
    void thirtyKillsOfOneCloneWithDdlBehindEach() throws Exception {
        long seed = Long.getLong("test.seed", 30);
        Random random = new Random(seed);
        List<Strike> kills = new ArrayList<>();
        kills.addAll(kills(random, "data of FILE COPY", FILE_COPY, Packet.DATA_DESCRIPTOR, 30, 16));
        kills.addAll(kills(random, "data of PAGE COPY", PAGE_COPY, Packet.DATA_DESCRIPTOR, 100, 8));
        kills.addAll(kills(random, "data of REDO COPY", REDO_COPY, Packet.DATA_DESCRIPTOR, 2, 8));
        Path target = scratch.resolve("target");
        List<Hit> hits;
        try (StruckClone clone = new StruckClone(donor.port(), target, 0);
                WriteLoad _ = WriteLoad.start(donor, "load", 1, 200)) {
            clone.run(kills, () -> 1 + random.nextInt(3), () -> ddl.some(random, 1));
            hits = clone.hits();
            assertThat(clone.output()).as("seed %d", seed).doesNotContain("StartedOver[");
        } finally {
            ddl.calm();
        }
        System.out.println("seed " + seed + ": " + hits);
        assertThat(hits).as("seed %d", seed).hasSizeGreaterThanOrEqualTo(30);
        assertThat(hits).extracting(Hit::stage).contains(FILE_COPY, PAGE_COPY, REDO_COPY);
        assertCatchesUp(target);
    }

    private static void assertCatchesUp(Path target) throws Exception {
        try (MysqlServer copy = Servers.copy(target).start()) {
            CloneAssertions.assertSameAfterCatchingUp(donor, copy);
            CloneAssertions.assertHealthyRestart(copy);
        }
    }

    private static LongStream seeds() {
        long seed = Long.getLong("test.seed", -1);
        int soak = Integer.getInteger("test.soak", 0);
        return seed >= 0
                ? LongStream.of(seed)
                : soak > 0 ? new Random().longs(soak, 1000, 1L << 32) : LongStream.rangeClosed(1, 2);
    }

    @TestFactory
    Stream<DynamicTest> theCloneEqualsTheDonorWhateverBreaks() {
        return seeds().mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
            try {
                survives(seed);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + " (again: -Dtest.seed=" + seed + "): " + e, e);
            }
        }));
    }

    private void survives(long seed) throws Exception {
        Random random = new Random(seed);
        Path target = scratch.resolve("target" + seed);
        List<Strike> strikes = strikes(random);
        long bytesPerSecond = random.nextBoolean() ? 0 : (16L + random.nextInt(64)) << 20;
        ddl.rage(new Random(seed));
        List<Hit> hits;
        try (StruckClone clone = new StruckClone(donor.port(), target, bytesPerSecond);
                WriteLoad _ = WriteLoad.start(donor, "load" + seed, 1, 200)) {
            clone.run(strikes, () -> 1 + random.nextInt(4), () -> ddl.awaitMore(1 + random.nextInt(3)));
            hits = clone.hits();
            assertThat(clone.output()).doesNotContain("StartedOver[");
        } finally {
            ddl.calm();
        }
        System.out.println("seed " + seed + ": " + hits + ", " + ddl.done() + " DDL statements so far");
        assertThat(hits).isNotEmpty();
        assertCatchesUp(target);
    }
}
