package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.donor.ServingProcess;
import io.mysqlclone.donor.StoppedServer;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import io.mysqlclone.testbed.proxy.Fault;
import io.mysqlclone.testbed.proxy.FaultProxy;
import io.mysqlclone.testbed.proxy.Packet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The serving process, the cloning one, or both are killed; new ones go on, and nothing is sent twice that had arrived. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ServeKillIT {
    /** What a connection may have had on its way: sockets' and proxy's buffers, a block that was cut. */
    private static final long ON_THE_WAY = 12 << 20;

    private static final int CONNECTIONS = 3;

    @TempDir
    private static Path shared;

    private static StoppedServer stopped;

    @TempDir
    private Path scratch;

    private ServingProcess donor;
    private FaultProxy proxy;
    private DataCount count;

    /** A moment of a clone, one in each stage; there are no pages in PAGE COPY. A test fails when it does not come. */
    private record Moment(int nth, Predicate<Packet> packet) {
        static final Moment INIT = new Moment(1, packet -> packet.endsStage(1));
        static final Moment FILE_COPY = new Moment(80, packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, 2));
        static final Moment END_OF_FILE_COPY = new Moment(1, packet -> packet.endsStage(2));
        static final Moment PAGE_COPY = new Moment(1, packet -> packet.endsStage(3));
        static final Moment REDO_COPY = new Moment(1, packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, 4));

        Hold in(FaultProxy proxy) {
            return Hold.at(proxy, nth, packet);
        }

        /** The next one, before an earlier one lets go. */
        Hold in(FaultProxy proxy, Hold earlier) {
            Hold hold = in(proxy);
            earlier.close();
            return hold;
        }
    }

    @BeforeAll
    static void fill() throws Exception {
        try (MysqlServer server = MysqlServer.builder(Files.createDirectory(shared.resolve("server")))
                .donor()
                .start()) {
            SampleData.in("sample").mebibytes(40).createIn(server);
            stopped = StoppedServer.stop(server);
        }
    }

    @BeforeEach
    void serve() throws Exception {
        donor = ServingProcess.of(stopped.dataDir(), scratch);
        proxy = FaultProxy.to(donor.port());
        count = DataCount.of(proxy);
    }

    @AfterEach
    void close() throws Exception {
        proxy.close();
        donor.close();
    }

    private Path target() {
        return scratch.resolve("target");
    }

    private void assertExact() throws Exception {
        // Had one of them begun from zero, it would be 160 MiB more at the least.
        assertThat(count.fileCopyBytes())
                .isGreaterThanOrEqualTo(count.announcedFileCopyBytes())
                .isLessThanOrEqualTo(count.announcedFileCopyBytes() + 3 * CONNECTIONS * ON_THE_WAY);
        stopped.assertServes(MysqlServer.builder(scratch).dataDir(target()).donor());
    }

    @Test
    void newDonorsGoOnWhereKilledOnesWere() throws Exception {
        TestClone clone = TestClone.from(proxy.port(), target()).connections(CONNECTIONS);
        Hold next = Moment.INIT.in(proxy);
        Future<CloneResult> running = clone.start();
        for (Moment then : List.of(Moment.FILE_COPY, Moment.END_OF_FILE_COPY, Moment.PAGE_COPY, Moment.REDO_COPY)) {
            next.awaitReached(running);
            donor.kill();
            next = then.in(proxy, next);
            donor.restart();
        }
        next.awaitReached(running);
        donor.kill();
        next.close();
        donor.restart();

        assertThat(running.get().dataBytes()).isPositive();

        assertThat(clone.count(CloneEvent.StartedOver.class)).isZero();
        assertThat(donor.events("resumed")).isEqualTo(1);
        assertThat(donor.events("begun")).isZero();
        assertExact();
    }

    @Test
    void newRecipientsGoOnWhereKilledOnesWere() throws Exception {
        for (Moment moment : List.of(Moment.FILE_COPY, Moment.END_OF_FILE_COPY, Moment.PAGE_COPY, Moment.REDO_COPY)) {
            killRecipient(moment);
        }
        goOn();

        // One whose successor was quicker than the news of its end is not told of.
        assertThat(donor.events("interrupted")).isBetween(1L, 4L);
        assertThat(donor.events("resumed")).isEqualTo(4);
        // A line for a loss, not one for each connection.
        assertThat(donor.events("refused")).isZero();
        assertThat(donor.events("begun")).isEqualTo(1);
        assertExact();
    }

    @Test
    void newRecipientsGoOnWithNewDonors() throws Exception {
        for (Moment moment : List.of(Moment.FILE_COPY, Moment.REDO_COPY)) {
            killRecipient(moment);
            donor.kill();
            donor.restart();
        }
        goOn();

        assertThat(donor.events("resumed")).isEqualTo(1);
        assertThat(donor.events("begun")).isZero();
        assertExact();
    }

    private void killRecipient(Moment moment) throws Exception {
        Hold hold = moment.in(proxy);
        try (AgentProcess agent = AgentProcess.start(proxy.port(), target(), CONNECTIONS)) {
            hold.awaitReached(agent);
            awaitJournalAtRest();
            agent.kill();
        } finally {
            hold.close();
            proxy.cutAll(Fault.Cut.RST);
        }
    }

    /** What was received before the held packet gets into the journal within moments; a test must not race with it. */
    private void awaitJournalAtRest() throws Exception {
        Path journal = target().resolve("#clone-agent/journal");
        long size = -1;
        while (size != Files.size(journal)) {
            size = Files.size(journal);
            TimeUnit.MILLISECONDS.sleep(400);
        }
    }

    private void goOn() throws Exception {
        try (AgentProcess agent = AgentProcess.start(proxy.port(), target(), CONNECTIONS)) {
            assertThat(agent.awaitExit()).as(agent.output()).isZero();
            assertThat(agent.output()).contains("Resumed[").doesNotContain("StartedOver[");
        }
    }

    @Test
    void aStockRecipientGoesOnWithANewDonor() throws Exception {
        try (MysqlServer recipient = MysqlServer.builder(Files.createDirectory(scratch.resolve("recipient")))
                .plugin("mysql_clone.so")
                .start()) {
            recipient.execute("SET GLOBAL clone_autotune_concurrency = OFF; SET GLOBAL clone_max_concurrency = "
                    + CONNECTIONS + "; SET GLOBAL clone_valid_donor_list = '127.0.0.1:" + proxy.port() + "'");
            var holds = List.of(
                    Moment.INIT.in(proxy),
                    Moment.FILE_COPY.in(proxy),
                    Moment.PAGE_COPY.in(proxy),
                    Moment.REDO_COPY.in(proxy));
            var cloning = CompletableFuture.runAsync(
                    () -> recipient.execute("CLONE INSTANCE FROM cloner@127.0.0.1:" + proxy.port()
                            + " IDENTIFIED BY 'secret' DATA DIRECTORY = '" + target() + "' REQUIRE NO SSL"),
                    task -> Thread.ofVirtual().start(task));
            for (Hold hold : holds) {
                hold.awaitReached(cloning);
                donor.kill();
                hold.close();
                donor.restart();
            }
            cloning.get();

            assertThat(recipient.query("SELECT STATE, ERROR_NO FROM performance_schema.clone_status"))
                    .containsExactly(List.of("Completed", "0"));
        }
        assertThat(donor.events("resumed")).isEqualTo(1);
        assertExact();
    }
}
