package io.mysqlclone.innodb.snapshot;

import io.mysqlclone.innodb.descriptor.FileDescriptor;

/** A redo file of the snapshot. */
public final class RedoFile {
    private final FileDescriptor descriptor;
    private volatile long dataEnd;

    /** The file that a donor announces as {@code descriptor}. */
    public RedoFile(FileDescriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** The donor's number of the file, from 0. */
    public int index() {
        return descriptor.fileIndex();
    }

    /** The length every redo file must have in the end. */
    public long size() {
        return descriptor.fileSize();
    }

    /** Whether the log in the file is encrypted. */
    public boolean isEncrypted() {
        return descriptor.flags().isEncrypted();
    }

    /** What the donor said of the file. */
    public FileDescriptor descriptor() {
        return descriptor;
    }

    /** Offset behind the last byte of log that the donor announced for the file; 0 while unknown. */
    public long dataEnd() {
        return dataEnd;
    }

    /** The donor announces that there is log up to {@code end}. */
    public void dataEnd(long end) {
        dataEnd = Math.max(dataEnd, end);
    }
}
