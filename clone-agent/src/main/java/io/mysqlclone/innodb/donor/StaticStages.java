package io.mysqlclone.innodb.donor;

import io.mysqlclone.innodb.SnapshotState;
import java.util.Optional;

/** The stages of a directory at rest: always ready, and the same for all recipients, who share one scan of the files. */
final class StaticStages implements Stages {
    private final Plans plans;
    private final int mostTasks;
    private final SharedScan scan = SharedScan.ofThisSystem();

    StaticStages(Plans plans, int mostTasks) {
        this.plans = plans;
        this.mostTasks = mostTasks;
    }

    @Override
    public long snapshotId() {
        return plans.fingerprint();
    }

    @Override
    public boolean hasSecrets() {
        return plans.secrets();
    }

    @Override
    public int mostTasks() {
        return mostTasks;
    }

    @Override
    public long bytes() {
        return plans.bytes();
    }

    @Override
    public long diskBytes() {
        return plans.diskBytes();
    }

    @Override
    public StagePlan plan(SnapshotState state) {
        return plans.of(state);
    }

    /** In FILE COPY one that others read too, if there is. */
    @Override
    public Optional<Share> nextChunk(SnapshotState state, ChunkHandout recipient) {
        return state == SnapshotState.FILE_COPY ? scan.next(recipient) : Share.alone(recipient);
    }

    @Override
    public void leave(ChunkHandout recipient) {
        scan.leave(recipient);
    }

    @Override
    public boolean isReady(SnapshotState next) {
        return true;
    }

    @Override
    public void prepare(SnapshotState next) {
        throw new IllegalStateException(next + " is ready");
    }

    @Override
    public void withdraw(SnapshotState next) {
        // What was ready stays so.
    }

    @Override
    public void close() {
        // There is nothing of one recipient's own.
    }
}
