package io.mysqlclone.innodb.snapshot;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.SnapshotState;
import java.util.Optional;

/** What must be true when a donor says that a state has ended. */
public final class StateEnd {
    private StateEnd() {}

    /**
     * Checks that nothing is missing, and that nothing came which does not belong there.
     *
     * @param whole whether all chunks have arrived that must
     * @throws EngineException DONOR_VIOLATION, saying what is missing
     */
    public static void check(Snapshot snapshot, boolean whole) throws EngineException {
        SnapshotState state = snapshot.state();
        int redo = snapshot.redoFiles().size();
        if (state == SnapshotState.REDO_COPY && redo != snapshot.announced().files()) {
            throw EngineException.violation("the donor ended REDO COPY although only " + redo + " of "
                    + snapshot.announced().files() + " redo files arrived");
        }
        if (!whole) {
            throw EngineException.violation("the donor ended " + state.stageName() + " although "
                    + snapshot.missingChunks() + " of " + snapshot.announced().chunks()
                    + " chunks did not arrive, the first of them " + snapshot.firstMissingChunk());
        }
        Optional<DataFile> overrun =
                snapshot.dataFiles().stream().filter(DataFile::isOverrun).findFirst();
        if (overrun.isPresent()) {
            throw EngineException.violation(
                    "the donor sent pages of " + overrun.get().name() + " behind its end at "
                            + overrun.get().size() + " bytes");
        }
    }
}
