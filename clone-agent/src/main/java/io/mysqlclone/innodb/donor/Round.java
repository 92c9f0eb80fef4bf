package io.mysqlclone.innodb.donor;

import io.mysqlclone.innodb.SnapshotState;
import java.util.HashSet;
import java.util.Set;

/**
 * From the moment a recipient comes (again) to the end of its first connection: what its tasks have in common. Guarded by
 * the lock of its {@link DonorClone}.
 */
final class Round {
    /** Whether the recipient is still to be told that the state starts, which it is in already when it resumes. */
    private final boolean startsState;

    /** Whether the recipient lacks the list of files of the state. */
    private final boolean listsFiles;

    private final Set<CloneTask> open = new HashSet<>();
    private final Set<CloneTask> ended = new HashSet<>();
    private boolean hasMaster;
    private int workers;
    private boolean acknowledged;
    private boolean abandoned;

    Round(boolean startsState, boolean listsFiles) {
        this.startsState = startsState;
        this.listsFiles = listsFiles;
    }

    boolean startsState() {
        return startsState;
    }

    boolean listsFiles() {
        return listsFiles;
    }

    boolean hasMaster() {
        return hasMaster;
    }

    /** Takes a task in. */
    void join(CloneTask task) {
        open.add(task);
        if (task.index() == 0) {
            hasMaster = true;
        } else {
            workers++;
        }
    }

    int nextWorker() {
        return workers + 1;
    }

    int tasks() {
        return open.size();
    }

    /** The task is gone. */
    void leave(CloneTask task, boolean complete) {
        if (open.remove(task) && !complete) {
            abandoned = true;
        }
        ended.remove(task);
    }

    void abandon() {
        abandoned = true;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    /** The task has nothing more to send in this state. */
    void end(CloneTask task) {
        ended.add(task);
    }

    boolean hasEnded() {
        return !ended.isEmpty();
    }

    void acknowledge() {
        acknowledged = true;
    }

    boolean isAcknowledged() {
        return acknowledged;
    }

    /** Whether the next state may begin, after {@code state}. */
    boolean mayGoOn(SnapshotState state) {
        return acknowledged && !abandoned && state != SnapshotState.DONE && ended.containsAll(open);
    }

    /** The next state begins. */
    void goOn() {
        ended.clear();
        acknowledged = false;
    }
}
