package io.mysqlclone.storage.strict;

/** What becomes of one operation of a {@link StrictFileSystem}. */
public enum Fault {
    /** The power goes: neither this operation nor any later one takes effect. */
    POWER_OFF,
    /** It fails with EIO; an fsync that fails has lost what it was to write, and the next one does not know. */
    IO_ERROR,
    /** It fails with ENOSPC. */
    NO_SPACE,
    /**
     * A write succeeds, and is lost on its way to the disk. That is told, once, to each descriptor that is open on the file
     * by then; other operations are not touched.
     */
    LOST_WRITE
}
