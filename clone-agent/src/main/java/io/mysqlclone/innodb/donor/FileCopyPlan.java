package io.mysqlclone.innodb.donor;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.innodb.source.SourceFile;
import io.mysqlclone.storage.ReadAhead;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** FILE COPY: every data file as it is, in chunks of 4096 pages and blocks of 64. */
public final class FileCopyPlan implements StagePlan {
    private final List<SourceFile> files;
    private final DonorServer server;
    private final Opener opener;
    private final int chunks;
    private final long bytes;

    /** Of files that nobody changes. */
    FileCopyPlan(List<SourceFile> files, DonorServer server) {
        this(files, server, FileCopyPlan::openAtRest);
    }

    /**
     * Of files that may be renamed or dropped meanwhile.
     *
     * @param files in the order of their chunks
     */
    public FileCopyPlan(List<SourceFile> files, DonorServer server, Opener opener) {
        this.files = List.copyOf(files);
        this.server = server;
        this.opener = opener;
        this.chunks = files.stream()
                .mapToInt(file -> file.descriptor().lastChunk())
                .max()
                .orElse(0);
        this.bytes =
                files.stream().mapToLong(file -> file.descriptor().fileSize()).sum();
    }

    /** Opens a file for one chunk. */
    @FunctionalInterface
    public interface Opener {
        /**
         * The file, which is at least as long as its descriptor says.
         *
         * @return empty when it was dropped
         * @throws DonorException {@link DonorException#READ}
         */
        Optional<Opened> open(SourceFile file) throws DonorException;
    }

    /**
     * A file that is read.
     *
     * @param path under which it can be opened again; empty when another may be there by then
     * @param release called when the chunk was read
     */
    public record Opened(FileChannel channel, Optional<Path> path, Closeable release) implements Closeable {
        @Override
        public void close() {
            try {
                release.close();
            } catch (IOException e) {
                // It was read only.
            }
        }
    }

    @Override
    public int chunks() {
        return chunks;
    }

    @Override
    public int files() {
        return files.size();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public int blocks(int chunk) {
        return (int) Math.ceilDiv(bytes(chunk), server.blockBytes());
    }

    @Override
    public long bytes(int chunk) {
        FileDescriptor file = file(chunk).descriptor();
        return Math.min(server.chunkBytes(), file.fileSize() - start(file, chunk));
    }

    @Override
    public void announce(BlockSender to) throws IOException, InterruptedException {
        for (SourceFile file : files) {
            to.descriptor(file.descriptor());
        }
    }

    @Override
    public void send(int chunk, int stored, BlockSender to) throws IOException, InterruptedException {
        SourceFile source = file(chunk);
        Optional<Opened> opened = opener.open(source);
        if (opened.isEmpty()) {
            to.dropped(source.descriptor(), chunk);
            return;
        }
        int blocks = blocks(chunk);
        try (Opened from = opened.get();
                ReadAhead ahead = from.path().isEmpty() || blocks == 1
                        ? ReadAhead.none()
                        : to.readAhead(from.path().get())) {
            for (int block = stored + 1; block <= blocks; block++) {
                to.await(block);
                long within = (block - 1L) * server.blockBytes();
                // This block, if nobody has read it yet, and the next one while this is sent.
                ahead.read(
                        start(source.descriptor(), chunk) + within,
                        Math.min(2L * server.blockBytes(), bytes(chunk) - within));
                send(chunk, block, source.descriptor(), from, to);
            }
        }
    }

    private void send(int chunk, int block, FileDescriptor file, Opened from, BlockSender to)
            throws IOException, InterruptedException {
        long offset = start(file, chunk) + (block - 1L) * server.blockBytes();
        int length = (int) Math.min(server.blockBytes(), file.fileSize() - offset);
        var data = new DataDescriptor(
                SnapshotState.FILE_COPY, to.task(), chunk, block, file.fileIndex(), length, offset, file.fileSize());
        if (from.path().isPresent()) {
            to.block(data, from.path().get(), from.channel());
        } else {
            to.block(data, from.channel(), offset);
        }
    }

    private long start(FileDescriptor file, int chunk) {
        return (chunk - file.firstChunk()) * server.chunkBytes();
    }

    /** The file that a chunk is of; an empty file has none. */
    private SourceFile file(int chunk) {
        int low = 0;
        int high = files.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (files.get(middle).descriptor().lastChunk() < chunk) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return files.get(low);
    }

    private static Optional<Opened> openAtRest(SourceFile file) throws DonorException {
        try {
            FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            if (channel.size() < file.descriptor().fileSize()) {
                channel.close();
                throw new DonorException(
                        DonorException.READ, file.path() + " has become shorter since the clone began");
            }
            return Optional.of(new Opened(channel, Optional.of(file.path()), channel));
        } catch (DonorException e) {
            throw e;
        } catch (IOException e) {
            throw new DonorException(DonorException.READ, file.path() + " can't be read: " + e.getMessage(), e);
        }
    }
}
