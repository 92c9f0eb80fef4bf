package io.mysqlclone.innodb.donor;

import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.innodb.source.SourceDirectory;

/**
 * What is sent in all stages.
 *
 * @param diskBytes that a clone takes
 * @param secrets whether keys are among what is sent
 * @param fingerprint of the data; the clones of one that is the same are worth the same
 */
record Plans(
        DonorServer server,
        FileCopyPlan fileCopy,
        KeyPagesPlan keyPages,
        RedoPlan redo,
        long diskBytes,
        boolean secrets,
        long fingerprint) {
    static Plans of(SourceDirectory source) {
        return new Plans(
                source.server(),
                new FileCopyPlan(source.files(), source.server()),
                new KeyPagesPlan(source.files()),
                new RedoPlan(source.redo(), source.server()),
                source.diskBytes(),
                source.hasSecrets(),
                source.fingerprint());
    }

    StagePlan of(SnapshotState state) {
        return switch (state) {
            case NONE, INIT, DONE -> StagePlan.EMPTY;
            case FILE_COPY -> fileCopy;
            case PAGE_COPY -> keyPages;
            case REDO_COPY -> redo;
        };
    }

    /** Of all stages. */
    long bytes() {
        return fileCopy.bytes() + keyPages.bytes() + redo.bytes();
    }
}
