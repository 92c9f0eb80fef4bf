package io.mysqlclone.tablefiles.donor;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorProgress;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.DonorTask;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.engine.RoundAbandonedException;
import io.mysqlclone.tablefiles.TableLocator;
import io.mysqlclone.tablefiles.UnloggedTables;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The tables of one recipient. The master sends their files one behind the other; what a recipient has is one position. Workers
 * have nothing to do: a file is read and written as fast by one.
 */
final class TableSnapshot implements DonorSnapshot {
    private final TableLocator name;
    private final Consumer<TableSnapshot> onClose;
    private final Set<TableTask> tasks = new HashSet<>();
    private TableLocator from;
    private Optional<HeldTables> tables = Optional.empty();
    private Optional<DonorException> failure = Optional.empty();
    private int workers;
    private boolean master;
    private boolean abandoned;
    private boolean closed;
    private boolean complete;
    private long sent;

    TableSnapshot(long id, Consumer<TableSnapshot> onClose) {
        this.name = new TableLocator(id, 0, 0);
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
            return TableLocator.decode(locator).cloneId() == name.cloneId();
        } catch (MalformedMessageException e) {
            return false;
        }
    }

    @Override
    public synchronized EngineLocator resume(EngineLocator recipient) throws DonorException, MalformedMessageException {
        TableLocator asked = TableLocator.decode(recipient);
        if (asked.cloneId() != name.cloneId() || closed || failure.isPresent()) {
            throw new DonorException(DonorException.INTERNAL, "Innodb Clone Restart could not find existing clone");
        }
        Set.copyOf(tasks).forEach(TableTask::abandon);
        tasks.clear();
        from = asked;
        master = false;
        abandoned = false;
        workers = 0;
        return name.encode();
    }

    @Override
    public synchronized void setLogStop(LogStop stop) {
        tables = Optional.ofNullable(stop.parts().get(UnloggedTables.TYPE))
                .filter(HeldTables.class::isInstance)
                .map(HeldTables.class::cast);
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

    private TableTask opened(int index) {
        var task = new TableTask(this, index);
        tasks.add(task);
        return task;
    }

    /** Where the master begins. */
    synchronized TableLocator from() {
        return from;
    }

    /** Whether it still has to be given the tables of a point. */
    synchronized boolean waits() {
        return tables.isEmpty() && !closed;
    }

    /** What it sends. */
    synchronized HeldTables tables() throws DonorException {
        return tables.orElseThrow(() -> new DonorException(
                DonorException.INTERNAL, "no point of the server is known, whose tables could be sent"));
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
    synchronized void leave(TableTask task, boolean finished) {
        if (tasks.remove(task)) {
            abandoned |= !finished;
            complete |= finished && task.index() == 0;
        }
    }

    /** A recipient needs no acknowledgement here: what it has not got, it asks for again. */
    @Override
    public void acknowledge(ByteBuffer descriptor) throws DonorException {
        throw new DonorException(DonorException.INTERNAL, "tables are not acknowledged");
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
        long bytes = tables.map(HeldTables::bytes).orElse(0L);
        int count = tables.map(held -> held.files().size()).orElse(0);
        return new DonorProgress(
                complete ? "DONE" : "TABLE FILES",
                tasks.size(),
                bytes,
                sent,
                count,
                complete ? count : from.file(),
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
