package io.mysqlclone.recipient.run;

import io.mysqlclone.recipient.CloneFailure;
import java.io.IOException;

/** Brings a snapshot here, from a server or a directory. */
interface SnapshotTransfer extends AutoCloseable {
    /** Clears the target and gives engines without a snapshot. */
    interface FreshEngines {
        EngineGroup make() throws IOException;
    }

    /**
     * Runs rounds until the snapshot is complete.
     *
     * @param resume whether {@code engines} have a snapshot to go on with
     * @param origin which server that is of, and is told of the server of each that begins
     * @return the engines that have the snapshot; others than {@code engines} when it had to start over
     */
    EngineGroup run(EngineGroup engines, boolean resume, FreshEngines fresh, Origin origin)
            throws CloneFailure, IOException;

    /** Whether a snapshot was given up for a new one, because it was gone or can't become complete. */
    boolean startedOver();

    @Override
    void close();
}
