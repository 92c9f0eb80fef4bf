package io.mysqlclone.tablefiles;

/** What is known of the engine on both sides. */
public final class UnloggedTables {
    /** {@code DB_TYPE_MYISAM} among MySQL's legacy storage engine numbers: it stands for all that have no log. */
    public static final int TYPE = 9;

    /** The engine's name, by which a donor offers it. */
    public static final String NAME = "tablefiles";

    /** Most bytes of data behind one descriptor. */
    public static final int BLOCK = 1 << 20;

    /** Most files of one clone. */
    public static final int MOST_FILES = 1_000_000;

    /** Most schemas of one clone. */
    public static final int MOST_SCHEMAS = 100_000;

    private UnloggedTables() {}
}
