package io.mysqlclone.innodb.snapshot;

import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * What happened to a snapshot since the journal was last written.
 *
 * @param files redo files announced and data files dropped
 * @param chunks changes of the chunk map
 * @param pages chunks of PAGE COPY of which other pages have come, by number
 * @param sizes files that grew
 * @param redoEnds ends of log in the redo files
 * @param storedBytes bytes stored in {@code state} so far
 * @param dirtyData data files to make durable before this is recorded
 * @param dirtyRedo redo files to make durable
 */
public record Unrecorded(
        List<FileDescriptor> files,
        ChunkMap.Delta chunks,
        Map<Integer, PageOrder.Chunk> pages,
        Map<Integer, Long> sizes,
        Map<Integer, Long> redoEnds,
        SnapshotState state,
        long storedBytes,
        BitSet dirtyData,
        BitSet dirtyRedo) {}
