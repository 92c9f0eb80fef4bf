package io.mysqlclone.bench.clones;

import io.mysqlclone.bench.Row;
import java.nio.file.Path;

/** One way to clone. */
sealed interface CloneSide permits NativeClone, NativeLocalClone, AgentClone {

    /** Prepares what is not measured, such as a recipient mysqld; used for one clone. */
    Prepared prepare(Donor donor, Giver giver, Row row);

    /** Ready to clone. */
    interface Prepared extends AutoCloseable {
        /** Called when the page cache was dropped: brings the program's own files back, which a running mysqld keeps. */
        void warm();

        /** Clones into {@code target}, which does not exist yet; returns when the copy is durable and complete. */
        Received clone(Path target) throws Exception;

        @Override
        void close();
    }

    /**
     * What was measured on the recipient's side.
     *
     * @param began seconds since 1970
     * @param wallSeconds from begin to end
     * @param cpuSeconds of the recipient
     * @param peakRss bytes of the whole process
     * @param idleRss bytes of it before the clone
     * @param stages what the recipient itself says
     */
    record Received(
            double began, double wallSeconds, double cpuSeconds, long peakRss, long idleRss, StageTimes stages) {}
}
