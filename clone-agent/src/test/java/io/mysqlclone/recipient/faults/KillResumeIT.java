package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.proxy.Fault;
import io.mysqlclone.testbed.proxy.FaultProxy;
import io.mysqlclone.testbed.proxy.Packet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent's process is killed; another one goes on from the journal. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class KillResumeIT {
    private static final int FILE_COPY = 2;
    private static final int PAGE_COPY = 3;
    private static final int REDO_COPY = 4;
    private static final int DONE = 5;

    @TempDir
    private static Path shared;

    private static MysqlServer donor;

    @TempDir
    private Path scratch;

    private static final AtomicInteger TARGETS = new AtomicInteger();

    @BeforeAll
    static void startDonor() throws Exception {
        donor = Servers.donor(shared.resolve("donor"));
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    private static Predicate<Packet> data(int stage) {
        return packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, stage);
    }

    @TestFactory
    Stream<DynamicTest> anotherProcessGoesOnAfterAKill() {
        return Stream.of(
                killed("at the first FILE", 1, 1, packet -> packet.isDescriptor(Packet.FILE_DESCRIPTOR, FILE_COPY), 0),
                killed("in FILE COPY", 1, 120, data(FILE_COPY), 40 << 20),
                killed("in FILE COPY with 4 connections", 4, 120, data(FILE_COPY), 40 << 20),
                killed("at the end of FILE COPY", 4, 1, packet -> packet.endsStage(FILE_COPY), 40 << 20),
                killed("between ACK and PAGE COPY", 4, 1, packet -> packet.startsStage(PAGE_COPY), 180 << 20),
                killed("in REDO COPY", 1, 1, data(REDO_COPY), 180 << 20),
                killed("before the last ACK", 4, 4, packet -> packet.isCommand(Packet.ACK), 180 << 20),
                killed("between the last ACK and DONE", 1, 1, packet -> packet.startsStage(DONE), 180 << 20));
    }

    /**
     * @param nth packet that fits at which the agent is killed
     * @param spared least number of bytes of FILE COPY that need not be sent again
     */
    private DynamicTest killed(String name, int connections, int nth, Predicate<Packet> where, long spared) {
        return DynamicTest.dynamicTest(name, () -> {
            Path target = scratch.resolve("target" + TARGETS.incrementAndGet());
            try (FaultProxy proxy = FaultProxy.to(donor.port())) {
                DataCount count = DataCount.of(proxy);
                Hold hold = Hold.at(proxy, nth, where);
                try (AgentProcess agent = AgentProcess.start(proxy.port(), target, connections)) {
                    hold.awaitReached(agent);
                    awaitJournalAtRest(target);
                    agent.kill();
                    assertThat(agent.output()).doesNotContain("CloneResult");
                } finally {
                    hold.close();
                    proxy.cutAll(Fault.Cut.RST);
                }
                long before = count.fileCopyBytes();
                try (AgentProcess agent = AgentProcess.start(proxy.port(), target, 3)) {
                    assertThat(agent.awaitExit()).as(agent.output()).isZero();
                    assertThat(agent.output()).contains("Resumed[").doesNotContain("StartedOver[");
                }
                long again = count.fileCopyBytes() - before;
                assertThat(again).isLessThanOrEqualTo(count.announcedFileCopyBytes() - spared);
                assertThat(again + before).isGreaterThanOrEqualTo(count.announcedFileCopyBytes());
            }
            assertServesTheNextClone();
            Servers.assertServes(target, donor);
        });
    }

    /** Each process is killed when some pages have arrived that a server under load has to send again. */
    @Test
    void anotherProcessGoesOnAfterAKillAmongPages() throws Exception {
        Path target = scratch.resolve("target" + TARGETS.incrementAndGet());
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            DataCount count = DataCount.of(proxy);
            proxy.onNthPacket(60, data(FILE_COPY), new Fault.Run(() -> Servers.changePages(donor)));
            for (int nth : new int[] {5, 40}) {
                Hold hold = Hold.at(proxy, nth, data(PAGE_COPY));
                try (AgentProcess agent = AgentProcess.start(proxy.port(), target, 2)) {
                    hold.awaitReached(agent);
                    awaitJournalAtRest(target);
                    agent.kill();
                } finally {
                    hold.close();
                    proxy.cutAll(Fault.Cut.RST);
                }
            }
            try (AgentProcess agent = AgentProcess.start(proxy.port(), target, 2)) {
                assertThat(agent.awaitExit()).as(agent.output()).isZero();
                assertThat(agent.output()).contains("Resumed[").doesNotContain("StartedOver[");
            }
            assertThat(count.fileCopyBytes()).isEqualTo(count.announcedFileCopyBytes());
        }
        Servers.assertServes(target, donor);
        assertServesTheNextClone();
    }

    /**
     * A donor that is not told of the end waits for acknowledgements, and refuses other clones for minutes. One that is told
     * still has to notice that the connections of the killed process are gone.
     */
    private void assertServesTheNextClone() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInSameThread()
                .ignoreException(CloneFailure.class)
                .until(() -> TestClone.from(donor.port(), scratch.resolve("next" + TARGETS.incrementAndGet()))
                                .run()
                                .files()
                        > 0);
    }

    /** What was received before the held packet gets into the journal within moments; a test must not race with it. */
    static void awaitJournalAtRest(Path target) throws IOException, InterruptedException {
        Path journal = target.resolve("#clone-agent/journal");
        long size = -1;
        while (size != Files.size(journal)) {
            size = Files.size(journal);
            TimeUnit.MILLISECONDS.sleep(400);
        }
    }

    /**
     * The kill is sent when the file is seen, so that it comes at some moment of the commit behind that. A clone whose commit
     * was over by then is not counted.
     */
    @ParameterizedTest
    @ValueSource(strings = {"#clone-agent/commit", "mysql.ibd", "#innodb_redo", "#clone/#status_fix"})
    void aKillInsideTheCommitIsRepairedByTheNextRun(String sign) throws Exception {
        Path target = killedInTheCommit(sign);
        TestClone.from(donor.port(), target).run();
        Servers.assertServes(target, donor);
    }

    private Path killedInTheCommit(String sign) throws IOException {
        for (int attempt = 1; attempt <= 30; attempt++) {
            Path target = scratch.resolve("target" + TARGETS.incrementAndGet());
            try (AgentProcess agent = AgentProcess.start(donor.port(), target, 2)) {
                while (agent.isRunning() && !Files.exists(target.resolve(sign))) {
                    Thread.onSpinWait();
                }
                agent.kill();
            }
            if (Files.exists(target.resolve("#clone-agent/commit"))) {
                return target;
            }
        }
        throw new AssertionError("no kill came between " + sign + " and the end of the commit");
    }

    private interface Misfortune {
        void strike() throws Exception;
    }

    @Test
    void startsOverWhenAnotherCloneHasEvictedTheSnapshot() throws Exception {
        startsOverAfter(
                () -> TestClone.from(donor.port(), scratch.resolve("other")).run());
    }

    @Test
    void startsOverWhenTheDonorHasRestarted() throws Exception {
        startsOverAfter(donor::restart);
    }

    @Test
    void startsOverWhenTheDonorDidNotWait() throws Exception {
        donor.execute("SET GLOBAL clone_donor_timeout_after_network_failure = 0");
        try {
            startsOverAfter(() -> {});
        } finally {
            donor.execute("SET GLOBAL clone_donor_timeout_after_network_failure = 5");
        }
    }

    private void startsOverAfter(Misfortune misfortune) throws Exception {
        Path target = scratch.resolve("target");
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            Hold hold = Hold.at(proxy, 60, data(FILE_COPY));
            try (AgentProcess agent = AgentProcess.start(proxy.port(), target, 1)) {
                hold.awaitReached(agent);
                awaitJournalAtRest(target);
                agent.kill();
            } finally {
                hold.close();
                proxy.cutAll(Fault.Cut.RST);
            }
            misfortune.strike();
            try (AgentProcess agent = AgentProcess.start(proxy.port(), target, 2)) {
                assertThat(agent.awaitExit()).as(agent.output()).isZero();
                assertThat(agent.output()).contains("StartedOver[reason=the donor does not have the snapshot any more");
            }
        }
        Servers.assertServes(target, donor);
    }
}
