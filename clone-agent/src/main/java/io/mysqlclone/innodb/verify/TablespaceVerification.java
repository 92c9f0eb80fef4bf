package io.mysqlclone.innodb.verify;

import io.mysqlclone.innodb.verify.RangeCheck.Range;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Checks every page of every tablespace below a data directory that no server has open: its checksum, its number and
 * its tablespace; the length of every file; and the redo log of a clone that mysqld has not started on yet. Changes
 * nothing, leaves the page cache alone and takes 1 MiB of memory a thread.
 *
 * <p>Tablespaces outside the data directory are not found; their directory can be verified by itself.
 */
public final class TablespaceVerification {
    private final Path dataDir;
    private final int threads;

    /** @param threads files and ranges of files that are read at the same time, 1 or more */
    public TablespaceVerification(Path dataDir, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("the verification can't have " + threads + " threads");
        }
        this.dataDir = dataDir.toAbsolutePath().normalize();
        this.threads = threads;
    }

    /**
     * Reads all tablespaces, in parallel.
     *
     * @param progress hears bytes read so far; called from several threads
     * @throws VerificationRefusedException when a server or an unfinished clone is at work on the directory, or it has
     *     no tablespace
     * @throws IOException when a file can't be read
     */
    public Outcome run(Consumer<Progress> progress) throws IOException, InterruptedException {
        IdleDirectory.require(dataDir);
        Findings findings = new Findings();
        TablespaceScan scan = new TablespaceScan(dataDir, findings);
        List<TablespaceFile> files = scan.files();
        if (scan.found() == 0) {
            throw new VerificationRefusedException(
                    dataDir + " holds no tablespace: give the data directory of a server");
        }
        AtomicLong done = new AtomicLong();
        progress.accept(new Progress(0, scan.bytes()));
        checkAll(
                new Ranges(files), findings, read -> progress.accept(new Progress(done.addAndGet(read), scan.bytes())));
        new ClonedRedo(dataDir.resolve("#innodb_redo"), findings).check();
        new ClonedRedo(dataDir.resolve("#innodb_redo.#clone"), findings).check();
        // A server that was started meanwhile has changed pages under us.
        IdleDirectory.require(dataDir);
        return new Outcome(
                scan.found(),
                done.get(),
                findings.verified(),
                findings.unverifiable() + findings.copies(),
                findings.copies(),
                findings.corrupt(),
                findings.sentences());
    }

    private void checkAll(Ranges ranges, Findings findings, LongConsumer progress)
            throws IOException, InterruptedException {
        ExecutorService workers = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("verify-", 0).daemon().factory());
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(workers.submit(() -> {
                    RangeCheck check = new RangeCheck(findings, progress);
                    for (Optional<Range> range = ranges.next(); range.isPresent(); range = ranges.next()) {
                        check.check(range.get());
                    }
                    return null;
                }));
            }
            for (Future<?> worker : running) {
                await(worker);
            }
        } finally {
            workers.shutdownNow();
        }
    }

    private static void await(Future<?> worker) throws IOException, InterruptedException {
        try {
            worker.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException runtime -> throw runtime;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** Hands out all files in ranges that several threads can share a large file by. */
    private static final class Ranges {
        private static final long LENGTH = 64L << 20;

        private final List<TablespaceFile> files;
        private int file;
        private long offset;

        Ranges(List<TablespaceFile> files) {
            this.files = files;
        }

        /** The next range; empty at the end. */
        synchronized Optional<Range> next() {
            while (file < files.size()) {
                TablespaceFile current = files.get(file);
                long left = current.pages() * current.pageSize() - offset;
                if (left > 0) {
                    Range range = new Range(current, offset, Math.min(left, LENGTH));
                    offset += range.length();
                    return Optional.of(range);
                }
                file++;
                offset = 0;
            }
            return Optional.empty();
        }
    }

    /**
     * How far the verification is.
     *
     * @param bytes bytes read
     * @param totalBytes bytes of all tablespaces
     */
    public record Progress(long bytes, long totalBytes) {}

    /**
     * What was found.
     *
     * @param files files of tablespaces
     * @param bytes bytes read
     * @param verified pages that are whole and where they belong (all-zero pages included)
     * @param unverifiable pages that can't be checked without key or decompression, but are where they belong, and
     *     {@code copies}
     * @param copies pages of the system tablespace's old doublewrite buffer, which mysqld has not used since 8.0.20 and
     *     which may hold a copy of any page of any tablespace, encrypted ones included
     * @param corrupt pages that are damaged, in the wrong place or missing
     * @param problems each a sentence naming file and page, at most 100
     */
    public record Outcome(
            int files, long bytes, long verified, long unverifiable, long copies, long corrupt, List<String> problems) {
        public Outcome {
            problems = List.copyOf(problems);
        }
    }
}
