package io.mysqlclone.api.v1alpha1.status;

/** The conditions of a clone, for machines. */
public enum ConditionType {
    /** Nothing that preflight can see keeps the clone from starting; False lists everything that does. */
    PREFLIGHT_PASSED("PreflightPassed"),

    /** All bytes have arrived. */
    TRANSFERRED("Transferred"),

    /** Counts and page checksums of the clone are right. */
    VERIFIED("Verified"),

    /** The clone has taken the old data's place; the next start of mysqld is on it. */
    COMMITTED("Committed"),

    /** The recipient has been restarted and its server has recovered on the clone. */
    RECIPIENT_RESTARTED("RecipientRestarted"),

    /** All scripts were run on the recipient; only when there were any. */
    POST_CLONED("PostCloned"),

    /** Both threads of the replica run and its lag is known; only when replication was asked for. */
    REPLICATING("Replicating"),

    /** Everything that was asked for is done: the one to wait for. */
    READY("Ready"),

    /** Nothing moves and a person should look, in the sense of kstatus. */
    STALLED("Stalled"),

    /** The operator works on it, in the sense of kstatus. */
    RECONCILING("Reconciling");

    private final String type;

    ConditionType(String type) {
        this.type = type;
    }

    /** The name in {@code status.conditions[].type}. */
    public String type() {
        return type;
    }
}
