package io.mysqlclone.innodb.live;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.TablespaceKey;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.donor.BlockSender;
import io.mysqlclone.innodb.donor.StagePlan;
import io.mysqlclone.innodb.page.EncryptionInfo;
import io.mysqlclone.innodb.page.PageChecksum;
import io.mysqlclone.innodb.snapshot.DonorServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PAGE COPY of what a running server has changed: from a spool, in which nothing changes any more. */
final class ChangedPagesPlan implements StagePlan {
    private final SpooledPages pages;
    private final FileChannel spool;
    private final List<FileDescriptor> changes;
    private final Map<Long, Target> targets;
    private final long bytes;

    /**
     * Of pages whose tablespaces are all among {@code targets}.
     *
     * @param changes what became of files, in state PAGE COPY
     */
    ChangedPagesPlan(SpooledPages pages, FileChannel spool, List<FileDescriptor> changes, Map<Long, Target> targets) {
        this.pages = pages;
        this.spool = spool;
        this.changes = List.copyOf(changes);
        this.targets = Map.copyOf(targets);
        this.bytes = pages.keys().map(key -> target(key).pageSize()).sum();
    }

    /**
     * Where the pages of a tablespace go.
     *
     * @param files its files, in their order
     * @param flags with the size of its pages
     * @param key of an encrypted one
     */
    record Target(List<Part> files, FspFlags flags, Optional<TablespaceKey> key) {
        Target {
            files = List.copyOf(files);
        }

        /**
         * A file of it.
         *
         * @param index in the clone
         * @param size in bytes
         */
        record Part(int index, long size) {}

        int pageSize() {
            return flags.physicalPageSize();
        }
    }

    private Target target(long key) {
        return java.util.Objects.requireNonNull(targets.get(PageSet.spaceId(key)));
    }

    @Override
    public int chunks() {
        return Math.ceilDiv(pages.size(), DonorServer.PAGES_PER_CHUNK);
    }

    @Override
    public int files() {
        return pages.size();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public int blocks(int chunk) {
        return Math.min(DonorServer.PAGES_PER_CHUNK, pages.size() - first(chunk));
    }

    private static int first(int chunk) {
        return (chunk - 1) * DonorServer.PAGES_PER_CHUNK;
    }

    @Override
    public void announceChanges(BlockSender to) throws IOException, InterruptedException {
        for (FileDescriptor change : changes) {
            to.descriptor(change);
        }
    }

    @Override
    public long bytes(int chunk) {
        return pages.keys()
                .skip(first(chunk))
                .limit(blocks(chunk))
                .map(key -> target(key).pageSize())
                .sum();
    }

    @Override
    public void announce(BlockSender to) {
        // Files are only told of when something became of them.
    }

    @Override
    public void send(int chunk, int stored, BlockSender to) throws IOException, InterruptedException {
        for (int block = stored + 1; block <= blocks(chunk); block++) {
            int at = first(chunk) + block - 1;
            long page = PageSet.page(pages.key(at));
            Target target = target(pages.key(at));
            long offset = page * target.pageSize();
            int part = 0;
            while (part < target.files().size() - 1
                    && offset >= target.files().get(part).size()) {
                offset -= target.files().get(part++).size();
            }
            var data = new DataDescriptor(
                    SnapshotState.PAGE_COPY,
                    to.task(),
                    chunk,
                    block,
                    target.files().get(part).index(),
                    target.pageSize(),
                    offset,
                    target.files().get(part).size());
            if (page == 0 && target.key().isPresent()) {
                to.block(data, withKey(target, pages.offsetAt(at)));
            } else {
                to.block(data, spool, pages.offsetAt(at));
            }
        }
    }

    /** The first page, with the key in clear (section 8.8). */
    private ByteBuffer withKey(Target target, long at) throws DonorException {
        ByteBuffer page = ByteBuffer.allocate(target.pageSize());
        try {
            while (page.hasRemaining() && spool.read(page, at + page.position()) >= 0) {}
            int offset = EncryptionInfo.offsetInFirstPage(target.flags());
            EncryptionInfo.read(page, offset)
                    .inClear(target.key().orElseThrow())
                    .write(page, offset);
            new PageChecksum(target.flags()).stamp(page, 0);
            return page.rewind();
        } catch (MalformedMessageException e) {
            throw new DonorException(DonorException.READ, "the first page of a tablespace has lost its key", e);
        } catch (IOException e) {
            throw new DonorException(DonorException.READ, "changed pages can't be read again: " + e.getMessage(), e);
        }
    }
}
