package io.mysqlclone.innodb.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.innodb.donor.FileCopyPlan;
import io.mysqlclone.innodb.donor.RedoPlan;
import io.mysqlclone.innodb.donor.SharedScan;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.innodb.source.RedoLog;
import io.mysqlclone.innodb.source.RedoPart;
import io.mysqlclone.storage.SpoolSpace;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RendezvousTest {
    private static final DonorServer SERVER = new DonorServer(16384, 90704);

    @TempDir
    private Path folder;

    private SpoolSpace space;
    private final List<CaptureReport> reports = new CopyOnWriteArrayList<>();
    /** Points that are being taken, each until it is told what comes of it. */
    private final BlockingQueue<Taking> taking = new LinkedBlockingQueue<>();

    private final Rendezvous rendezvous = new Rendezvous(
            (generation, gate) -> {
                var one = new Taking(generation, gate, new CompletableFuture<>());
                taking.add(one);
                try {
                    return one.outcome().get();
                } catch (ExecutionException e) {
                    throw (DonorException) e.getCause();
                }
            },
            reports::add);

    private record Taking(Generation generation, Capture.Gate gate, CompletableFuture<Capture.Taken> outcome) {}

    @BeforeEach
    void make() {
        space = new SpoolSpace(folder, 1 << 20);
    }

    @AfterEach
    void close() {
        rendezvous.close();
    }

    private Generation generation(long id) {
        var places = new Mysqld.Places(folder, List.of(), folder, 16384);
        var opener = new OpenTablespace(new FileWalk(places), Optional.empty());
        return new Generation(
                id,
                0,
                List.of(),
                Map.of(),
                Set.of(),
                opener,
                new FileCopyPlan(List.of(), SERVER, opener),
                SharedScan.ofThisSystem(),
                Optional.empty());
    }

    private Capture.Taken taken() throws Exception {
        Spool spool = Spool.create(space);
        spool.addPages(ByteBuffer.allocate(100));
        var nothing = new RedoPart.InMemory(0, Bytes.copyOf(ByteBuffer.allocate(2048)));
        var redo = new RedoLog(List.of(new RedoLog.File(1 << 16, Optional.empty())), nothing, nothing, false);
        var position = new Mysqld.Point(1, Optional.empty(), "");
        return new Capture.Taken(
                new CapturedPoint(
                        new ChangedPagesPlan(SpooledPages.NONE, spool.pages(), List.of(), Map.of()),
                        new RedoPlan(redo, SERVER),
                        new LogStop(Optional.empty(), "", Map.of()),
                        false,
                        spool),
                new CaptureReport(1, 1, Duration.ZERO, Duration.ZERO, 0, 100, 0, position));
    }

    /** A recipient that has come and waits. */
    private record Waiting(Thread thread, CompletableFuture<CapturedPoint> point) {
        static Waiting of(Rendezvous rendezvous, Generation generation) throws InterruptedException {
            var point = new CompletableFuture<CapturedPoint>();
            Thread thread = Thread.ofPlatform().start(() -> {
                try {
                    point.complete(rendezvous.take(generation));
                } catch (DonorException | InterruptedException | RuntimeException e) {
                    point.completeExceptionally(e);
                }
            });
            while (thread.getState() != Thread.State.WAITING) {
                assertThat(thread.isAlive()).as("waits").isTrue();
                Thread.onSpinWait();
            }
            return new Waiting(thread, point);
        }
    }

    @Test
    void allWhoAreThereInTimeShareAPoint() throws Exception {
        Generation generation = generation(1);
        Waiting first = Waiting.of(rendezvous, generation);
        Taking point = taking.take();
        Waiting second = Waiting.of(rendezvous, generation);
        point.gate().shut();
        point.outcome().complete(taken());

        CapturedPoint one = first.point().get();
        CapturedPoint other = second.point().get();
        assertThat(one).isSameAs(other);
        assertThat(reports).extracting(CaptureReport::recipients).containsExactly(2);
        assertThat(taking).isEmpty();

        one.close();
        assertThat(space.used()).isEqualTo(100);
        other.close();
        assertThat(space.used()).isEqualTo(0);
    }

    @Test
    void whoComesWhenTheLockIsTakenGetsTheNextOne() throws Exception {
        Generation generation = generation(1);
        Waiting first = Waiting.of(rendezvous, generation);
        Taking point = taking.take();
        point.gate().shut();
        Waiting late = Waiting.of(rendezvous, generation);
        // One at a time.
        assertThat(taking).isEmpty();
        point.outcome().complete(taken());
        taking.take().outcome().complete(taken());

        assertThat(first.point().get()).isNotSameAs(late.point().get());
        assertThat(reports).extracting(CaptureReport::recipients).containsExactly(1, 1);
    }

    @Test
    void whoComesAfterAnAttemptInVainSharesTheNextOne() throws Exception {
        Generation generation = generation(1);
        Waiting first = Waiting.of(rendezvous, generation);
        Taking point = taking.take();
        point.gate().shut();
        point.gate().open();
        Waiting second = Waiting.of(rendezvous, generation);
        point.outcome().complete(taken());

        assertThat(first.point().get()).isSameAs(second.point().get());
    }

    @Test
    void recipientsOfOtherFilesHaveAnotherPoint() throws Exception {
        Generation old = generation(1);
        Generation young = generation(2);
        Waiting first = Waiting.of(rendezvous, old);
        Taking point = taking.take();
        Waiting second = Waiting.of(rendezvous, young);
        point.outcome().complete(taken());
        Taking next = taking.take();
        next.outcome().complete(taken());

        assertThat(point.generation()).isSameAs(old);
        assertThat(next.generation()).isSameAs(young);
        assertThat(first.point().get()).isNotSameAs(second.point().get());
    }

    @Test
    void allAreToldWhyThereIsNoPoint() throws Exception {
        Generation generation = generation(1);
        Waiting first = Waiting.of(rendezvous, generation);
        Taking point = taking.take();
        Waiting second = Waiting.of(rendezvous, generation);
        point.outcome().completeExceptionally(new DonorException(1234, "no such luck"));

        for (Waiting each : List.of(first, second)) {
            assertThatThrownBy(() -> each.point().get())
                    .cause()
                    .isInstanceOfSatisfying(
                            DonorException.class, why -> assertThat(why.error()).isEqualTo(1234))
                    .hasMessageContaining("no such luck");
        }
        assertThat(reports).isEmpty();

        Waiting again = Waiting.of(rendezvous, generation);
        taking.take().outcome().complete(taken());
        assertThat(again.point().get()).isNotNull();
    }

    @Test
    void nothingIsKeptForRecipientsThatHaveGivenUp() throws Exception {
        Generation generation = generation(1);
        Waiting first = Waiting.of(rendezvous, generation);
        Taking point = taking.take();
        first.thread().interrupt();
        first.thread().join();
        point.outcome().complete(taken());
        Waiting next = Waiting.of(rendezvous, generation);
        Taking other = taking.take();

        // The one before is done with by now.
        assertThat(space.used()).isEqualTo(0);
        other.outcome().complete(taken());
        next.point().get().close();
        assertThat(first.point()).isCompletedExceptionally();
    }

    @Test
    void atTheEndNobodyWaitsAndNoPointIsTaken() throws Exception {
        Generation old = generation(1);
        Waiting running = Waiting.of(rendezvous, old);
        taking.take().gate().shut();
        Waiting next = Waiting.of(rendezvous, old);
        Waiting young = Waiting.of(rendezvous, generation(2));

        rendezvous.close();

        for (Waiting each : List.of(running, next, young)) {
            assertThatThrownBy(() -> each.point().get())
                    .hasCauseInstanceOf(DonorException.class)
                    .hasMessageContaining("shut down");
        }
        assertThat(taking).isEmpty();
        assertThatThrownBy(() -> rendezvous.take(old))
                .isInstanceOf(DonorException.class)
                .hasMessageContaining("shut down");
    }
}
