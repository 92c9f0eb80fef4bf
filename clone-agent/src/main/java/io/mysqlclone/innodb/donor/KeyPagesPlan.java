package io.mysqlclone.innodb.donor;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.page.EncryptionInfo;
import io.mysqlclone.innodb.page.PageChecksum;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.innodb.source.SourceFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;

/**
 * PAGE COPY of a directory at rest: nothing has changed, but a recipient must be given the keys of what is encrypted, and
 * these come in the first page of each file.
 */
final class KeyPagesPlan implements StagePlan {
    private final List<SourceFile> files;
    private final long bytes;

    KeyPagesPlan(List<SourceFile> files) {
        this.files = files.stream()
                .filter(file -> file.key().isPresent())
                .sorted(Comparator.comparingLong(file -> file.descriptor().spaceId()))
                .toList();
        this.bytes = this.files.stream().mapToLong(KeyPagesPlan::length).sum();
    }

    @Override
    public int chunks() {
        return Math.ceilDiv(files.size(), DonorServer.PAGES_PER_CHUNK);
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
        return Math.min(DonorServer.PAGES_PER_CHUNK, files.size() - first(chunk));
    }

    @Override
    public long bytes(int chunk) {
        return files.subList(first(chunk), first(chunk) + blocks(chunk)).stream()
                .mapToLong(KeyPagesPlan::length)
                .sum();
    }

    private static int first(int chunk) {
        return (chunk - 1) * DonorServer.PAGES_PER_CHUNK;
    }

    @Override
    public void announce(BlockSender to) {
        // Only what DDL did to files would be.
    }

    @Override
    public void send(int chunk, int stored, BlockSender to) throws IOException, InterruptedException {
        for (int block = stored + 1; block <= blocks(chunk); block++) {
            SourceFile file = files.get(first(chunk) + block - 1);
            FileDescriptor descriptor = file.descriptor();
            to.await(block);
            to.block(
                    new DataDescriptor(
                            SnapshotState.PAGE_COPY,
                            to.task(),
                            chunk,
                            block,
                            descriptor.fileIndex(),
                            length(file),
                            0,
                            descriptor.fileSize()),
                    page(file));
        }
    }

    private static int length(SourceFile file) {
        return flags(file).physicalPageSize();
    }

    private static FspFlags flags(SourceFile file) {
        return file.descriptor().fspFlags();
    }

    /** The first page, with the key in clear. */
    private static ByteBuffer page(SourceFile file) throws DonorException {
        ByteBuffer page = ByteBuffer.allocate(length(file));
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            while (page.hasRemaining() && channel.read(page, page.position()) >= 0) {}
            int at = EncryptionInfo.offsetInFirstPage(flags(file));
            EncryptionInfo.read(page, at).inClear(file.key().orElseThrow()).write(page, at);
            new PageChecksum(flags(file)).stamp(page, 0);
            return page.rewind();
        } catch (MalformedMessageException e) {
            throw new DonorException(
                    DonorException.READ, file.path() + " has lost its key since the clone began: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new DonorException(DonorException.READ, file.path() + " can't be read: " + e.getMessage(), e);
        }
    }
}
