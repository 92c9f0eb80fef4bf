package io.mysqlclone.innodb.live;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.TablespaceKey;
import io.mysqlclone.innodb.page.PageChecksum;
import io.mysqlclone.innodb.page.PageEncryption;
import io.mysqlclone.innodb.page.PageHeader;
import io.mysqlclone.innodb.page.PageVerdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Copies pages of a running server into a spool, each of them whole: one that is just being written has a wrong checksum,
 * and is read again until it has the right one.
 */
final class PageCopier {
    private static final int THREADS = 4;
    private static final int SLICE = 512;
    private static final int MOST_READS = 500;
    private static final long PAUSE_MILLIS = 2;
    private static final int BATCH = 1 << 20;

    private final Spool spool;
    private final FspFlags serverFlags;
    private final Function<LiveFile, Optional<TablespaceKey>> keys;

    /**
     * Into {@code spool}.
     *
     * @param keys of encrypted tablespaces, to see whether their pages are whole
     */
    PageCopier(Spool spool, FspFlags serverFlags, Function<LiveFile, Optional<TablespaceKey>> keys) {
        this.spool = spool;
        this.serverFlags = serverFlags;
        this.keys = keys;
    }

    /**
     * What came of it.
     *
     * @param missed pages whose file was not where it was said to be
     */
    record Copied(SpooledPages pages, PageSet missed) {}

    /**
     * Copies {@code wanted}; those of tablespaces that {@code files} has not got are missed.
     *
     * @param deadline as of {@link System#nanoTime}
     * @return empty when it was too late
     */
    Optional<Copied> copy(PageSet wanted, FileWalk.Files files, long deadline)
            throws DonorException, InterruptedException {
        long[] keysOf = wanted.keys().toArray();
        long[] offsets = new long[keysOf.length];
        ExecutorService threads = Executors.newFixedThreadPool(
                THREADS, Thread.ofPlatform().daemon().name("page-copy-", 0).factory());
        try {
            List<Future<Boolean>> slices = new ArrayList<>();
            for (int from = 0; from < keysOf.length; from += SLICE) {
                int begin = from;
                int end = Math.min(keysOf.length, from + SLICE);
                slices.add(threads.submit(() -> {
                    boolean early = System.nanoTime() - deadline < 0;
                    if (early) {
                        new Slice(files, keysOf, offsets, begin, end).copy();
                    }
                    return early;
                }));
            }
            for (Future<Boolean> slice : slices) {
                if (!slice.get()) {
                    return Optional.empty();
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DonorException known
                    ? known
                    : new DonorException(DonorException.INTERNAL, "changed pages can't be copied: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
        return Optional.of(sorted(keysOf, offsets));
    }

    private static Copied sorted(long[] keys, long[] offsets) {
        long[] foundKeys = new long[keys.length];
        long[] foundOffsets = new long[keys.length];
        List<Long> missed = new ArrayList<>();
        int count = 0;
        for (int i = 0; i < keys.length; i++) {
            if (offsets[i] == MISSED) {
                missed.add(keys[i]);
            } else if (offsets[i] != BEYOND) {
                foundKeys[count] = keys[i];
                foundOffsets[count++] = offsets[i];
            }
        }
        return new Copied(
                new SpooledPages(
                        java.util.Arrays.copyOf(foundKeys, count), java.util.Arrays.copyOf(foundOffsets, count)),
                PageSet.of(missed.stream().mapToLong(Long::longValue)));
    }

    private static final long MISSED = -1;
    private static final long BEYOND = -2;

    /** A part of the pages, by one thread. */
    private final class Slice {
        private final FileWalk.Files files;
        private final long[] keysOf;
        private final long[] offsets;
        private final int begin;
        private final int end;
        private final Map<Long, Space> spaces = new HashMap<>();
        private final ByteBuffer batch = ByteBuffer.allocate(BATCH);
        private int batchBegin;

        Slice(FileWalk.Files files, long[] keysOf, long[] offsets, int begin, int end) {
            this.files = files;
            this.keysOf = keysOf;
            this.offsets = offsets;
            this.begin = begin;
            this.end = end;
        }

        void copy() throws IOException, InterruptedException {
            batchBegin = begin;
            try {
                for (int i = begin; i < end; i++) {
                    long spaceId = PageSet.spaceId(keysOf[i]);
                    Space space = spaces.get(spaceId);
                    if (space == null) {
                        spaces.values().forEach(Space::close);
                        spaces.clear();
                        space = open(spaceId);
                        spaces.put(spaceId, space);
                    }
                    add(i, space);
                }
                flush(end);
            } finally {
                spaces.values().forEach(Space::close);
            }
        }

        private void add(int i, Space space) throws IOException, InterruptedException {
            if (space.parts().isEmpty()) {
                offsets[i] = MISSED;
                return;
            }
            if (batch.remaining() < space.pageSize()) {
                flush(i);
            }
            int at = batch.position();
            if (space.read(PageSet.page(keysOf[i]), batch)) {
                // Within the batch, until it is written.
                offsets[i] = at;
            } else {
                offsets[i] = BEYOND;
            }
        }

        private void flush(int until) throws DonorException {
            batch.flip();
            long at = batch.hasRemaining() ? spool.addPages(batch) : 0;
            for (int i = batchBegin; i < until; i++) {
                if (offsets[i] >= 0) {
                    offsets[i] += at;
                }
            }
            batchBegin = until;
            batch.clear();
        }

        private Space open(long spaceId) throws DonorException {
            List<LiveFile> parts = spaceId == SpaceIds.SYSTEM
                    ? files.system()
                    : Optional.ofNullable(files.others().get(spaceId))
                            .map(List::of)
                            .orElse(List.of());
            return Space.open(parts, serverFlags, parts.isEmpty() ? Optional.empty() : keys.apply(parts.getFirst()));
        }
    }

    /**
     * A tablespace that is open; without parts when it is not there.
     *
     * @param parts its files, and the pages of each
     */
    private record Space(
            List<Part> parts, int pageSize, long spaceId, PageChecksum checksum, Optional<PageEncryption> encryption) {
        private record Part(FileChannel channel, long pages, String path) {}

        static Space open(List<LiveFile> files, FspFlags serverFlags, Optional<TablespaceKey> key)
                throws DonorException {
            FspFlags flags =
                    files.isEmpty() || files.getFirst().found().stored().raw() == 0
                            ? serverFlags
                            : files.getFirst().found().stored();
            int pageSize = flags.physicalPageSize();
            long spaceId = files.isEmpty() ? 0 : files.getFirst().spaceId();
            List<Part> parts = new ArrayList<>();
            try {
                for (LiveFile file : files) {
                    FileChannel channel = FileWalk.open(file.found().path());
                    parts.add(new Part(
                            channel,
                            channel.size() / pageSize,
                            file.found().path().toString()));
                    if (spaceId != SpaceIds.SYSTEM && !OpenTablespace.isOf(channel, spaceId)) {
                        closeAll(parts);
                        parts.clear();
                    }
                }
            } catch (NoSuchFileException gone) {
                closeAll(parts);
                parts.clear();
            } catch (IOException e) {
                closeAll(parts);
                throw new DonorException(
                        DonorException.READ, files.getFirst().found().path() + " can't be read: " + e.getMessage(), e);
            }
            return new Space(parts, pageSize, spaceId, new PageChecksum(flags), key.map(PageEncryption::new));
        }

        private static void closeAll(List<Part> parts) {
            for (Part part : parts) {
                try {
                    part.channel().close();
                } catch (IOException e) {
                    // It was read only.
                }
            }
        }

        void close() {
            closeAll(parts);
        }

        /** Adds a page to {@code to}; false when the tablespace ends before it. */
        boolean read(long number, ByteBuffer to) throws DonorException, InterruptedException {
            long within = number;
            for (int i = 0; i < parts.size(); i++) {
                Part part = parts.get(i);
                // The last one may have grown since it was opened.
                if (within < part.pages() || i == parts.size() - 1) {
                    return read(part, number, within * pageSize, to);
                }
                within -= part.pages();
            }
            return false;
        }

        private boolean read(Part part, long number, long offset, ByteBuffer to)
                throws DonorException, InterruptedException {
            int at = to.position();
            Optional<ByteBuffer> before = Optional.empty();
            for (int attempt = 0; attempt < MOST_READS; attempt++) {
                to.position(at).limit(at + pageSize);
                try {
                    while (to.hasRemaining() && part.channel().read(to, offset + to.position() - at) >= 0) {}
                } catch (IOException e) {
                    throw new DonorException(DonorException.READ, part.path() + " can't be read: " + e.getMessage(), e);
                }
                boolean whole = !to.hasRemaining();
                to.limit(to.capacity());
                if (!whole) {
                    to.position(at);
                    return false;
                }
                switch (verdict(number, to, at)) {
                    case VALID, EMPTY -> {
                        return true;
                    }
                    case UNVERIFIABLE -> {
                        // Nothing tells whether it is whole but that it stays the same.
                        ByteBuffer now = ByteBuffer.allocate(pageSize).put(0, to, at, pageSize);
                        if (before.isPresent() && before.get().equals(now)) {
                            return true;
                        }
                        before = Optional.of(now);
                        Thread.sleep(1);
                    }
                    case CORRUPT -> {
                        before = Optional.empty();
                        Thread.sleep(PAUSE_MILLIS);
                    }
                }
            }
            throw new DonorException(
                    DonorException.READ,
                    "page " + number + " of " + part.path()
                            + " has a wrong checksum however often it is read: check the file with innochecksum");
        }

        private PageVerdict verdict(long number, ByteBuffer page, int at) {
            int type = PageHeader.type(page, at);
            boolean inPlace = spaceId == SpaceIds.SYSTEM
                    || (PageHeader.pageNumber(page, at) == number && PageHeader.spaceId(page, at) == spaceId);
            PageVerdict verdict;
            if (type == PageHeader.TYPE_ENCRYPTED && encryption.isPresent()) {
                ByteBuffer clear = ByteBuffer.allocate(pageSize).put(0, page, at, pageSize);
                encryption.get().open(clear);
                verdict = checksum.verify(clear, 0);
            } else {
                verdict = checksum.verify(page, at);
            }
            return verdict == PageVerdict.EMPTY || inPlace ? verdict : PageVerdict.CORRUPT;
        }
    }
}
