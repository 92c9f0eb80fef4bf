package io.mysqlclone.innodb.donor;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorProgress;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.DonorTask;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.engine.RoundAbandonedException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.Descriptor;
import io.mysqlclone.innodb.descriptor.DescriptorDecoder;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.descriptor.LocatorDescriptor;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The clone of one recipient as a machine of states. A state is over when every task of the round has ended it and the
 * recipient has acknowledged it; tasks then go on by themselves.
 */
public final class DonorClone implements DonorSnapshot {
    private static final Duration IDLE_LIMIT = Duration.ofSeconds(30);
    private static final Duration ATTACH_LIMIT = Duration.ofMinutes(30);

    private final Stages stages;
    private final Consumer<DonorClone> onClose;
    private final InnodbLocator name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<SnapshotState, LongAdder> sent = new EnumMap<>(SnapshotState.class);
    private SnapshotState state;
    private ChunkHandout chunks;
    private Round round = new Round(false, false);
    private Optional<DonorException> failure = Optional.empty();
    private boolean preparing;
    /** Files of which the recipient was told in this state that they were dropped. */
    private final BitSet told = new BitSet();

    private boolean complete;
    private boolean closed;

    /**
     * A clone to which nobody has connected.
     *
     * @param cloneId 1 or more, not to be guessed: who knows it may attach
     * @param state INIT for a new clone, and for another one that in which its recipient is
     * @param onClose is told when it is over
     */
    public DonorClone(Stages stages, long cloneId, SnapshotState state, Consumer<DonorClone> onClose) {
        this.stages = stages;
        this.onClose = onClose;
        this.state = state;
        this.chunks = ChunkHandout.of(stages.plan(state));
        this.name = new InnodbLocator(cloneId, stages.snapshotId(), 0, SnapshotState.INIT, 0);
        for (SnapshotState each : SnapshotState.values()) {
            sent.put(each, new LongAdder());
        }
    }

    @Override
    public EngineLocator locator() {
        return locator(state());
    }

    EngineLocator locator(SnapshotState at) {
        return name.at(at, false).toEngineLocator();
    }

    @Override
    public Optional<LogStop> logStop() {
        return stages.logStop();
    }

    @Override
    public boolean names(EngineLocator locator) {
        try {
            InnodbLocator other = decode(locator).locator();
            return other.cloneId() == name.cloneId() && other.snapshotId() == name.snapshotId();
        } catch (MalformedMessageException e) {
            return false;
        }
    }

    /**
     * A locator of InnoDB's.
     *
     * @throws MalformedMessageException when it is none
     */
    public static LocatorDescriptor decode(EngineLocator entry) throws MalformedMessageException {
        if (entry.engineType() == EngineLocator.INNODB
                && DescriptorDecoder.decode(entry.locator().buffer()) instanceof LocatorDescriptor locator) {
            return locator;
        }
        throw new MalformedMessageException(
                "LOCATOR", "engine type", entry.engineType(), "a locator of " + EngineLocator.INNODB);
    }

    @Override
    public EngineLocator resume(EngineLocator recipient)
            throws DonorException, MalformedMessageException, InterruptedException {
        LocatorDescriptor asked = decode(recipient);
        lock.lock();
        try {
            round.abandon();
            stages.leave(chunks);
            changed.signalAll();
            if (!await(() -> round.tasks() == 0 || closed, IDLE_LIMIT)) {
                throw new DonorException(DonorException.INTERNAL, "Clone restart wait for idle state timed out");
            }
            requireAlive();
            int behind = state.code() - asked.locator().state().code();
            if (!names(recipient) || behind < 0 || behind > 1) {
                throw new DonorException(
                        DonorException.INTERNAL,
                        "the recipient wants to go on in " + asked.locator().state() + ", and the clone is in "
                                + state);
            }
            boolean listsFiles = state == SnapshotState.FILE_COPY
                    && (behind == 1 || asked.locator().subState() == 0);
            StagePlan plan = stages.plan(state);
            chunks = behind == 0 && asked.progress().isPresent()
                    ? ChunkHandout.of(plan, asked.progress().get())
                    : ChunkHandout.of(plan);
            told.clear();
            if (chunks.given() < plan.chunks()) {
                stages.withdraw(SnapshotState.ofCode(state.code() + 1));
            }
            round = new Round(behind == 1, listsFiles || state == SnapshotState.REDO_COPY);
            return locator(state);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public DonorTask openMaster() throws DonorException {
        lock.lock();
        try {
            requireAlive();
            if (round.hasMaster() || round.isAbandoned()) {
                throw new DonorException(
                        DonorException.INTERNAL, "the clone has its master connection, and was not restarted since");
            }
            return join(0);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public DonorTask openWorker() throws DonorException, RoundAbandonedException, InterruptedException {
        lock.lock();
        try {
            Round joined = round;
            if (!joined.hasMaster()) {
                throw new RoundAbandonedException();
            }
            boolean welcome = await(
                    () -> isOver(joined)
                            || (state.compareTo(SnapshotState.FILE_COPY) >= 0
                                    && !joined.hasEnded()
                                    && !joined.isAcknowledged()),
                    ATTACH_LIMIT);
            check(joined);
            if (!welcome || state == SnapshotState.DONE) {
                throw new DonorException(
                        DonorException.INTERNAL,
                        "Innodb Clone add task: the clone takes no task in " + state.stageName());
            }
            if (joined.tasks() >= stages.mostTasks()) {
                throw new DonorException(
                        DonorException.TOO_MANY,
                        "Too many concurrent clone operations. Maximum allowed - " + stages.mostTasks() + ".");
            }
            return join(joined.nextWorker());
        } finally {
            lock.unlock();
        }
    }

    private CloneTask join(int index) {
        var task = new CloneTask(stages, this, round, index, state);
        round.join(task);
        return task;
    }

    @Override
    public void acknowledge(ByteBuffer descriptor) throws DonorException, MalformedMessageException {
        Descriptor decoded = DescriptorDecoder.decode(descriptor);
        if (!(decoded instanceof StateDescriptor acknowledged) || !acknowledged.isAcknowledgement()) {
            throw new MalformedMessageException("COM_ACK", "descriptor", decoded.type(), "an acknowledged state");
        }
        lock.lock();
        try {
            requireAlive();
            if (acknowledged.state().compareTo(state) < 0) {
                return; // Sent again by a recipient that did not see the answer.
            }
            if (acknowledged.state() != state || !round.hasEnded()) {
                throw new DonorException(
                        DonorException.INTERNAL,
                        "the recipient acknowledges " + acknowledged.state() + ", which has not ended");
            }
            round.acknowledge();
            goOn();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void recipientFailed(int error) {
        lock.lock();
        try {
            fail(new DonorException(error, "The recipient failed with error " + error));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isIdle() {
        lock.lock();
        try {
            return round.tasks() == 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public DonorProgress progress() {
        lock.lock();
        try {
            // Whoever shows what there is may come across one that is over and not cleared away yet.
            StagePlan plan = closed ? StagePlan.EMPTY : stages.plan(state);
            long all = sent.values().stream().mapToLong(LongAdder::sum).sum();
            return new DonorProgress(
                    switch (state) {
                        case NONE, INIT -> "INIT";
                        case FILE_COPY, PAGE_COPY, REDO_COPY -> state.stageName();
                        case DONE -> "DONE";
                    },
                    round.tasks(),
                    plan.bytes(),
                    counter(state).sum(),
                    plan.chunks(),
                    chunks.given(),
                    all,
                    stages.bytes(),
                    complete);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            stages.leave(chunks);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        stages.close();
        onClose.accept(this);
    }

    private LongAdder counter(SnapshotState of) {
        return java.util.Objects.requireNonNull(sent.get(of));
    }

    /** Bytes of a block were handed over. */
    void sent(SnapshotState in, int bytes) {
        counter(in).add(bytes);
    }

    /** Throws what is to end the tasks of {@code of}. */
    void check(Round of) throws DonorException, RoundAbandonedException {
        lock.lock();
        try {
            if (failure.isPresent()) {
                DonorException why = failure.get();
                throw new DonorException(why.error(), String.valueOf(why.getMessage()), why);
            }
            if (closed || of.isAbandoned()) {
                throw new RoundAbandonedException();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The next chunk for a task; empty when there is no more. */
    Optional<Share> nextChunk(Round of) throws DonorException, RoundAbandonedException {
        lock.lock();
        try {
            check(of);
            return stages.nextChunk(state, chunks);
        } finally {
            lock.unlock();
        }
    }

    /** The task has nothing more to send in {@code in}: it is about to say so. */
    void end(CloneTask task, Round of) throws DonorException, RoundAbandonedException {
        lock.lock();
        try {
            check(of);
            of.end(task);
            goOn();
        } finally {
            lock.unlock();
        }
    }

    private void goOn() {
        if (round.mayGoOn(state)) {
            SnapshotState next = SnapshotState.ofCode(state.code() + 1);
            if (stages.isReady(next)) {
                round.goOn();
                state = next;
                chunks = ChunkHandout.of(stages.plan(state));
                told.clear();
            } else if (!preparing && failure.isEmpty() && !closed) {
                preparing = true;
                Thread.ofVirtual().name("clone-prepare").start(() -> prepare(next));
            }
        }
        changed.signalAll();
    }

    /** Not under the lock: tasks give signs of life meanwhile. */
    private void prepare(SnapshotState next) {
        Optional<DonorException> why = Optional.empty();
        try {
            stages.prepare(next);
        } catch (DonorException e) {
            why = Optional.of(e);
        } catch (InterruptedException | RuntimeException | Error e) {
            why = Optional.of(new DonorException(
                    DonorException.INTERNAL, next.stageName() + " can't begin: " + e.getMessage(), e));
        }
        lock.lock();
        try {
            preparing = false;
            why.ifPresent(this::fail);
            goOn();
        } finally {
            lock.unlock();
        }
    }

    private void fail(DonorException why) {
        failure = Optional.of(failure.orElse(why));
        stages.leave(chunks);
        changed.signalAll();
    }

    /** Whether the recipient is to be told now that a file was dropped; once is enough. */
    boolean tellDropped(int fileIndex) {
        lock.lock();
        try {
            boolean first = !told.get(fileIndex);
            told.set(fileIndex);
            return first;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until {@code over} is over.
     *
     * @return false when it is not after {@code patience}
     */
    boolean awaitAfter(SnapshotState over, Round of, Duration patience)
            throws DonorException, RoundAbandonedException, InterruptedException {
        lock.lock();
        try {
            boolean next = await(() -> isOver(of) || state.compareTo(over) > 0, patience);
            check(of);
            return next;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver(Round of) {
        return closed || failure.isPresent() || of.isAbandoned();
    }

    /** @return false when the condition does not hold after {@code patience} */
    private boolean await(BooleanSupplier condition, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (left <= 0) {
                return false;
            }
            left = changed.awaitNanos(left);
        }
        return true;
    }

    /** A task is done with, or lost. */
    void leave(CloneTask task, Round of, boolean finished) {
        lock.lock();
        try {
            of.leave(task, finished);
            if (of.isAbandoned() && of == round) {
                stages.leave(chunks);
            }
            complete |= finished && task.index() == 0;
            goOn();
        } finally {
            lock.unlock();
        }
    }

    private void requireAlive() throws DonorException {
        if (failure.isPresent() || closed) {
            throw new DonorException(DonorException.INTERNAL, "Innodb Clone Restart could not find existing clone");
        }
    }

    private SnapshotState state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }
}
