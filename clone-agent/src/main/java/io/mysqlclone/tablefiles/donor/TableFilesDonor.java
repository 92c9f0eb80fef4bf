package io.mysqlclone.tablefiles.donor;

import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorRelease;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.storage.SpoolSpace;
import io.mysqlclone.tablefiles.TableLocator;
import io.mysqlclone.tablefiles.UnloggedTables;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives the files of a running server's tables without a log, as they are at the point at which InnoDB stops. The server locks
 * these tables for reading for a moment, and nothing else.
 */
public final class TableFilesDonor implements DonorEngine, LogStop.Witness {
    private final Path dataDir;
    private final SpoolSpace space;
    private final boolean copiesEarly;
    private final DonorRelease release;
    private final int pageSize;
    private final SecureRandom ids = new SecureRandom();
    private final Set<TableSnapshot> snapshots = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Has nothing to give yet.
     *
     * @param dataDir where this process sees the server's data directory
     * @param space for the copies that are sent
     * @param copiesEarly whether a file that the server wrote to has another time since, which is not so where it maps them into
     *     its memory
     */
    public TableFilesDonor(Path dataDir, SpoolSpace space, boolean copiesEarly, DonorRelease release, int pageSize) {
        this.dataDir = dataDir;
        this.space = space;
        this.copiesEarly = copiesEarly;
        this.release = release;
        this.pageSize = pageSize;
    }

    /** The tables without a log that have files in a data directory, as their files are named; none that the server logs to. */
    public static List<String> tablesIn(Path dataDir) throws DonorException {
        return TableListing.of(dataDir).files().stream()
                .filter(file -> file.kind().isMain())
                .map(file -> file.schema().directory() + "/" + file.table())
                .toList();
    }

    @Override
    public int type() {
        return UnloggedTables.TYPE;
    }

    @Override
    public String name() {
        return UnloggedTables.NAME;
    }

    @Override
    public DonorRelease release() {
        return release;
    }

    @Override
    public int pageSize() {
        return pageSize;
    }

    @Override
    public LogStop.Attendance attend() {
        return new TableAttendance(
                dataDir, space, copiesEarly, () -> snapshots.stream().anyMatch(TableSnapshot::waits));
    }

    @Override
    public DonorSnapshot begin(EngineLocator version) throws DonorException, MalformedMessageException {
        if (version.engineType() != type() || version.locator().length() > 0) {
            TableLocator.decode(version);
        }
        var snapshot = new TableSnapshot(1 + ids.nextLong(Long.MAX_VALUE), snapshots::remove);
        snapshots.add(snapshot);
        if (closed) {
            snapshot.close();
            throw new DonorException(DonorException.INTERRUPTED, "the donor is being shut down");
        }
        return snapshot;
    }

    /** The tables of a point are known to the process that took it, and to no other. */
    @Override
    public Optional<DonorSnapshot> find(EngineLocator recipient) throws MalformedMessageException {
        TableLocator.decode(recipient);
        return Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        snapshots.forEach(TableSnapshot::close);
    }
}
