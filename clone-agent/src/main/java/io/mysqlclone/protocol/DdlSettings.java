package io.mysqlclone.protocol;

/**
 * What the recipient asks of the donor about concurrent DDL.
 *
 * @param timeoutSeconds {@code clone_ddl_timeout}: how long the donor waits for running DDL, 0 to 2^31-1; 0 lets a DDL
 *     on the donor abort the clone (3633 ER_CLONE_DDL_IN_PROGRESS)
 * @param blockDdl {@code clone_block_ddl}: the donor holds the backup lock for the whole clone
 */
public record DdlSettings(int timeoutSeconds, boolean blockDdl) {
    /** MySQL's defaults: 300 seconds, DDL not blocked. */
    public static final DdlSettings DEFAULT = new DdlSettings(300, false);

    private static final int NO_BACKUP_LOCK = 0x8000_0000;

    public DdlSettings {
        if (timeoutSeconds < 0) {
            throw new IllegalArgumentException("DDL timeout " + timeoutSeconds + " s is negative");
        }
    }

    /** The field as it is on the wire: bit 31 set means that no backup lock is taken. */
    int wireValue() {
        return blockDdl ? timeoutSeconds : timeoutSeconds | NO_BACKUP_LOCK;
    }

    static DdlSettings ofWireValue(int value) {
        return new DdlSettings(value & ~NO_BACKUP_LOCK, (value & NO_BACKUP_LOCK) == 0);
    }
}
