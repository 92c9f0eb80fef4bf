package io.mysqlclone.binlog.donor;

import io.mysqlclone.binlog.BinaryLogs;
import io.mysqlclone.binlog.LogLocator;
import io.mysqlclone.engine.BinaryLogPosition;
import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorRelease;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.engine.MalformedMessageException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Gives the binary logs of a running server up to the point at which InnoDB stops. With them a clone has each transaction of
 * that point by its GTID, can be a source from which others replicate, and be rolled forward.
 */
public final class BinaryLogDonor implements DonorEngine, LogStop.Witness {
    private final Place place;
    private final boolean all;
    private final DonorRelease release;
    private final int pageSize;
    private final SecureRandom ids = new SecureRandom();
    private final Set<BinaryLogSnapshot> snapshots = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Where the logs are for this process.
     *
     * @param index the server's {@code log_bin_index}
     * @param here the place of the file that a line of the index names
     */
    public record Place(Path index, UnaryOperator<Path> here) {}

    /** @param all whether all logs are given, or only the one that the point is in */
    public BinaryLogDonor(Place place, boolean all, DonorRelease release, int pageSize) {
        this.place = place;
        this.all = all;
        this.release = release;
        this.pageSize = pageSize;
    }

    @Override
    public int type() {
        return BinaryLogs.TYPE;
    }

    @Override
    public String name() {
        return BinaryLogs.NAME;
    }

    @Override
    public DonorRelease release() {
        return release;
    }

    @Override
    public int pageSize() {
        return pageSize;
    }

    /** A log goes on behind the point, and is kept open up to there: nothing has to hold still for that. */
    @Override
    public LogStop.Attendance attend() {
        return (_, _) -> this::keep;
    }

    private LogStop.Part keep(Optional<BinaryLogPosition> binaryLog) throws DonorException {
        BinaryLogPosition end = binaryLog.orElseThrow(
                () -> new DonorException(DonorException.INTERNAL, "the server writes no binary log any more"));
        return HeldLogs.open(place.index(), place.here(), end, all);
    }

    @Override
    public DonorSnapshot begin(EngineLocator version) throws DonorException, MalformedMessageException {
        if (version.engineType() != type() || version.locator().length() > 0) {
            LogLocator.decode(version);
        }
        var snapshot = new BinaryLogSnapshot(1 + ids.nextLong(Long.MAX_VALUE), snapshots::remove);
        snapshots.add(snapshot);
        if (closed) {
            snapshot.close();
            throw new DonorException(DonorException.INTERRUPTED, "the donor is being shut down");
        }
        return snapshot;
    }

    /** The logs of a point are known to the process that took it, and to no other. */
    @Override
    public Optional<DonorSnapshot> find(EngineLocator recipient) throws MalformedMessageException {
        LogLocator.decode(recipient);
        return Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        snapshots.forEach(BinaryLogSnapshot::close);
    }
}
