package io.mysqlclone.binlog.donor;

import io.mysqlclone.binlog.BinaryLogs;
import io.mysqlclone.binlog.LogLocator;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorProgress;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.DonorTask;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.engine.RoundAbandonedException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The binary logs of one recipient. The master sends them one behind the other; what a recipient has is one position. Workers
 * have nothing to do: a log is read and written as fast by one.
 */
final class BinaryLogSnapshot implements DonorSnapshot {
    private final LogLocator name;
    private final Consumer<BinaryLogSnapshot> onClose;
    private final Set<LogTask> tasks = new HashSet<>();
    private LogLocator from;
    private Optional<HeldLogs> logs = Optional.empty();
    private Optional<DonorException> failure = Optional.empty();
    private int workers;
    private boolean master;
    private boolean abandoned;
    private boolean closed;
    private boolean complete;
    private long sent;

    BinaryLogSnapshot(long id, Consumer<BinaryLogSnapshot> onClose) {
        this.name = new LogLocator(id, 0, 0);
        this.from = name;
        this.onClose = onClose;
    }

    @Override
    public EngineLocator locator() {
        return name.encode();
    }

    @Override
    public boolean names(EngineLocator locator) {
        try {
            return LogLocator.decode(locator).cloneId() == name.cloneId();
        } catch (MalformedMessageException e) {
            return false;
        }
    }

    @Override
    public synchronized EngineLocator resume(EngineLocator recipient) throws DonorException, MalformedMessageException {
        LogLocator asked = LogLocator.decode(recipient);
        if (asked.cloneId() != name.cloneId() || closed || failure.isPresent()) {
            throw new DonorException(DonorException.INTERNAL, "Innodb Clone Restart could not find existing clone");
        }
        Set.copyOf(tasks).forEach(LogTask::abandon);
        tasks.clear();
        from = asked;
        master = false;
        abandoned = false;
        workers = 0;
        return name.encode();
    }

    @Override
    public synchronized void setLogStop(LogStop stop) {
        logs = Optional.ofNullable(stop.parts().get(BinaryLogs.TYPE))
                .filter(HeldLogs.class::isInstance)
                .map(HeldLogs.class::cast);
    }

    @Override
    public synchronized DonorTask openMaster() throws DonorException {
        if (master) {
            throw new DonorException(DonorException.INTERNAL, "the round has its master already");
        }
        master = true;
        return opened(0);
    }

    @Override
    public synchronized DonorTask openWorker() throws RoundAbandonedException {
        if (abandoned || closed || !master) {
            throw new RoundAbandonedException();
        }
        return opened(++workers);
    }

    private LogTask opened(int index) {
        var task = new LogTask(this, index);
        tasks.add(task);
        return task;
    }

    /** Where the master begins. */
    synchronized LogLocator from() {
        return from;
    }

    /** What it sends. */
    synchronized HeldLogs logs() throws DonorException {
        return logs.orElseThrow(() -> new DonorException(
                DonorException.INTERNAL, "no point of the server is known, up to which binary logs could be sent"));
    }

    /**
     * Between two blocks.
     *
     * @throws RoundAbandonedException when there is nobody to send the next one to
     */
    synchronized void check() throws DonorException, RoundAbandonedException {
        if (failure.isPresent()) {
            throw failure.get();
        }
        if (abandoned || closed) {
            throw new RoundAbandonedException();
        }
    }

    synchronized void sent(int bytes) {
        sent += bytes;
    }

    /** A task is done with, or lost. */
    synchronized void leave(LogTask task, boolean finished) {
        if (tasks.remove(task)) {
            abandoned |= !finished;
            complete |= finished && task.index() == 0;
        }
    }

    /** A recipient needs no acknowledgement here: what it has not got, it asks for again. */
    @Override
    public void acknowledge(ByteBuffer descriptor) throws DonorException {
        throw new DonorException(DonorException.INTERNAL, "binary logs are not acknowledged");
    }

    @Override
    public synchronized void recipientFailed(int error) {
        failure = Optional.of(failure.orElse(new DonorException(error, "the recipient failed with error " + error)));
    }

    @Override
    public synchronized boolean isIdle() {
        return tasks.isEmpty();
    }

    @Override
    public synchronized DonorProgress progress() {
        long bytes = logs.map(HeldLogs::bytes).orElse(0L);
        int count = logs.map(held -> held.logs().size()).orElse(0);
        return new DonorProgress(
                complete ? "DONE" : "BINARY LOG",
                tasks.size(),
                bytes,
                sent,
                count,
                complete ? count : from.log(),
                sent,
                bytes,
                complete);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        onClose.accept(this);
    }
}
