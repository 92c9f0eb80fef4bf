package io.mysqlclone.agent;

import io.mysqlclone.agent.report.RunningClone;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.DonorPace;
import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.Progress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A clone that ends as it is told, and remembers what was asked of it. */
public final class FakeClone implements RunningClone {
    private final Ending ending;
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final boolean waiting;
    private volatile Limits limits = new Limits(0, 1 << 20);

    public FakeClone(Ending ending) {
        this(ending, false);
    }

    /** @param waiting whether it waits for a server's stop, and so goes on when the host goes away */
    public FakeClone(Ending ending, boolean waiting) {
        this.ending = ending;
        this.waiting = waiting;
    }

    /** How {@link #run} ends. */
    @FunctionalInterface
    public interface Ending {
        CloneResult end() throws CloneFailure;
    }

    /** Names of the methods that were called, in order. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    @Override
    public CloneResult run() throws CloneFailure {
        calls.add("run");
        return ending.end();
    }

    @Override
    public void slow(DonorPace pace) {
        calls.add("slow");
    }

    @Override
    public void cancel() {
        calls.add("cancel");
    }

    @Override
    public void suspend() {
        calls.add("suspend");
    }

    @Override
    public boolean hangUp() {
        calls.add("hangUp");
        return !waiting;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public void setLimits(Limits limits) {
        this.limits = limits;
    }

    @Override
    public Progress progress() {
        return Clones.transferring();
    }
}
