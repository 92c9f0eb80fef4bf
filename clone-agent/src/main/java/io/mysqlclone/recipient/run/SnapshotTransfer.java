package io.mysqlclone.recipient.run;

import io.mysqlclone.innodb.apply.InnodbRecipient;
import io.mysqlclone.recipient.CloneFailure;
import java.io.IOException;

/** Brings a snapshot here, from a server or a directory. */
interface SnapshotTransfer extends AutoCloseable {
    /** Clears the target and gives an engine without a snapshot. */
    interface FreshEngine {
        InnodbRecipient make() throws IOException;
    }

    /**
     * Runs rounds until the snapshot is complete.
     *
     * @param resume whether {@code engine} has a snapshot to go on with
     * @return the engine that has the snapshot; another one than {@code engine} when it had to start over
     */
    InnodbRecipient run(InnodbRecipient engine, boolean resume, FreshEngine fresh) throws CloneFailure, IOException;

    /** Whether a snapshot was given up for a new one, because it was gone or can't become complete. */
    boolean startedOver();

    @Override
    void close();
}
