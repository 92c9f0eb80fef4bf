package io.mysqlclone.innodb.donor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorSink;
import io.mysqlclone.engine.DonorTask;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.RoundAbandonedException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.ChunkProgress;
import io.mysqlclone.innodb.descriptor.DescriptorDecoder;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** A clone some of whose stages are made ready when the recipient comes to them. */
final class PreparedStagesTest {
    private static final int CHUNKS = 3;

    private final Made stages = new Made();
    private final DonorClone clone = new DonorClone(stages, 7, SnapshotState.INIT, over -> {});
    private final List<Integer> sent = new CopyOnWriteArrayList<>();

    /** FILE COPY has three chunks, and PAGE COPY is ready after {@link #prepare}, which needs a permit. */
    private final class Made implements Stages {
        private final Semaphore permits = new Semaphore(0);
        private final Semaphore begun = new Semaphore(0);
        private final List<SnapshotState> withdrawn = new CopyOnWriteArrayList<>();
        private final List<SnapshotState> prepared = new CopyOnWriteArrayList<>();
        private final Set<SnapshotState> ready = EnumSet.of(SnapshotState.FILE_COPY);
        private Optional<DonorException> failure = Optional.empty();

        @Override
        public long snapshotId() {
            return 8;
        }

        @Override
        public boolean hasSecrets() {
            return false;
        }

        @Override
        public int mostTasks() {
            return 4;
        }

        @Override
        public long bytes() {
            return CHUNKS;
        }

        @Override
        public long diskBytes() {
            return CHUNKS;
        }

        @Override
        public StagePlan plan(SnapshotState state) {
            return state == SnapshotState.FILE_COPY ? new Numbers() : StagePlan.EMPTY;
        }

        @Override
        public Optional<Share> nextChunk(SnapshotState state, ChunkHandout recipient) {
            return Share.alone(recipient);
        }

        @Override
        public void leave(ChunkHandout recipient) {
            // Nobody waits for it.
        }

        @Override
        public synchronized boolean isReady(SnapshotState next) {
            return ready.contains(next);
        }

        @Override
        public void prepare(SnapshotState next) throws DonorException, InterruptedException {
            prepared.add(next);
            begun.release();
            permits.acquire();
            synchronized (this) {
                if (failure.isPresent()) {
                    throw failure.get();
                }
                ready.addAll(EnumSet.range(next, SnapshotState.DONE));
            }
        }

        @Override
        public synchronized void withdraw(SnapshotState next) {
            withdrawn.add(next);
            ready.removeAll(EnumSet.range(next, SnapshotState.DONE));
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }

    private final class Numbers implements StagePlan {
        @Override
        public int chunks() {
            return CHUNKS;
        }

        @Override
        public int files() {
            return 1;
        }

        @Override
        public long bytes() {
            return CHUNKS;
        }

        @Override
        public long bytes(int chunk) {
            return 1;
        }

        @Override
        public int blocks(int chunk) {
            return 1;
        }

        @Override
        public void announce(BlockSender to) {
            // The chunks are enough.
        }

        @Override
        public void send(int chunk, int stored, BlockSender to) {
            sent.add(chunk);
        }
    }

    /** What the master is told of states; it acknowledges each. */
    private final class Master {
        private final List<StateDescriptor> starts = new ArrayList<>();
        private final DonorTask task;
        private final CompletableFuture<Void> copied = new CompletableFuture<>();

        Master() throws DonorException {
            task = clone.openMaster();
            Thread.ofVirtual().start(() -> {
                try {
                    task.copy(new Acknowledging());
                    copied.complete(null);
                } catch (IOException | InterruptedException | RuntimeException | Error e) {
                    copied.completeExceptionally(e);
                } finally {
                    task.close();
                }
            });
        }

        private final class Acknowledging implements DonorSink {
            @Override
            public boolean isSecure() {
                return false;
            }

            @Override
            public void descriptor(ByteBuffer bytes) throws IOException {
                if (DescriptorDecoder.decode(bytes) instanceof StateDescriptor state) {
                    if (state.isStart()) {
                        starts.add(state);
                    } else if (state.isEnd()) {
                        clone.acknowledge(state.acknowledgement().encode().buffer());
                    }
                }
            }

            @Override
            public void data(FileChannel file, long offset, int length) {
                // None is sent.
            }

            @Override
            public void data(ByteBuffer bytes) {
                // As above.
            }
        }
    }

    /** The recipient comes again, in FILE COPY, and has some of its chunks. */
    private EngineLocator has(int... chunks) throws Exception {
        BitSet begun = new BitSet();
        for (int chunk : chunks) {
            begun.set(chunk - 1);
        }
        return DonorClone.decode(clone.locator())
                .locator()
                .at(SnapshotState.FILE_COPY, true)
                .withProgress(ChunkProgress.of(Map.of(), begun, CHUNKS))
                .toEngineLocator();
    }

    @Test
    void aStageBeginsWhenItIsReady() throws Exception {
        Master master = new Master();
        stages.begun.acquire();
        assertThat(clone.progress().stage()).isEqualTo(SnapshotState.FILE_COPY.stageName());
        stages.permits.release();
        master.copied.get();

        assertThat(master.starts)
                .extracting(StateDescriptor::state)
                .containsExactly(
                        SnapshotState.FILE_COPY, SnapshotState.PAGE_COPY, SnapshotState.REDO_COPY, SnapshotState.DONE);
        assertThat(stages.prepared).containsExactly(SnapshotState.PAGE_COPY);
        assertThat(stages.withdrawn).isEmpty();
    }

    @Test
    void theRecipientIsToldWhyAStageCanNotBegin() throws Exception {
        stages.failure = Optional.of(new DonorException(1234, "no such luck"));
        Master master = new Master();
        stages.begun.acquire();
        stages.permits.release();

        assertThatThrownBy(master.copied::get)
                .hasCauseInstanceOf(DonorException.class)
                .hasMessageContaining("no such luck");
    }

    @Test
    void whatIsMadeReadyIsWithdrawnForARecipientThatLacksSomething() throws Exception {
        Master lost = new Master();
        stages.begun.acquire();
        lost.task.close();
        assertThatThrownBy(lost.copied::get).hasCauseInstanceOf(RoundAbandonedException.class);
        sent.clear();

        clone.resume(has(1, 3));

        assertThat(stages.withdrawn).containsExactly(SnapshotState.PAGE_COPY);
        Master master = new Master();
        stages.permits.release(2);
        master.copied.get();
        assertThat(sent).containsExactly(2);
    }

    @Test
    void whatIsMadeReadyDoesForARecipientThatHasAll() throws Exception {
        Master lost = new Master();
        stages.begun.acquire();
        lost.task.close();
        assertThatThrownBy(lost.copied::get).hasCauseInstanceOf(RoundAbandonedException.class);
        sent.clear();

        clone.resume(has(1, 2, 3));

        assertThat(stages.withdrawn).isEmpty();
        Master master = new Master();
        stages.permits.release();
        master.copied.get();
        assertThat(sent).isEmpty();
        assertThat(stages.prepared).containsExactly(SnapshotState.PAGE_COPY);
    }

    /** What was ready then is older than what is read now. */
    @Test
    void isMadeReadyAgainAfterAWithdrawal() throws Exception {
        Master lost = new Master();
        stages.begun.acquire();
        lost.task.close();
        assertThatThrownBy(lost.copied::get).hasCauseInstanceOf(RoundAbandonedException.class);
        stages.permits.release();
        while (!stages.isReady(SnapshotState.PAGE_COPY)) {
            Thread.onSpinWait();
        }

        clone.resume(has());
        Master master = new Master();
        stages.begun.acquire();
        stages.permits.release();
        master.copied.get();

        assertThat(stages.prepared).containsExactly(SnapshotState.PAGE_COPY, SnapshotState.PAGE_COPY);
    }
}
