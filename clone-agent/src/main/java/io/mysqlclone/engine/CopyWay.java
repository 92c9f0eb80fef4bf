package io.mysqlclone.engine;

/** How the bytes of a file of this host come into another one. */
public enum CopyWay {
    /** Both files have the same blocks until one is written to. */
    REFLINK,
    /** Inside the kernel. */
    COPY_FILE_RANGE,
    /** Through this program. */
    READ_AND_WRITE
}
