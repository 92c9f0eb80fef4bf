package io.mysqlclone.innodb.snapshot;

import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.descriptor.FileDescriptor;

/**
 * A data file of the snapshot. It is staged under its index, so that what the donor's DDL does to its name meanwhile
 * changes nothing on disk.
 */
public final class DataFile {
    private final int index;
    private final int firstChunk;
    private final int lastChunk;
    private final long copiedSize;
    private final boolean created;
    private volatile FileDescriptor descriptor;
    private volatile long size;
    private long reached;
    private volatile boolean deleted;

    /** The file that a donor announces as {@code descriptor}. */
    public DataFile(FileDescriptor descriptor) {
        this.index = descriptor.fileIndex();
        this.firstChunk = descriptor.firstChunk();
        this.lastChunk = descriptor.lastChunk();
        this.copiedSize = descriptor.fileSize();
        this.created = descriptor.state() != SnapshotState.FILE_COPY;
        this.descriptor = descriptor;
        this.size = descriptor.fileSize();
        this.deleted = descriptor.flags().isDeleted();
    }

    /** The donor's number of the file, under which it is staged. */
    public int index() {
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
    public long copiedSize() {
        return copiedSize;
    }

    /** Whether DDL on the donor created the file after FILE COPY, so that it does not bring it. */
    public boolean isCreated() {
        return created;
    }

    /** The latest metadata. */
    public FileDescriptor descriptor() {
        return descriptor;
    }

    /** The donor's name for the file, or for messages a substitute. */
    public String name() {
        return descriptor.name().orElse("file " + index);
    }

    /** The length the file must have in the end, at least. */
    public long size() {
        return size;
    }

    /** A page that ends at {@code end} has come in PAGE COPY. */
    public synchronized void reached(long end) {
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

    /** Whether DDL on the donor dropped the file. */
    public boolean isDeleted() {
        return deleted;
    }

    /** DDL on the donor dropped the file. */
    public void delete() {
        deleted = true;
    }

    /** Takes over what DDL on the donor changed. */
    public void update(FileDescriptor changed) {
        grow(changed.fileSize());
        descriptor = changed;
        deleted |= changed.flags().isDeleted();
    }

    /** Whether the file consists of InnoDB pages, as all but the dump of the buffer pool do. */
    public boolean isTablespace() {
        return descriptor.spaceId() != SpaceIds.BUFFER_POOL_DUMP
                && descriptor.fspFlags().isTablespace();
    }

    /** Length of a page in the file, in bytes; undo tablespaces do not say, they have the server's. */
    public int pageSize(int serverPageSize) {
        var flags = descriptor.fspFlags();
        return flags.isTablespace() && flags.raw() != 0 ? flags.physicalPageSize() : serverPageSize;
    }
}
