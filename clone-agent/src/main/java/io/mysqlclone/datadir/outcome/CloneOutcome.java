package io.mysqlclone.datadir.outcome;

import io.mysqlclone.gtid.GtidSet;

/**
 * What has become of the last clone into a data directory.
 *
 * @param position only when it is recovered; {@link SnapshotPosition#NONE} otherwise
 * @param explanation one sentence for a person: what was found and what to do
 * @param surplus transactions that mysqld counted as executed at its first start on the clone although they are not in
 *     it, as far as files tell; only when it is recovered
 */
public record CloneOutcome(State state, SnapshotPosition position, String explanation, GtidSet surplus) {

    /** Without such transactions. */
    public CloneOutcome(State state, SnapshotPosition position, String explanation) {
        this(state, position, explanation, GtidSet.EMPTY);
    }

    /** How far mysqld is with it. */
    public enum State {
        /** There is no complete clone. */
        NONE,
        /** A complete clone is there that is not committed: mysqld does not know of it. */
        RECEIVED,
        /** A clone is committed that mysqld has not recovered, or not to the end. */
        PENDING,
        /** mysqld has recovered the clone and serves its data. */
        RECOVERED,
        /** The data that was there before is back: mysqld could not recover the clone, or a rollback was asked for. */
        ROLLED_BACK;

        /** Whether it stays so until somebody clones again. */
        public boolean isFinal() {
            return switch (this) {
                case NONE, RECOVERED, ROLLED_BACK -> true;
                case RECEIVED, PENDING -> false;
            };
        }
    }
}
