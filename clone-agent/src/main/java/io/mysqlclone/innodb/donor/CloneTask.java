package io.mysqlclone.innodb.donor;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorSink;
import io.mysqlclone.engine.DonorTask;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.innodb.descriptor.TaskDescriptor;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** One task of a clone: goes through the states with the others, and sends its share of each. */
final class CloneTask implements DonorTask {
    private final Stages stages;
    private final DonorClone clone;
    private final Round round;
    private final int index;
    private final SnapshotState joined;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean finished;

    CloneTask(Stages stages, DonorClone clone, Round round, int index, SnapshotState joined) {
        this.stages = stages;
        this.clone = clone;
        this.round = round;
        this.index = index;
        this.joined = joined;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public EngineLocator locator() {
        return clone.locator(joined);
    }

    @Override
    public void copy(DonorSink sink) throws IOException, InterruptedException {
        clone.check(round);
        requireSecure(sink);
        var sender = new BlockSender(clone, round, index, sink);
        sender.descriptor(new TaskDescriptor(index, 0, 0));
        SnapshotState state = joined;
        boolean starts = isMaster() && round.startsState();
        boolean lists = isMaster() && round.listsFiles();
        while (true) {
            StagePlan plan = stages.plan(state);
            requireSecure(sink);
            if (starts) {
                if (isMaster()) {
                    plan.announceChanges(sender);
                }
                sender.descriptor(start(state, plan));
            }
            if (lists) {
                plan.announce(sender);
            }
            if (state == SnapshotState.DONE) {
                finished = true;
                return;
            }
            sendChunks(state, plan, sender);
            // Before it is said: the acknowledgement may be here before the sink returns.
            clone.end(this, round);
            sender.descriptor(end(state, plan));
            while (!clone.awaitAfter(state, round, BlockSender.SIGN_OF_LIFE)) {
                sender.keepAlive();
            }
            state = SnapshotState.ofCode(state.code() + 1);
            starts = true;
            lists = isMaster();
        }
    }

    private void sendChunks(SnapshotState state, StagePlan plan, BlockSender sender)
            throws IOException, InterruptedException {
        sender.enter(state);
        for (Optional<Share> next = clone.nextChunk(round); next.isPresent(); next = clone.nextChunk(round)) {
            Share share = next.get();
            try (Turn turn = share.turn()) {
                sender.begin(turn);
                plan.send(share.chunk(), share.stored(), sender);
            }
        }
    }

    /** Again in each state: beside a live server a table may have been encrypted since. */
    private void requireSecure(DonorSink sink) throws DonorException {
        if (stages.hasSecrets() && !sink.isSecure()) {
            throw new DonorException(
                    DonorException.ENCRYPTION,
                    "Clone needs SSL connection for encrypted table: its keys are among what is sent");
        }
    }

    private boolean isMaster() {
        return index == 0;
    }

    /** Only the master hears what is to be expected. */
    private StateDescriptor start(SnapshotState state, StagePlan plan) {
        return new StateDescriptor(
                state,
                index,
                plan.chunks(),
                plan.files(),
                isMaster() ? plan.bytes() : 0,
                isMaster() ? stages.diskBytes() : 0,
                StateDescriptor.START);
    }

    private StateDescriptor end(SnapshotState state, StagePlan plan) {
        return new StateDescriptor(state, index, plan.chunks(), plan.files(), 0, 0, 0);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            clone.leave(this, round, finished);
        }
    }
}
