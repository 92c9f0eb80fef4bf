package io.mysqlclone.innodb.snapshot;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import java.util.Optional;

/**
 * Where a block may lie. The donor says where each block belongs; these rules follow from how it cuts files into chunks
 * and blocks, so that a block which breaks one is a lie or a loss.
 */
public final class BlockRules {
    /** No file grows by more than this while it is cloned. */
    private static final long MAX_GROWTH = 1L << 40;

    private static final int REDO_HEADER = 2048;
    /** Bytes of a block of the redo log. */
    static final int REDO_BLOCK = 512;

    private BlockRules() {}

    /** Checks {@code data}, which follows {@code previousBlock} blocks of its chunk. */
    public static void check(
            DataDescriptor data, int previousBlock, Optional<DataFile> file, Optional<RedoFile> redo, DonorServer donor)
            throws EngineException {
        switch (data.state()) {
            case FILE_COPY -> fileCopy(data, previousBlock, file.orElseThrow(), donor);
            case PAGE_COPY -> pageCopy(data, previousBlock, file.orElseThrow(), donor);
            case REDO_COPY -> redoCopy(data, previousBlock, redo.orElseThrow());
            case NONE, INIT, DONE -> throw violation(data, "no data belongs to that state");
        }
    }

    private static void fileCopy(DataDescriptor data, int previousBlock, DataFile file, DonorServer donor)
            throws EngineException {
        if (data.chunk() < file.firstChunk() || data.chunk() > file.lastChunk()) {
            throw violation(data, file.name() + " has chunks " + file.firstChunk() + " to " + file.lastChunk());
        }
        if (data.block() != previousBlock + 1 && !file.isDeleted()) {
            throw violation(data, "block " + (previousBlock + 1) + " must come next");
        }
        if (data.block() > donor.chunkBytes() / donor.blockBytes()) {
            throw violation(data, "a chunk has " + donor.chunkBytes() / donor.blockBytes() + " blocks");
        }
        long expected = (data.chunk() - file.firstChunk()) * donor.chunkBytes()
                + (data.block() - 1) * (long) donor.blockBytes();
        if (data.offset() != expected) {
            throw violation(data, "it must lie at offset " + expected);
        }
        long end = data.offset() + data.length();
        if (end > file.copiedSize() || (end < file.copiedSize() && data.length() != donor.blockBytes())) {
            throw violation(data, file.name() + " has " + file.copiedSize() + " bytes");
        }
    }

    /** Whether {@code block} is the last one of {@code chunk} in FILE COPY. */
    public static boolean isLast(int chunk, int block, DataFile file, DonorServer donor) {
        long start = (chunk - file.firstChunk()) * donor.chunkBytes();
        long length = Math.min(donor.chunkBytes(), file.copiedSize() - start);
        return block * (long) donor.blockBytes() >= length;
    }

    private static void pageCopy(DataDescriptor data, int previousBlock, DataFile file, DonorServer donor)
            throws EngineException {
        if (!file.isTablespace()) {
            throw violation(data, file.name() + " has no pages");
        }
        int pageSize = file.pageSize(donor.pageSize());
        if (data.block() <= previousBlock) {
            throw violation(data, "a block after " + previousBlock + " must come next");
        }
        if (data.length() != pageSize || data.offset() % pageSize != 0) {
            throw violation(data, "pages of " + file.name() + " have " + pageSize + " bytes");
        }
        long most = file.copiedSize() + MAX_GROWTH;
        if (data.offset() + data.length() > most || (data.offset() == 0 && data.fileSize() > most)) {
            throw violation(data, file.name() + " had " + file.copiedSize() + " bytes and can't have grown so far");
        }
    }

    private static void redoCopy(DataDescriptor data, int previousBlock, RedoFile redo) throws EngineException {
        if (data.block() != previousBlock + 1) {
            throw violation(data, "block " + (previousBlock + 1) + " must come next");
        }
        long end = data.offset() + data.length();
        boolean header = data.offset() == 0 && data.length() == REDO_HEADER;
        if (data.offset() % REDO_BLOCK != 0
                || data.length() % REDO_BLOCK != 0
                || data.fileSize() % REDO_BLOCK != 0
                || end > redo.size()
                || (data.fileIndex() == 0 && data.offset() < REDO_HEADER && !header)) {
            throw violation(data, "redo file " + redo.index() + " has " + redo.size() + " bytes");
        }
    }

    private static EngineException violation(DataDescriptor data, String rule) {
        return EngineException.violation("the donor sends block " + data.block() + " of chunk " + data.chunk() + " ("
                + data.length() + " bytes at offset " + data.offset() + " of file " + data.fileIndex() + ") in "
                + data.state().stageName() + ", but " + rule);
    }
}
