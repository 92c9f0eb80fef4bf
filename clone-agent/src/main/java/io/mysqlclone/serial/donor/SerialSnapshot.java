package io.mysqlclone.serial.donor;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorProgress;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.DonorTask;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.engine.RoundAbandonedException;
import io.mysqlclone.serial.SerialKind;
import io.mysqlclone.serial.SerialLocator;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The files of one recipient. The master sends them one behind the other; what a recipient has is one position. Workers have
 * nothing to do: a file is read and written as fast by one.
 */
final class SerialSnapshot implements DonorSnapshot {
    private final SerialKind kind;
    private final SerialLocator name;
    private final Consumer<SerialSnapshot> onClose;
    private final Set<SerialTask> tasks = new HashSet<>();
    private SerialLocator from;
    private Optional<HeldFiles> files = Optional.empty();
    private Optional<DonorException> failure = Optional.empty();
    private int workers;
    private boolean master;
    private boolean abandoned;
    private boolean closed;
    private boolean complete;
    private long sent;

    SerialSnapshot(SerialKind kind, long id, Consumer<SerialSnapshot> onClose) {
        this.kind = kind;
        this.name = new SerialLocator(id, 0, 0);
        this.from = name;
        this.onClose = onClose;
    }

    @Override
    public EngineLocator locator() {
        return name.encode(kind);
    }

    @Override
    public boolean names(EngineLocator locator) {
        try {
            return SerialLocator.decode(kind, locator).cloneId() == name.cloneId();
        } catch (MalformedMessageException e) {
            return false;
        }
    }

    @Override
    public synchronized EngineLocator resume(EngineLocator recipient) throws DonorException, MalformedMessageException {
        SerialLocator asked = SerialLocator.decode(kind, recipient);
        if (asked.cloneId() != name.cloneId() || closed || failure.isPresent()) {
            throw new DonorException(DonorException.INTERNAL, "Innodb Clone Restart could not find existing clone");
        }
        Set.copyOf(tasks).forEach(SerialTask::abandon);
        tasks.clear();
        from = asked;
        master = false;
        abandoned = false;
        workers = 0;
        return name.encode(kind);
    }

    @Override
    public synchronized void setLogStop(LogStop stop) {
        files = Optional.ofNullable(stop.parts().get(kind.type()))
                .filter(HeldFiles.class::isInstance)
                .map(HeldFiles.class::cast);
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

    private SerialTask opened(int index) {
        var task = new SerialTask(this, index);
        tasks.add(task);
        return task;
    }

    /** Where the master begins. */
    synchronized SerialLocator from() {
        return from;
    }

    /** Whether it still has to be given the files of a point. */
    synchronized boolean waits() {
        return files.isEmpty() && !closed;
    }

    /** What it sends. */
    synchronized HeldFiles files() throws DonorException {
        return files.orElseThrow(() -> new DonorException(
                DonorException.INTERNAL,
                "no point of the server is known, whose " + kind.content() + " could be sent"));
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
    synchronized void leave(SerialTask task, boolean finished) {
        if (tasks.remove(task)) {
            abandoned |= !finished;
            complete |= finished && task.index() == 0;
        }
    }

    /** A recipient needs no acknowledgement here: what it has not got, it asks for again. */
    @Override
    public void acknowledge(ByteBuffer descriptor) throws DonorException {
        throw new DonorException(DonorException.INTERNAL, kind.content() + " are not acknowledged");
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
        long bytes = files.map(HeldFiles::bytes).orElse(0L);
        int count = files.map(held -> held.files().size()).orElse(0);
        return new DonorProgress(
                complete ? "DONE" : kind.stage(),
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
