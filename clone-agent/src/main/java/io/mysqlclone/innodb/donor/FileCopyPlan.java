package io.mysqlclone.innodb.donor;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.innodb.source.SourceFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** FILE COPY: every data file as it is, in chunks of 4096 pages and blocks of 64. */
final class FileCopyPlan implements StagePlan {
    private final List<SourceFile> files;
    private final DonorServer server;
    private final int chunks;
    private final long bytes;

    FileCopyPlan(List<SourceFile> files, DonorServer server) {
        this.files = files;
        this.server = server;
        this.chunks = files.stream()
                .mapToInt(file -> file.descriptor().lastChunk())
                .max()
                .orElse(0);
        this.bytes =
                files.stream().mapToLong(file -> file.descriptor().fileSize()).sum();
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
        FileDescriptor file = file(chunk).descriptor();
        return (int)
                Math.ceilDiv(Math.min(server.chunkBytes(), file.fileSize() - start(file, chunk)), server.blockBytes());
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
        FileDescriptor file = source.descriptor();
        try (FileChannel channel = open(source)) {
            int blocks = blocks(chunk);
            for (int block = stored + 1; block <= blocks; block++) {
                long offset = start(file, chunk) + (block - 1L) * server.blockBytes();
                int length = (int) Math.min(server.blockBytes(), file.fileSize() - offset);
                to.block(
                        new DataDescriptor(
                                SnapshotState.FILE_COPY,
                                to.task(),
                                chunk,
                                block,
                                file.fileIndex(),
                                length,
                                offset,
                                file.fileSize()),
                        source.path(),
                        channel);
            }
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

    private static FileChannel open(SourceFile file) throws DonorException {
        try {
            FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            if (channel.size() < file.descriptor().fileSize()) {
                channel.close();
                throw new DonorException(
                        DonorException.READ, file.path() + " has become shorter since the clone began");
            }
            return channel;
        } catch (DonorException e) {
            throw e;
        } catch (IOException e) {
            throw new DonorException(DonorException.READ, file.path() + " can't be read: " + e.getMessage(), e);
        }
    }
}
