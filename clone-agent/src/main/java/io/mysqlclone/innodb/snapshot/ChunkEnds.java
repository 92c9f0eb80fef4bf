package io.mysqlclone.innodb.snapshot;

import io.mysqlclone.innodb.SnapshotState;
import java.util.List;

/** When nothing more of a chunk is to come, as far as the donor says what there is. */
final class ChunkEnds {
    private ChunkEnds() {}

    /**
     * Whether the donor has nothing to send of {@code chunk} behind its first {@code blocks} blocks.
     *
     * @param announcedPages pages that the donor announced for the chunk, if it is one of PAGE COPY
     */
    static boolean isOver(
            SnapshotState state, int chunk, int blocks, List<DataFile> files, int announcedPages, DonorServer donor) {
        return switch (state) {
            case FILE_COPY ->
                files.stream()
                        .filter(file -> file.firstChunk() <= chunk && chunk <= file.lastChunk())
                        .anyMatch(file -> BlockRules.isLast(chunk, blocks, file, donor));
            case PAGE_COPY -> blocks == announcedPages;
            // Its length is not announced; the log is read through in the end.
            case REDO_COPY -> true;
            case NONE, INIT, DONE -> false;
        };
    }

    /** End of the last block in FILE COPY that {@code chunks} has of {@code file}; 0 when it has none. */
    static long storedEnd(DataFile file, ChunkMap chunks, DonorServer donor) {
        for (int chunk = file.lastChunk(); chunk >= file.firstChunk(); chunk--) {
            long start = (chunk - file.firstChunk()) * donor.chunkBytes();
            long stored =
                    chunks.isComplete(chunk) ? donor.chunkBytes() : chunks.blocks(chunk) * (long) donor.blockBytes();
            if (stored > 0) {
                return Math.min(file.copiedSize(), start + stored);
            }
        }
        return 0;
    }

    /**
     * Whether the chunks of REDO COPY that are not complete are those that a donor need not send. The last one, the
     * trailer, is not sent when it is empty; and when nothing was logged, the single file has a header only.
     */
    static boolean redoIsOver(ChunkMap chunks, int redoFiles) {
        int trailer = chunks.chunks();
        int header = trailer - 1;
        boolean nothingLogged = redoFiles == 1 && chunks.blocks(1) == 0 && !chunks.isComplete(1);
        for (int chunk = nothingLogged ? 2 : 1; chunk <= header; chunk++) {
            if (!chunks.isComplete(chunk)) {
                return false;
            }
        }
        return true;
    }
}
