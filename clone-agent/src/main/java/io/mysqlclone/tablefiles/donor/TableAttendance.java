package io.mysqlclone.tablefiles.donor;

import io.mysqlclone.engine.BinaryLogPosition;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.HeldServer;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.engine.PointMissedException;
import io.mysqlclone.storage.SpoolSpace;
import io.mysqlclone.tablefiles.TableFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * This engine at one point. Files are copied before, as they are; then the server writes all that it has of the tables to them,
 * and nobody may write to the tables; whoever wrote to one is in the binary log by then, as a statement keeps its tables until
 * it is there. So the point is taken, and what was written to since its copy is copied again.
 *
 * <p>Nothing of this happens at the point of recipients that did not ask for tables.
 */
final class TableAttendance implements LogStop.Attendance {
    static final Set<String> ENGINES = Set.of("MyISAM", "MRG_MYISAM", "CSV", "ARCHIVE");

    /** All of them are locked, and opened, by one statement. */
    private static final int MOST_TABLES = 10_000;

    private final Path dataDir;
    private final SpoolSpace space;
    private final boolean copiesEarly;
    private final BooleanSupplier wanted;
    private Optional<FileCopies> copies = Optional.empty();

    /**
     * @param copiesEarly whether it can be seen of a file that the server wrote to it
     * @param wanted whether a recipient waits for tables
     */
    TableAttendance(Path dataDir, SpoolSpace space, boolean copiesEarly, BooleanSupplier wanted) {
        this.dataDir = dataDir;
        this.space = space;
        this.copiesEarly = copiesEarly;
        this.wanted = wanted;
    }

    @Override
    public void prepare() throws DonorException, InterruptedException {
        if (copiesEarly && wanted.getAsBoolean()) {
            copies().approach(TableListing.of(dataDir).files());
        }
    }

    private FileCopies copies() throws DonorException {
        if (copies.isEmpty()) {
            copies = Optional.of(FileCopies.in(space, dataDir, copiesEarly));
        }
        return copies.get();
    }

    @Override
    public LogStop.Frozen freeze(HeldServer server, long deadline) throws DonorException, PointMissedException {
        if (!wanted.getAsBoolean()) {
            return _ -> () -> {};
        }
        // DDL waits: these are the tables of the point, and their files.
        List<HeldServer.Table> tables = server.tables(ENGINES);
        TableListing listing = TableListing.of(dataDir);
        requireAll(tables, listing);
        List<HeldServer.Table> locked = tables.stream()
                .filter(table -> !TableFile.isServerLog(table.schema(), table.name()))
                .toList();
        if (!locked.isEmpty()) {
            server.lockTables(locked, left(deadline));
        }
        return new Still(server, !locked.isEmpty(), listing, deadline);
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    }

    /**
     * What may not be named may not be locked either.
     *
     * @throws DonorException when there are other files than those of the tables that the server names
     */
    private static void requireAll(List<HeldServer.Table> tables, TableListing listing) throws DonorException {
        for (HeldServer.Table table : tables) {
            if (TableFile.isServerLog(table.schema(), table.name())
                    && !table.engine().equals("CSV")) {
                throw new DonorException(
                        DonorException.INTERNAL,
                        "the server's own table " + table + " is one of " + table.engine()
                                + ", which can't be locked for a clone: ALTER TABLE " + table + " ENGINE = CSV");
            }
        }
        for (String engine : ENGINES) {
            long named = tables.stream()
                    .filter(table ->
                            table.engine().equals(engine) && !TableFile.isServerLog(table.schema(), table.name()))
                    .count();
            long found = listing.tables(engine);
            if (named != found) {
                throw new DonorException(
                        DonorException.INTERNAL,
                        "the server names " + named + " tables of " + engine + " to this account, and its schemas have"
                                + " files of " + found + ": grant the account SELECT ON *.*, and remove files that are"
                                + " of no table");
            }
        }
        if (tables.size() > MOST_TABLES) {
            throw new DonorException(
                    DonorException.INTERNAL,
                    "the server has " + tables.size() + " tables without a log, of which " + MOST_TABLES
                            + " at the most can be locked at once: give none (--with-unlogged-tables)");
        }
    }

    /** The tables, to which nobody writes. */
    private final class Still implements LogStop.Frozen {
        private final HeldServer server;
        private final TableListing listing;
        private final long deadline;
        private boolean locked;

        Still(HeldServer server, boolean locked, TableListing listing, long deadline) {
            this.server = server;
            this.locked = locked;
            this.listing = listing;
            this.deadline = deadline;
        }

        @Override
        public LogStop.Part keep(Optional<BinaryLogPosition> binaryLog) throws DonorException, PointMissedException {
            HeldTables held = copies().complete(listing, deadline);
            if (locked) {
                locked = false;
                // Fails when the session was lost: then somebody may have written to what was copied.
                server.unlockTables();
            }
            copies = Optional.empty();
            return held;
        }

        @Override
        public void close() {
            if (locked) {
                locked = false;
                try {
                    server.unlockTables();
                } catch (DonorException e) {
                    // The end of the session is as good.
                }
            }
        }
    }

    @Override
    public void close() {
        copies.ifPresent(FileCopies::close);
        copies = Optional.empty();
    }
}
