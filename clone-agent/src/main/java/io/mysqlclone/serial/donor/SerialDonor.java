package io.mysqlclone.serial.donor;

import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorRelease;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.serial.SerialKind;
import io.mysqlclone.serial.SerialLocator;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Gives files of one kind: those that its witness of a point has kept as {@link HeldFiles}. */
public abstract class SerialDonor implements DonorEngine, LogStop.Witness {
    private final SerialKind kind;
    private final DonorRelease release;
    private final int pageSize;
    private final SecureRandom ids = new SecureRandom();
    private final Set<SerialSnapshot> snapshots = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Without clones. */
    protected SerialDonor(SerialKind kind, DonorRelease release, int pageSize) {
        this.kind = kind;
        this.release = release;
        this.pageSize = pageSize;
    }

    @Override
    public final int type() {
        return kind.type();
    }

    @Override
    public final String name() {
        return kind.name();
    }

    @Override
    public final DonorRelease release() {
        return release;
    }

    @Override
    public final int pageSize() {
        return pageSize;
    }

    @Override
    public final DonorSnapshot begin(EngineLocator version) throws DonorException, MalformedMessageException {
        if (version.engineType() != type() || version.locator().length() > 0) {
            SerialLocator.decode(kind, version);
        }
        var snapshot = new SerialSnapshot(kind, 1 + ids.nextLong(Long.MAX_VALUE), snapshots::remove);
        snapshots.add(snapshot);
        if (closed) {
            snapshot.close();
            throw new DonorException(DonorException.INTERRUPTED, "the donor is being shut down");
        }
        return snapshot;
    }

    /** The files of a point are known to the process that took it, and to no other. */
    @Override
    public final Optional<DonorSnapshot> find(EngineLocator recipient) throws MalformedMessageException {
        SerialLocator.decode(kind, recipient);
        return Optional.empty();
    }

    /** Whether a recipient still has to be given the files of a point. */
    protected final boolean isWanted() {
        return snapshots.stream().anyMatch(SerialSnapshot::waits);
    }

    @Override
    public final void close() {
        closed = true;
        snapshots.forEach(SerialSnapshot::close);
    }
}
