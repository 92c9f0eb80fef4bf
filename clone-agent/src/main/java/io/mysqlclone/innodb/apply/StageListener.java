package io.mysqlclone.innodb.apply;

import io.mysqlclone.innodb.SnapshotState;

/** Hears how a snapshot arrives. Called from the tasks' threads; must be quick. */
public interface StageListener {
    /** A stage began, or goes on after {@code storedBytes} of it were restored from the journal. */
    void stageStarted(SnapshotState state, long estimatedBytes, long storedBytes);

    /** {@code bytes} more of {@code state} are stored. */
    void stored(SnapshotState state, long bytes);

    /** A stage is complete and durable. */
    void stageCompleted(SnapshotState state);
}
