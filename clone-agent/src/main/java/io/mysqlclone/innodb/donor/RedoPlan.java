package io.mysqlclone.innodb.donor;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.FileFlags;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.innodb.source.RedoLog;
import io.mysqlclone.innodb.source.RedoPart;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * REDO COPY: the blocks of each redo file in chunks, then the header of the first one as a chunk of its own, and the last
 * block of the log as another one.
 */
public final class RedoPlan implements StagePlan {
    private final RedoLog redo;
    private final DonorServer server;
    private final List<FileDescriptor> files = new ArrayList<>();
    private final int header;
    private final long bytes;

    /** Of a log. */
    public RedoPlan(RedoLog redo, DonorServer server) {
        this.redo = redo;
        this.server = server;
        int chunk = 1;
        long total = redo.header().length() + redo.trailer().length();
        for (RedoLog.File file : redo.files()) {
            long length = file.blocks().map(RedoPart::length).orElse(0L);
            // One without blocks has a chunk all the same, of which nothing is sent.
            int count = Math.max(1, Math.toIntExact(Math.ceilDiv(length, server.chunkBytes())));
            files.add(new FileDescriptor(
                    SnapshotState.REDO_COPY,
                    file.size(),
                    0,
                    FspFlags.NOT_A_TABLESPACE,
                    0,
                    redo.encrypted() ? new FileFlags(FileFlags.ENCRYPTED) : FileFlags.NONE,
                    SpaceIds.REDO,
                    files.size(),
                    chunk,
                    chunk + count - 1,
                    Optional.empty(),
                    Optional.empty()));
            chunk += count;
            total += length;
        }
        this.header = chunk;
        this.bytes = total;
    }

    @Override
    public int chunks() {
        return header + 1;
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
        return chunk >= header ? 1 : (int) Math.ceilDiv(length(chunk), server.blockBytes());
    }

    @Override
    public long bytes(int chunk) {
        if (chunk < header) {
            return length(chunk);
        }
        return chunk == header ? redo.header().length() : redo.trailer().length();
    }

    @Override
    public void announce(BlockSender to) throws IOException, InterruptedException {
        for (FileDescriptor file : files) {
            to.redoFile(file);
        }
    }

    @Override
    public void send(int chunk, int stored, BlockSender to) throws IOException, InterruptedException {
        if (chunk == header) {
            single(chunk, stored, 0, redo.header(), to);
        } else if (chunk > header) {
            single(chunk, stored, files.size() - 1, redo.trailer(), to);
        } else {
            int index = file(chunk);
            Optional<RedoPart.Stored> part = redo.files().get(index).blocks();
            if (part.isPresent()) {
                to.redoFile(files.get(index));
                switch (part.get()) {
                    case RedoPart.Open open -> sendBlocks(chunk, stored, index, open, open.channel(), to);
                    case RedoPart.InFile file -> {
                        try (FileChannel channel = open(file)) {
                            sendBlocks(chunk, stored, index, file, channel, to);
                        }
                    }
                }
            }
        }
    }

    private void sendBlocks(int chunk, int stored, int index, RedoPart part, FileChannel channel, BlockSender to)
            throws IOException, InterruptedException {
        int blocks = blocks(chunk);
        for (int block = stored + 1; block <= blocks; block++) {
            long offset = part.offset() + start(chunk) + (block - 1L) * server.blockBytes();
            int length = (int) Math.min(server.blockBytes(), part.offset() + part.length() - offset);
            block(data(chunk, block, index, offset, length, to), part, channel, to);
        }
    }

    private static void block(DataDescriptor data, RedoPart part, FileChannel channel, BlockSender to)
            throws IOException, InterruptedException {
        if (part instanceof RedoPart.InFile file) {
            to.block(data, file.path(), channel);
        } else {
            to.block(data, channel, data.offset());
        }
    }

    /** A chunk of one block. */
    private void single(int chunk, int stored, int index, RedoPart part, BlockSender to)
            throws IOException, InterruptedException {
        if (stored > 0) {
            return;
        }
        to.redoFile(files.get(index));
        DataDescriptor data = data(chunk, 1, index, part.offset(), Math.toIntExact(part.length()), to);
        switch (part) {
            case RedoPart.InMemory memory -> to.block(data, memory.content().buffer());
            case RedoPart.Open open -> block(data, open, open.channel(), to);
            case RedoPart.InFile file -> {
                try (FileChannel channel = open(file)) {
                    block(data, file, channel, to);
                }
            }
        }
    }

    private DataDescriptor data(int chunk, int block, int index, long offset, int length, BlockSender to) {
        return new DataDescriptor(
                SnapshotState.REDO_COPY,
                to.task(),
                chunk,
                block,
                index,
                length,
                offset,
                redo.files().get(index).end());
    }

    private int file(int chunk) {
        int index = 0;
        while (files.get(index).lastChunk() < chunk) {
            index++;
        }
        return index;
    }

    private long start(int chunk) {
        return (chunk - files.get(file(chunk)).firstChunk()) * server.chunkBytes();
    }

    private long length(int chunk) {
        long all = redo.files().get(file(chunk)).blocks().map(RedoPart::length).orElse(0L);
        return Math.min(server.chunkBytes(), all - start(chunk));
    }

    private static FileChannel open(RedoPart.InFile part) throws DonorException {
        try {
            FileChannel channel = FileChannel.open(part.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            if (channel.size() < part.offset() + part.length()) {
                channel.close();
                throw new DonorException(
                        DonorException.READ, part.path() + " has become shorter since the clone began");
            }
            return channel;
        } catch (DonorException e) {
            throw e;
        } catch (IOException e) {
            throw new DonorException(DonorException.READ, part.path() + " can't be read: " + e.getMessage(), e);
        }
    }
}
