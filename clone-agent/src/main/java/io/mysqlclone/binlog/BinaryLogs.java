package io.mysqlclone.binlog;

/** What is known of the engine on both sides. */
public final class BinaryLogs {
    /** {@code DB_TYPE_BINLOG} among MySQL's legacy storage engine numbers. */
    public static final int TYPE = 21;

    /** The engine's name, by which a donor offers it. */
    public static final String NAME = "binlog";

    /** Most bytes of data behind one descriptor. */
    public static final int BLOCK = 1 << 20;

    /** Most logs of one clone. */
    public static final int MOST_LOGS = 1_000_000;

    private BinaryLogs() {}
}
