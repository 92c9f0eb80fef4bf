package io.mysqlclone.innodb.snapshot;

import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.FileFlags;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import java.util.List;
import java.util.Optional;

/** What a donor with pages of 16 KiB says. */
public final class Descriptors {
    public static final DonorServer DONOR = new DonorServer(16384, 90704);
    public static final FspFlags TABLE = new FspFlags(0x4021);
    static final FspFlags SHARED = new FspFlags(0x4800);
    public static final int ZLIB = 0x01;
    public static final int RENAMED = 0x08;
    public static final int DELETED = 0x10;

    private Descriptors() {}

    /** A table of its own in the list of FILE COPY. */
    public static FileDescriptor table(int index, long size, int firstChunk, int lastChunk) {
        return file(
                SnapshotState.FILE_COPY,
                index,
                100 + index,
                TABLE,
                size,
                firstChunk,
                lastChunk,
                "./d/t" + index + ".ibd",
                0);
    }

    public static FileDescriptor system(int index, long size, int firstChunk, int lastChunk, String name) {
        return file(SnapshotState.FILE_COPY, index, SpaceIds.SYSTEM, SHARED, size, firstChunk, lastChunk, name, 0);
    }

    public static FileDescriptor dictionary(int index, long size, int firstChunk, int lastChunk) {
        return file(
                SnapshotState.FILE_COPY,
                index,
                SpaceIds.DICTIONARY,
                SHARED,
                size,
                firstChunk,
                lastChunk,
                "mysql.ibd",
                0);
    }

    public static FileDescriptor file(
            SnapshotState state,
            int index,
            long spaceId,
            FspFlags fspFlags,
            long size,
            int firstChunk,
            int lastChunk,
            String name,
            int flags) {
        return new FileDescriptor(
                state,
                size,
                size,
                fspFlags,
                4096,
                new FileFlags(flags),
                spaceId,
                index,
                firstChunk,
                lastChunk,
                Optional.of(name),
                Optional.empty());
    }

    /** The same file in another state, under another name, with other flags. */
    public static FileDescriptor changed(FileDescriptor file, SnapshotState state, String name, int flags) {
        return file(
                state,
                file.fileIndex(),
                file.spaceId(),
                file.fspFlags(),
                file.fileSize(),
                file.firstChunk(),
                flags == DELETED && state == SnapshotState.FILE_COPY ? 0 : file.lastChunk(),
                name,
                flags);
    }

    public static FileDescriptor redo(int index, long size) {
        return new FileDescriptor(
                SnapshotState.REDO_COPY,
                size,
                0,
                FspFlags.NOT_A_TABLESPACE,
                0,
                FileFlags.NONE,
                SpaceIds.REDO,
                index,
                index + 1,
                index + 1,
                Optional.empty(),
                Optional.empty());
    }

    public static StateDescriptor start(SnapshotState state, int chunks, long files) {
        return new StateDescriptor(state, 0, chunks, files, 0, 0, StateDescriptor.START);
    }

    public static DataDescriptor data(SnapshotState state, int chunk, int block, int file, int length, long offset) {
        return new DataDescriptor(state, 0, chunk, block, file, length, offset, 0);
    }

    /** A small list that is complete: system tablespace, dictionary, two tables. */
    public static List<FileDescriptor> smallList() {
        return List.of(
                system(0, 1 << 20, 1, 1, "ibdata1"),
                dictionary(1, 1 << 20, 2, 2),
                table(2, 200L << 20, 3, 6),
                table(3, 114688, 7, 7));
    }
}
