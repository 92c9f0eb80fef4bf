package io.mysqlclone.agent.report;

import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.run.CommitRun;

/**
 * A commit while it waits and works.
 *
 * @param run what commits
 */
public record RunningCommit(CommitRun run) implements Watched {
    @Override
    public void cancel() {
        run.cancel();
    }

    @Override
    public void suspend() {
        run.suspend();
    }

    @Override
    public boolean hangUp() {
        return false;
    }

    @Override
    public Limits limits() {
        return Limits.NONE;
    }

    @Override
    public void setLimits(Limits limits) {
        throw new IllegalArgumentException("A commit transfers nothing, so there is nothing to limit.");
    }

    @Override
    public Progress progress() {
        return run.progress();
    }
}
