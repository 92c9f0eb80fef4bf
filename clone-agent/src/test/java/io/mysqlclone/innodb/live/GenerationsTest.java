package io.mysqlclone.innodb.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.innodb.donor.FileCopyPlan;
import io.mysqlclone.innodb.donor.SharedScan;
import io.mysqlclone.innodb.snapshot.DonorServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class GenerationsTest {
    private static final DonorServer SERVER = new DonorServer(16384, 90704);

    @TempDir
    private Path folder;

    /** What is being made, each until it is told what comes of it. */
    private final BlockingQueue<CompletableFuture<Generation>> making = new LinkedBlockingQueue<>();

    private final AtomicBoolean noting = new AtomicBoolean();
    private final AtomicInteger interrupted = new AtomicInteger();
    private final Generations generations = new Generations(this::make, () -> noting.set(false));

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("ib_buffer_pool"), "0,1\n");
    }

    @AfterEach
    void close() {
        generations.close();
    }

    private Generation make() throws DonorException {
        noting.set(true);
        var outcome = new CompletableFuture<Generation>();
        making.add(outcome);
        try {
            return outcome.get();
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            throw new DonorException(DonorException.INTERRUPTED, "interrupted", e);
        } catch (ExecutionException e) {
            throw (DonorException) e.getCause();
        }
    }

    private Generation generation(long id) throws IOException {
        var opener =
                new OpenTablespace(new FileWalk(new Mysqld.Places(folder, List.of(), folder, 16384)), Optional.empty());
        return new Generation(
                id,
                0,
                List.of(),
                Map.of(),
                Set.of(),
                opener,
                new FileCopyPlan(List.of(), SERVER, opener),
                SharedScan.ofThisSystem(),
                BufferPoolDump.of(folder));
    }

    private static boolean isOpen(Generation generation) {
        return generation.dump().orElseThrow().channel().isOpen();
    }

    private CompletableFuture<Generation> joining(String name) {
        var joined = new CompletableFuture<Generation>();
        Thread.ofPlatform().name(name).start(() -> {
            try {
                joined.complete(generations.join());
            } catch (DonorException | InterruptedException | RuntimeException e) {
                joined.completeExceptionally(e);
            }
        });
        return joined;
    }

    private CompletableFuture<Generation> made() throws InterruptedException {
        CompletableFuture<Generation> next = making.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("a list that is being made").isNotNull();
        return next;
    }

    private static void awaitWaiting(String thread) {
        Awaitility.await()
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(other -> other.getName().equals(thread) && other.getState() == Thread.State.WAITING));
    }

    @Test
    void whoComesWhileItIsMadeSharesIt() throws Exception {
        CompletableFuture<Generation> first = joining("shares-1");
        CompletableFuture<Generation> outcome = made();
        CompletableFuture<Generation> second = joining("shares-2");
        awaitWaiting("shares-2");
        Generation generation = generation(1);

        outcome.complete(generation);

        assertThat(first.get()).isSameAs(generation);
        assertThat(second.get()).isSameAs(generation);
        assertThat(generations.join()).isSameAs(generation);
        assertThat(making).isEmpty();
        for (int left = 0; left < 3; left++) {
            assertThat(noting).isTrue();
            assertThat(isOpen(generation)).isTrue();
            generations.leave(generation);
        }
        Awaitility.await().untilFalse(noting);
        assertThat(isOpen(generation)).isFalse();
    }

    @Test
    void whoComesWhenThePointIsTakenBeginsAnother() throws Exception {
        CompletableFuture<Generation> first = joining("old");
        Generation old = generation(1);
        made().complete(old);
        first.get();

        generations.retire(old);
        CompletableFuture<Generation> second = joining("new");
        Generation young = generation(2);
        made().complete(young);

        assertThat(second.get()).isSameAs(young);
        generations.leave(old);
        assertThat(isOpen(old)).isFalse();
        assertThat(noting).as("the other one is still copied").isTrue();
        generations.leave(young);
        Awaitility.await().untilFalse(noting);
    }

    @Test
    void aFailureIsOfAllWhoWaitAndOfNobodyAfterThem() throws Exception {
        CompletableFuture<Generation> first = joining("fails-1");
        CompletableFuture<Generation> outcome = made();
        CompletableFuture<Generation> second = joining("fails-2");
        awaitWaiting("fails-2");

        outcome.completeExceptionally(new DonorException(DonorException.READ, "a file can't be read"));

        for (CompletableFuture<Generation> waiting : List.of(first, second)) {
            assertThatThrownBy(waiting::get)
                    .cause()
                    .isInstanceOfSatisfying(
                            DonorException.class, e -> assertThat(e.error()).isEqualTo(DonorException.READ))
                    .hasMessage("a file can't be read");
        }
        Awaitility.await().untilFalse(noting);
        CompletableFuture<Generation> third = joining("fails-3");
        Generation generation = generation(3);
        made().complete(generation);
        assertThat(third.get()).isSameAs(generation);
        assertThat(noting).isTrue();
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsLetGoOfWhenItIsMade() throws Exception {
        Thread waiting = Thread.ofPlatform().start(() -> {
            try {
                generations.join();
            } catch (DonorException | InterruptedException e) {
                // As meant.
            }
        });
        CompletableFuture<Generation> outcome = made();
        waiting.interrupt();
        waiting.join();
        assertThat(noting).as("its thread is still at it").isTrue();
        Generation generation = generation(1);

        outcome.complete(generation);

        Awaitility.await().untilFalse(noting);
        assertThat(isOpen(generation)).isFalse();
    }

    @Test
    void closingGivesUpWhatIsBeingMade() throws Exception {
        CompletableFuture<Generation> first = joining("closed");
        var _ = made();

        generations.close();

        assertThatThrownBy(first::get).hasMessageContaining("is being shut down");
        assertThatThrownBy(generations::join).hasMessageContaining("is being shut down");
        assertThat(noting).isFalse();
        Awaitility.await().until(() -> interrupted.get() == 1);
    }
}
