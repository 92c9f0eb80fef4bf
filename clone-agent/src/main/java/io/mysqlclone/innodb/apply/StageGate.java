package io.mysqlclone.innodb.apply;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.RoundAbandonedException;
import io.mysqlclone.innodb.SnapshotState;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Where the tasks of a round meet between stages.
 *
 * <p>Three rules of the protocol are kept here. A stage is acknowledged only when every attached task has ended it. No
 * task applies data of a stage before the master has entered it, because only the master hears of the donor's DDL
 * between two stages. The master enters a stage only when every task of the one before has ended it, because what is
 * still on its way then would be written over what is newer.
 */
final class StageGate {
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Object, SnapshotState> attached = new HashMap<>();
    private final Set<Object> ended = new HashSet<>();
    private int attaching;
    private boolean acknowledged;
    private boolean abandoned;
    private SnapshotState entered = SnapshotState.NONE;

    /** @param patience with attachments that are not answered while a stage ends that lacks data */
    StageGate(Duration patience) {
        this.patience = patience;
    }

    /**
     * Starts a round whose last entered stage is {@code state}.
     *
     * @param masterEnded whether the donor has moved on from that stage already and will not end it again
     */
    void open(SnapshotState state, Object master, boolean masterEnded) {
        lock.lock();
        try {
            attached.clear();
            ended.clear();
            attached.put(master, state);
            if (masterEnded) {
                ended.add(master);
            }
            attaching = 0;
            acknowledged = masterEnded;
            abandoned = false;
            entered = state;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a worker may attach. A donor holds back attachments while a stage ends; asking then would only tie the
     * connection up.
     *
     * @return false when the snapshot is beyond the stages workers help with
     */
    boolean awaitWelcome() throws RoundAbandonedException, InterruptedException {
        awaitUntil(this::isWelcome);
        return entered() != SnapshotState.DONE;
    }

    /**
     * Counts on a worker from now on, if one may attach.
     *
     * @return whether it is counted on
     */
    boolean attaching() throws RoundAbandonedException {
        lock.lock();
        try {
            if (abandoned) {
                throw new RoundAbandonedException();
            }
            boolean welcome = isWelcome() && entered != SnapshotState.DONE;
            attaching += welcome ? 1 : 0;
            return welcome;
        } finally {
            lock.unlock();
        }
    }

    private boolean isWelcome() {
        return entered == SnapshotState.DONE || (entered.compareTo(SnapshotState.FILE_COPY) >= 0 && ended.isEmpty());
    }

    /**
     * The donor took {@code task} in while its snapshot was in {@code joined}.
     *
     * @throws EngineException when a donor that waits for us can't be in that stage
     */
    void attached(Object task, SnapshotState joined) throws EngineException {
        lock.lock();
        try {
            attaching--;
            int ahead = joined.code() - entered.code();
            if (ahead < 0 || ahead > (acknowledged ? 1 : 0)) {
                throw EngineException.violation("the donor says that it is in " + joined.stageName()
                        + " to a connection that joins " + entered.stageName());
            }
            attached.put(task, joined);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The connection of an announced worker failed. */
    void attachFailed() {
        lock.lock();
        try {
            attaching--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The donor did not take an announced worker in. */
    void attachRefused() {
        attachFailed();
    }

    /** What a task has to do after it ended a stage. */
    enum Ending {
        /** Other tasks are still at work; the last one acknowledges. */
        OTHERS_REMAIN,
        /** All tasks have ended the stage: acknowledge it. */
        ALL_ENDED
    }

    /**
     * Notes that {@code task} ended the current stage.
     *
     * <p>When something is missing, a worker whose attachment is not yet answered may be about to bring it. That is waited
     * for, but not for long: a donor may hold the answer back until the stage is acknowledged, and what is missing may
     * be of a file that was dropped. Should the worker come all the same, it is a task as the others, without whose end the
     * donor does not go on.
     *
     * @param everythingArrived whether the stage lacks nothing
     */
    Ending end(Object task, BooleanSupplier everythingArrived) throws RoundAbandonedException, InterruptedException {
        lock.lock();
        try {
            if (abandoned) {
                throw new RoundAbandonedException();
            }
            ended.add(task);
            changed.signalAll();
            if (isLast() && attaching > 0 && !everythingArrived.getAsBoolean()) {
                awaitAttachments();
            }
            if (!isLast()) {
                return Ending.OTHERS_REMAIN;
            }
            acknowledged = true;
            return Ending.ALL_ENDED;
        } finally {
            lock.unlock();
        }
    }

    private boolean isLast() {
        return !acknowledged && allEnded();
    }

    private void awaitAttachments() throws RoundAbandonedException, InterruptedException {
        long left = patience.toNanos();
        while (left > 0 && attaching > 0 && isLast() && !abandoned) {
            left = changed.awaitNanos(left);
        }
        if (abandoned) {
            throw new RoundAbandonedException();
        }
    }

    /** An earlier round ended the stage, and the donor knows. */
    void endedBefore(Object task) {
        lock.lock();
        try {
            ended.add(task);
            acknowledged = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Blocks the master until no data of the ended stage can still arrive. Attachments without an answer are not waited
     * for: a donor leaves a stage only when all its tasks have ended it, and a task begins with what follows its answer,
     * so that these belong to the next stage; and the donor may hold back the answer until the master reads on.
     *
     * @throws EngineException when the stage was not acknowledged, so that the donor could not go on
     */
    void awaitQuiet() throws EngineException, RoundAbandonedException, InterruptedException {
        lock.lock();
        try {
            if (!acknowledged) {
                throw EngineException.violation(
                        "the donor goes on before " + entered.stageName() + " was acknowledged");
            }
        } finally {
            lock.unlock();
        }
        awaitUntil(this::allEnded);
    }

    private boolean allEnded() {
        // A worker that joined during the change of stage belongs to the next one and never ends this one.
        return attached.entrySet().stream()
                .allMatch(
                        task -> ended.contains(task.getKey()) || task.getValue().compareTo(entered) > 0);
    }

    /** The master opens {@code state} for all. */
    void enter(SnapshotState state) {
        lock.lock();
        try {
            entered = state;
            ended.clear();
            acknowledged = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Blocks until the master has entered {@code state} or a later one. */
    void awaitEntered(SnapshotState state) throws RoundAbandonedException, InterruptedException {
        awaitUntil(() -> entered.compareTo(state) >= 0);
    }

    SnapshotState entered() {
        lock.lock();
        try {
            return entered;
        } finally {
            lock.unlock();
        }
    }

    /**
     * {@code task} is gone.
     *
     * @param complete whether it had received everything; if not, no stage may end without it, and the round is over
     */
    void leave(Object task, boolean complete) {
        lock.lock();
        try {
            abandoned |= !complete;
            attached.remove(task);
            ended.remove(task);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void abandon() {
        lock.lock();
        try {
            abandoned = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitUntil(BooleanSupplier condition) throws RoundAbandonedException, InterruptedException {
        lock.lock();
        try {
            while (!condition.getAsBoolean() && !abandoned) {
                changed.await();
            }
            if (abandoned) {
                throw new RoundAbandonedException();
            }
        } finally {
            lock.unlock();
        }
    }
}
