package io.mysqlclone.innodb.apply;

import io.mysqlclone.innodb.FileDescriptor;
import io.mysqlclone.innodb.SpaceIds;

/**
 * A data file of the snapshot. It is staged under its index, so that what the donor's DDL does to its name meanwhile
 * changes nothing on disk.
 */
final class DataFile {
    private final int index;
    private final int firstChunk;
    private final int lastChunk;
    private final long copiedSize;
    private volatile FileDescriptor descriptor;
    private volatile long size;
    private long reached;
    private volatile boolean deleted;

    DataFile(FileDescriptor descriptor) {
        this.index = descriptor.fileIndex();
        this.firstChunk = descriptor.firstChunk();
        this.lastChunk = descriptor.lastChunk();
        this.copiedSize = descriptor.fileSize();
        this.descriptor = descriptor;
        this.size = descriptor.fileSize();
        this.deleted = descriptor.flags().isDeleted();
    }

    int index() {
        return index;
    }

    /** First of the file's chunks in FILE COPY; meaningless for a file that DDL created. */
    int firstChunk() {
        return firstChunk;
    }

    int lastChunk() {
        return lastChunk;
    }

    /** The length that FILE COPY brings. */
    long copiedSize() {
        return copiedSize;
    }

    /** The latest metadata. */
    FileDescriptor descriptor() {
        return descriptor;
    }

    /** The donor's name for the file, or for messages a substitute. */
    String name() {
        return descriptor.name().orElse("file " + index);
    }

    /** The length the file must have in the end, at least. */
    long size() {
        return size;
    }

    /** A page that ends at {@code end} has come in PAGE COPY. */
    synchronized void reached(long end) {
        reached = Math.max(reached, end);
    }

    /**
     * Whether a page has come that lies behind the end of the file, though by then the first page must have told how
     * long the file is. Of the system tablespace the first page of its first file tells it for all.
     */
    synchronized boolean isOverrun() {
        return reached > size && !deleted && descriptor.spaceId() != SpaceIds.SYSTEM;
    }

    void grow(long newSize) {
        size = Math.max(size, newSize);
    }

    boolean isDeleted() {
        return deleted;
    }

    void delete() {
        deleted = true;
    }

    /** Takes over what DDL on the donor changed. */
    void update(FileDescriptor changed) {
        grow(changed.fileSize());
        descriptor = changed;
        deleted |= changed.flags().isDeleted();
    }

    /** Whether the file consists of InnoDB pages, as all but the dump of the buffer pool do. */
    boolean isTablespace() {
        return descriptor.spaceId() != SpaceIds.BUFFER_POOL_DUMP
                && descriptor.fspFlags().isTablespace();
    }

    /** Length of a page in the file, in bytes; undo tablespaces do not say, they have the server's. */
    int pageSize(int serverPageSize) {
        var flags = descriptor.fspFlags();
        return flags.isTablespace() && flags.raw() != 0 ? flags.physicalPageSize() : serverPageSize;
    }
}
