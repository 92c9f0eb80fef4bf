package io.mysqlclone.tablefiles.donor;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorRelease;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.serial.donor.SerialDonor;
import io.mysqlclone.storage.SpoolSpace;
import io.mysqlclone.tablefiles.UnloggedTables;
import java.nio.file.Path;
import java.util.List;

/**
 * Gives the files of a running server's tables without a log, as they are at the point at which InnoDB stops. The server locks
 * these tables for reading for a moment, and nothing else.
 */
public final class TableFilesDonor extends SerialDonor {
    private final Path dataDir;
    private final SpoolSpace space;
    private final boolean copiesEarly;

    /**
     * Has nothing to give yet.
     *
     * @param dataDir where this process sees the server's data directory
     * @param space for the copies that are sent
     * @param copiesEarly whether a file that the server wrote to has another time since, which is not so where it maps them into
     *     its memory
     */
    public TableFilesDonor(Path dataDir, SpoolSpace space, boolean copiesEarly, DonorRelease release, int pageSize) {
        super(UnloggedTables.KIND, release, pageSize);
        this.dataDir = dataDir;
        this.space = space;
        this.copiesEarly = copiesEarly;
    }

    /** The tables without a log that have files in a data directory, as their files are named; none that the server logs to. */
    public static List<String> tablesIn(Path dataDir) throws DonorException {
        return TableListing.of(dataDir).files().stream()
                .filter(file -> file.kind().isMain())
                .map(file -> file.schema().directory() + "/" + file.table())
                .toList();
    }

    @Override
    public LogStop.Attendance attend() {
        return new TableAttendance(dataDir, space, copiesEarly, this::isWanted);
    }
}
