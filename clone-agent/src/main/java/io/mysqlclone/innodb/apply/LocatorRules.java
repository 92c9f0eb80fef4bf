package io.mysqlclone.innodb.apply;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.snapshot.Snapshot;

/** What a donor may answer with, when a clone is begun, resumed, or gets one more connection. */
final class LocatorRules {
    private LocatorRules() {}

    /** @throws EngineException DONOR_VIOLATION when a clone can't begin with {@code decoded} */
    static void checkNew(InnodbLocator decoded) throws EngineException {
        if (decoded.cloneId() == 0
                || decoded.snapshotId() == 0
                || decoded.state().code() > SnapshotState.INIT.code()) {
            throw EngineException.violation("the donor calls a new clone " + decoded.cloneId() + ", snapshot "
                    + decoded.snapshotId() + ", state " + decoded.state().stageName()
                    + "; it must give ids that are not 0, and be in " + SnapshotState.INIT.stageName());
        }
    }

    /** @throws EngineException DONOR_VIOLATION when {@code answered} is not where {@code snapshot} is, or one state ahead */
    static void checkResumed(InnodbLocator answered, Snapshot snapshot) throws EngineException {
        InnodbLocator mine = snapshot.locator();
        int ahead = answered.state().code() - snapshot.state().code();
        if (answered.cloneId() != mine.cloneId()
                || answered.snapshotId() != mine.snapshotId()
                || ahead < 0
                || ahead > 1
                || (ahead == 1 && snapshot.state().copiesData() && !snapshot.isStateComplete())) {
            throw EngineException.violation("the donor goes on with clone " + answered.cloneId() + " in "
                    + answered.state().stageName() + ", but " + mine.cloneId() + " in "
                    + snapshot.state().stageName() + " was asked for");
        }
    }

    /** @throws EngineException DONOR_VIOLATION when {@code answered} is another clone than {@code mine} */
    static void checkAttached(InnodbLocator answered, InnodbLocator mine) throws EngineException {
        if (answered.cloneId() != mine.cloneId() || answered.snapshotId() != mine.snapshotId()) {
            throw EngineException.violation(
                    "the donor attached a connection of clone " + mine.cloneId() + " to clone " + answered.cloneId());
        }
    }
}
