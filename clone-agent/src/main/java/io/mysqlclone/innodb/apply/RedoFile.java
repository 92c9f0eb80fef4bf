package io.mysqlclone.innodb.apply;

import io.mysqlclone.innodb.FileDescriptor;

/** A redo file of the snapshot. */
final class RedoFile {
    private final FileDescriptor descriptor;
    private volatile long dataEnd;

    RedoFile(FileDescriptor descriptor) {
        this.descriptor = descriptor;
    }

    int index() {
        return descriptor.fileIndex();
    }

    /** The length every redo file must have in the end. */
    long size() {
        return descriptor.fileSize();
    }

    boolean isEncrypted() {
        return descriptor.flags().isEncrypted();
    }

    FileDescriptor descriptor() {
        return descriptor;
    }

    /** Offset behind the last byte of log that the donor announced for the file; 0 while unknown. */
    long dataEnd() {
        return dataEnd;
    }

    void dataEnd(long end) {
        dataEnd = Math.max(dataEnd, end);
    }
}
