package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.proxy.Direction;
import io.mysqlclone.testbed.proxy.Fault;
import io.mysqlclone.testbed.proxy.FaultProxy;
import io.mysqlclone.testbed.proxy.Packet;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * As {@code SaidOnceTest} and {@code SaidOnceKillIT}, with a donor that is mysqld: while FILE COPY begins tables are
 * dropped, renamed and made, and the clone is struck where the donor tells of it,
 * once at each place.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class SaidOnceByServerIT {
    private static final int FILE_COPY = 2;
    private static final int PAGE_COPY = 3;
    private static final int REDO_COPY = 4;

    /** Of flags and tablespace in a FILE descriptor, behind response code, engine and locator. */
    private static final int FILE_FLAGS = 3 + 40, FILE_SPACE = 3 + 42;

    private static final int REDO = 0xFFFF_FFF0;

    private static final int RENAMED = 0x08;
    private static final int DELETED = 0x10;

    @TempDir
    private static Path shared;

    private static MysqlServer donor;

    @TempDir
    private Path scratch;

    /** @param killed whether an agent is killed there too */
    private record Place(String name, boolean killed, Predicate<Packet> which) {}

    private static List<Place> places() {
        return List.of(
                new Place("the task", true, packet -> packet.isDescriptor(Packet.TASK_DESCRIPTOR)),
                new Place(
                        "the notice of a drop",
                        true,
                        packet -> packet.isDescriptor(Packet.FILE_DESCRIPTOR, FILE_COPY)
                                && (flags(packet) & DELETED) != 0),
                new Place("a drop in the list", true, listed(flags -> (flags & DELETED) != 0)),
                new Place("a new name in the list", false, listed(flags -> (flags & RENAMED) != 0)),
                new Place("a new file in the list", false, listed(flags -> flags == 0)),
                new Place(
                        "a redo file",
                        true,
                        packet -> packet.isDescriptor(Packet.FILE_DESCRIPTOR, REDO_COPY)
                                && packet.prefix().getInt(FILE_SPACE) == REDO));
    }

    /** In the list between FILE COPY and PAGE COPY; on a new connection no stage has been named before it. */
    private static Predicate<Packet> listed(IntPredicate flags) {
        return packet -> packet.isDescriptor(Packet.FILE_DESCRIPTOR, PAGE_COPY)
                && packet.stage() < PAGE_COPY
                && flags.test(flags(packet));
    }

    private static int flags(Packet packet) {
        return packet.prefix().getShort(FILE_FLAGS);
    }

    /** The donor's next packet on the connection of one that fits. */
    private static Predicate<Packet> behind(Predicate<Packet> which) {
        Set<Integer> armed = ConcurrentHashMap.newKeySet();
        return packet -> packet.direction() == Direction.DONOR_TO_RECIPIENT
                && (armed.contains(packet.connection()) || (which.test(packet) && !armed.add(packet.connection())));
    }

    @BeforeAll
    static void startDonor() throws Exception {
        donor = Servers.donor(shared.resolve("donor"), 1);
        donor.execute("CREATE SCHEMA said");
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    /** The tables are the last of the donor's files, behind more bytes than it can send ahead of a held packet. */
    @BeforeEach
    void makeTables() {
        donor.execute("DROP SCHEMA said; CREATE SCHEMA said; CREATE TABLE said.kept (a INT PRIMARY KEY);"
                + "CREATE TABLE said.dropped (a INT PRIMARY KEY); CREATE TABLE said.renamed (a INT PRIMARY KEY);"
                + "INSERT INTO said.kept VALUES (1); INSERT INTO said.dropped VALUES (1);"
                + "INSERT INTO said.renamed VALUES (1)");
    }

    /** Changes the tables while the first block of all is on its way. */
    private static void changeTables(FaultProxy proxy) {
        proxy.onPacket(
                packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, FILE_COPY),
                new Fault.Run(() -> donor.execute("DROP TABLE said.dropped;"
                        + "RENAME TABLE said.renamed TO said.new_name; CREATE TABLE said.made (a INT PRIMARY KEY);"
                        + "INSERT INTO said.made VALUES (2)")));
    }

    /** Nothing of the message arrives; what came before is in memory. */
    @Test
    void theSameRunGoesOnWhenItIsCutBeforeTheMessage() throws Exception {
        Path target = scratch.resolve("target");
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            changeTables(proxy);
            Set<String> struck = ConcurrentHashMap.newKeySet();
            for (Place place : places()) {
                proxy.onPacket(place.which(), new Fault.Run(() -> {
                    struck.add(place.name());
                    proxy.cutAll(Fault.Cut.RST);
                }));
            }
            TestClone clone = TestClone.from(proxy.port(), target);
            clone.run();
            assertThat(struck).containsExactlyInAnyOrderElementsOf(names(places()));
            assertThat(clone.count(CloneEvent.Reconnected.class)).isEqualTo(struck.size());
            assertThat(clone.count(CloneEvent.StartedOver.class)).isZero();
        }
        assertSame(target);
    }

    /** The message was heard, and is in no journal. A donor takes up to 10 s to notice; so not each place has its own. */
    @Test
    void anotherProcessGoesOnWhenItIsKilledBehindTheMessage() throws Exception {
        Path target = scratch.resolve("target");
        List<Place> killedAt = places().stream().filter(Place::killed).toList();
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            changeTables(proxy);
            Set<String> struck = ConcurrentHashMap.newKeySet();
            var running = new AtomicReference<AgentProcess>();
            for (Place place : killedAt) {
                proxy.onPacket(behind(place.which()), new Fault.Run(() -> {
                    struck.add(place.name());
                    letItBeRead();
                    running.get().kill();
                    proxy.cutAll(Fault.Cut.RST);
                }));
            }
            int processes = 0;
            String output;
            boolean done;
            do {
                try (AgentProcess agent = AgentProcess.start(proxy.port(), target, 1)) {
                    running.set(agent);
                    done = agent.awaitExit() == 0;
                    output = agent.output();
                }
                assertThat(output).doesNotContain("StartedOver[");
                assertThat(++processes).as(output).isLessThanOrEqualTo(killedAt.size() + 1);
            } while (!done);
            assertThat(struck).containsExactlyInAnyOrderElementsOf(names(killedAt));
            assertThat(output).contains("Resumed[");
        }
        assertSame(target);
    }

    private static void letItBeRead() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> names(List<Place> places) {
        return places.stream().map(Place::name).toList();
    }

    private static void assertSame(Path target) throws Exception {
        try (MysqlServer copy = Servers.copy(target).start()) {
            CloneAssertions.assertSameAs(donor, copy);
        }
    }
}
