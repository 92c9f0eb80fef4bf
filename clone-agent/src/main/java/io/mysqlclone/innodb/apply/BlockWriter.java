package io.mysqlclone.innodb.apply;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.StageListener;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.snapshot.DataFile;
import io.mysqlclone.innodb.snapshot.Snapshot;
import io.mysqlclone.innodb.staging.PageHoles;
import io.mysqlclone.innodb.staging.StagedFiles;
import io.mysqlclone.storage.AlignedBuffers;
import io.mysqlclone.storage.BlockSink;
import io.mysqlclone.storage.FileCopier;
import io.mysqlclone.storage.StorageException;
import java.io.Closeable;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Collects what one task receives and writes it: neighbouring blocks of a chunk in one go, so that the single pages of
 * PAGE COPY do not become a write each. One of its two buffers is written while the other one fills. Used by one thread.
 */
final class BlockWriter implements Closeable {
    /** Files of at least this length are given their space before the first byte. */
    private static final long PREALLOCATE_FROM = 4L << 20;

    private final StagedFiles files;
    private final Snapshot snapshot;
    private final Durability durability;
    private final StageListener listener;
    // Given back with the task, not when the collector finds it: a clone may see many rounds.
    private final Arena memory = Arena.ofShared();
    /** For data that is in files of this host. */
    private final FileCopier copier;

    private Origin origin = Origin.WIRE;
    private final WriteBehind behind = new WriteBehind();
    private ByteBuffer buffer;
    private ByteBuffer spare;
    private Optional<OpenFile> open = Optional.empty();
    private long offset;
    private int chunk;
    private int block;
    private int collected;

    /**
     * Where blocks come from.
     *
     * @param file the file of this host that has them at the same offsets
     * @param read whether their bytes are in the buffer all the same, and not only room for them
     */
    record Origin(Optional<Path> file, boolean read) {
        /** Only the buffer has them. */
        static final Origin WIRE = new Origin(Optional.empty(), true);
    }

    private record OpenFile(SnapshotState state, int index, Path path, BlockSink sink, Optional<DataFile> data) {}

    /** @param bufferSize of each of the two buffers; a block must fit */
    BlockWriter(
            StagedFiles files,
            Snapshot snapshot,
            Durability durability,
            StageListener listener,
            FileCopier copier,
            int bufferSize) {
        this.copier = copier;
        this.files = files;
        this.snapshot = snapshot;
        this.durability = durability;
        this.listener = listener;
        this.buffer = AlignedBuffers.allocate(memory, bufferSize);
        this.spare = AlignedBuffers.allocate(memory, bufferSize);
    }

    /**
     * Makes room for the data of {@code next}; what is collected begins to be written when it does not continue it.
     *
     * @param from the same for all blocks of a file in one stage
     * @return the writer's own buffer, its position and limit around the room; the caller fills it to the limit and
     *     then calls {@link #filled}
     */
    ByteBuffer room(DataDescriptor next, Optional<DataFile> file, Origin from) throws EngineException {
        boolean sameFile = open.isPresent()
                && open.get().index() == next.fileIndex()
                && open.get().state() == next.state();
        boolean continues = sameFile
                && chunk == next.chunk()
                && next.offset() == offset + buffer.position()
                && next.length() <= buffer.capacity() - buffer.position();
        if (!continues) {
            flush();
            if (!sameFile) {
                openFile(next, file, from);
            }
            offset = next.offset();
            origin = from;
        }
        chunk = next.chunk();
        return buffer.limit(buffer.position() + next.length());
    }

    private void openFile(DataDescriptor next, Optional<DataFile> file, Origin from) throws EngineException {
        durability.check();
        closeFile();
        boolean redo = next.state() == SnapshotState.REDO_COPY;
        Path path = redo ? files.redo(next.fileIndex()) : files.data(next.fileIndex());
        try {
            BlockSink sink = redo ? files.openRedo(next.fileIndex()) : files.openData(next.fileIndex());
            open = Optional.of(new OpenFile(next.state(), next.fileIndex(), path, sink, file));
            durability.opened(path);
            if (file.isPresent()
                    && next.state() == SnapshotState.FILE_COPY
                    && file.get().copiedSize() >= PREALLOCATE_FROM
                    && file.get().descriptor().allocatedSize() >= file.get().copiedSize()
                    && sink.size() == 0
                    && !mayShare(from, path)) {
                sink.preallocate(file.get().copiedSize());
            }
        } catch (StorageException e) {
            throw local("can't be opened", next.fileIndex(), file, e);
        }
    }

    /** Blocks that are to be shared take no space of their own. */
    private boolean mayShare(Origin from, Path path) throws StorageException {
        return from.file().isPresent() && copier.mayShare(from.file().get(), path);
    }

    /** The room of {@code taken} holds its data. */
    void filled(DataDescriptor taken) {
        buffer.limit(buffer.capacity());
        block = taken.block();
        collected = buffer.position();
    }

    /** Begins to write what is collected, when all that was collected before is written. */
    private void flush() throws EngineException {
        if (buffer.position() == 0) {
            return;
        }
        behind.await();
        OpenFile target = open.orElseThrow();
        var full = new Collected(buffer.flip(), offset, chunk, block, origin);
        buffer = spare.clear();
        spare = full.data();
        collected = 0;
        behind.then(() -> write(full, target));
    }

    /**
     * Neighbouring blocks of one chunk.
     *
     * @param offset of the first byte in the file
     * @param block the last one
     */
    private record Collected(ByteBuffer data, long offset, int chunk, int block, Origin origin) {}

    private void write(Collected full, OpenFile target) throws EngineException {
        int length = full.data().remaining();
        try {
            if (!isCopied(full, target)) {
                target.sink().write(full.data(), full.offset());
                if (target.data().isPresent()) {
                    PageHoles.punch(
                            target.data().get(),
                            target.sink(),
                            full.data().rewind(),
                            full.offset(),
                            files.capabilities());
                }
            }
        } catch (StorageException e) {
            throw local("can't be written", target.index(), target.data(), e);
        }
        if (target.state() == SnapshotState.REDO_COPY) {
            snapshot.storedRedo(target.index(), full.chunk(), full.block(), length);
        } else {
            snapshot.storedData(target.index(), full.chunk(), full.block(), length);
        }
        listener.stored(target.state().stage(), length);
        durability.written(length);
    }

    /** Copies what is in a file of this host past this process, if that is possible and better than to write it. */
    private boolean isCopied(Collected full, OpenFile target) throws StorageException {
        if (full.origin().file().isEmpty()) {
            return false;
        }
        Path source = full.origin().file().get();
        FileCopier way = copier;
        int length = full.data().remaining();
        if (!full.origin().read()) {
            way.copy(source, target.path(), full.offset(), length);
            return true;
        }
        if (way.share(source, target.path(), full.offset(), length)) {
            return true;
        }
        way.written();
        return false;
    }

    /** The donor has nothing more of a chunk, of which all has been collected. */
    void completeChunk(int ended) throws EngineException {
        flush();
        behind.then(() -> snapshot.completeChunk(ended));
    }

    /** Writes what is collected, and returns when all is written. */
    void drain() throws EngineException {
        flush();
        behind.await();
    }

    private EngineException local(String what, int index, Optional<DataFile> file, StorageException cause) {
        return durability.failed(
                EngineException.local(file.map(DataFile::name).orElse("file " + index) + " " + what, cause));
    }

    private void closeFile() {
        open.ifPresent(file -> behind.always(() -> close(file)));
        open = Optional.empty();
    }

    /** What was written through the sink counts as stored already: when it is lost after all, that is to be known. */
    private void close(OpenFile file) throws EngineException {
        try {
            file.sink().close();
        } catch (StorageException e) {
            throw local("can't be written", file.index(), file.data(), e);
        } finally {
            durability.closed(file.path());
        }
    }

    /** Writes what is collected, so that a lost connection costs no block that had arrived whole. */
    @Override
    public void close() throws EngineException {
        if (!memory.scope().isAlive()) {
            return;
        }
        try (memory;
                behind) {
            try {
                buffer.limit(buffer.capacity()).position(collected);
                flush();
            } finally {
                closeFile();
            }
            behind.await();
        }
    }
}
