package io.mysqlclone.engine;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A running server whose DDL waits, asked in the session by which it does. Used by one thread.
 *
 * <p>A session that is lost has lost its locks too: then the next question to it fails.
 */
public interface HeldServer {
    /**
     * A table of it.
     *
     * @param schema as users know it
     * @param name as users know it
     * @param engine as {@code information_schema.engines} has it
     */
    record Table(String schema, String name, String engine) {
        @Override
        public String toString() {
            return schema + "." + name;
        }
    }

    /** Its tables of some storage engines, but for those of its own schemas; of {@code mysql} too. */
    List<Table> tables(Set<String> engines) throws DonorException;

    /**
     * Has what it keeps of these tables in memory written to their files, and lets nobody write to them until {@link
     * #unlockTables} or the end of the session. Waits for statements and transactions that use them, and whoever comes behind
     * waits too: not longer than {@code patience}, and not longer than a second.
     *
     * @param tables at least one; all that are to be locked, as one can't be added
     * @throws PointMissedException when one of them is in use for longer
     */
    void lockTables(List<Table> tables, Duration patience) throws DonorException, PointMissedException;

    /**
     * Lets everybody write to them again.
     *
     * @throws DonorException when the session is lost, so that the lock may have ended earlier
     */
    void unlockTables() throws DonorException;
}
