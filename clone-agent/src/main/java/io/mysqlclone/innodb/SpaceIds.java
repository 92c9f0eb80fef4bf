package io.mysqlclone.innodb;

/** Tablespace ids with a meaning. Ids are unsigned 32-bit numbers, held in a {@code long}. */
public final class SpaceIds {
    /** The system tablespace. */
    public static final long SYSTEM = 0;

    /** The data dictionary, {@code mysql.ibd}. */
    public static final long DICTIONARY = 0xFFFF_FFFEL;

    /** Stands for redo files. */
    public static final long REDO = 0xFFFF_FFF0L;

    /** Stands for {@code ib_buffer_pool}. */
    public static final long BUFFER_POOL_DUMP = 0xFFFF_FFFFL;

    /** Undo tablespace ids end here; 127 tablespaces have 400000 ids each, for truncation gives a new one. */
    public static final long UNDO_LAST = 0xFFFF_FFEFL;

    /** Undo tablespace ids begin here. */
    public static final long UNDO_FIRST = UNDO_LAST + 1 - 127L * 400_000;

    private SpaceIds() {}

    /** Whether the id is one of an undo tablespace. */
    public static boolean isUndo(long spaceId) {
        return spaceId >= UNDO_FIRST && spaceId <= UNDO_LAST;
    }
}
