package io.mysqlclone.innodb.live;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.engine.PointMissedException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.TablespaceKey;
import io.mysqlclone.innodb.donor.RedoPlan;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.innodb.source.MasterKeys;
import io.mysqlclone.innodb.source.RedoLog;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;

/**
 * One attempt to take a point.
 *
 * <p>What has to be true of the pages and the log that are kept: each page was read after its last write before a checkpoint,
 * and before the point; the log goes from that checkpoint to the point, and has no DDL in it, so that a recovery
 * meets no file that the point has not got; the files are those of the point; and what is
 * written without being logged, as when an index is built, was on disk before the checkpoint. So the long part can be done
 * while the server goes on, and only the last step under the backup lock: to see that no DDL ran since, and to ask for the
 * point ({@link #inPassing}). Where DDL runs all the time, all of it is done under the lock, as long as that is short ({@link
 * #underLock}).
 */
final class CaptureAttempt implements Closeable {
    private static final Duration COPY_PATIENCE = Duration.ofHours(12);
    private static final Duration REDO_PATIENCE = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 5;

    private final Mysqld mysqld;
    private final DonorServer server;
    private final FspFlags serverFlags;
    private final CaptureLimits limits;
    private final Spool spool;
    private final Generation generation;
    private final FileWalk walk;
    private final Optional<Path> keyring;
    private final MasterKeys keys;
    private final PageCopier copier;
    private SpooledPages pages = SpooledPages.NONE;
    private PageSet missed = PageSet.EMPTY;
    /** Files of which all pages were copied, by their tablespace ids. */
    private final Map<Long, Object> whole = new HashMap<>();
    /** Tablespaces whose files recipients keep: decided once, as one may be given up while the point is taken. */
    private final Set<Long> kept = new HashSet<>();

    private Optional<RedoFollower> redo = Optional.empty();
    private Duration lockHeld = Duration.ZERO;
    private String trouble = "";
    private String advice = "clone when it runs less DDL";
    private Optional<Mysqld.Point> taken = Optional.empty();
    private final Witnesses witnesses;
    /** What they have kept, until it is handed to the point. */
    private final Map<Integer, LogStop.Part> parts = new HashMap<>();

    CaptureAttempt(
            Mysqld mysqld,
            DonorServer server,
            Optional<Path> keyring,
            CaptureLimits limits,
            Spool spool,
            Generation generation,
            Witnesses witnesses)
            throws EngineException {
        this.mysqld = mysqld;
        this.server = server;
        this.serverFlags = FspFlags.ofPageSize(server.pageSize());
        this.limits = limits;
        this.spool = spool;
        this.generation = generation;
        this.witnesses = witnesses;
        this.walk = new FileWalk(mysqld.places());
        this.keyring = keyring;
        this.keys = MasterKeys.of(keyring);
        this.copier = new PageCopier(spool, serverFlags, this::keyToCheckWith);
    }

    /** Why there is no point. */
    String trouble() {
        return trouble;
    }

    /** What to do about that. */
    String advice() {
        return advice;
    }

    /** How long the backup lock was held. */
    Duration lockHeld() {
        return lockHeld;
    }

    CaptureReport report(int attempts, Duration longest) {
        return new CaptureReport(
                1,
                attempts,
                lockHeld,
                longest,
                pages.size(),
                spool.bytes(),
                redo.map(RedoFollower::bytes).orElse(0L),
                taken.orElseThrow());
    }

    private Optional<CapturedPoint> inVain(String why) {
        trouble = why;
        return Optional.empty();
    }

    /** A point for which the lock is held only in the last step; empty when that would be too early. */
    Optional<CapturedPoint> inPassing(Capture.Gate gate) throws IOException, InterruptedException {
        witnesses.prepare();
        // Before the lock is asked for: a statement that comes while it is waited for, or held, has begun by then, and
        // goes on as soon as it is let go.
        long statements = mysqld.ddlStatements();
        if (mysqld.hasWaitingDdl()) {
            // It was counted, and builds when that other backup lets it.
            return inVain("DDL waits for another backup");
        }
        try (var _ = lock()) {
            // No DDL is under way here: what was built by those before is on disk by the next checkpoint.
        } catch (LockNotHad e) {
            return inVain(e.getMessage());
        }
        mysqld.flushPages();
        PageSet changed = follow();
        FileWalk.Files seen = walk.walk(List.of());
        copy(wanted(changed, seen), seen, System.nanoTime() + COPY_PATIENCE.toNanos());
        gate.shut();
        FileWalk.Files now;
        Mysqld.Point point;
        long begin = System.nanoTime();
        try (Mysqld.BackupLock lock = lock()) {
            begin = System.nanoTime();
            if (mysqld.ddlStatements() != statements) {
                return inVain("DDL ran while pages were copied");
            }
            now = walk.walk(lock.files());
            if (!copy(rest(seen, now), now, begin + copyTime().toNanos())) {
                return inVain("tables were made anew while pages were copied, more than can be read in "
                        + copyTime().toMillis() + " ms while DDL waits");
            }
            point = take(lock, begin + limits.lockHeld().toNanos());
        } catch (LockNotHad e) {
            return inVain(e.getMessage());
        } catch (PointMissedException e) {
            advice = e.advice();
            return inVain(e.getMessage());
        } finally {
            lockHeld = Duration.ofNanos(System.nanoTime() - begin);
        }
        return finish(now, point);
    }

    /** A point for which the lock is held from before the checkpoint; empty when that takes too long. */
    Optional<CapturedPoint> underLock(Capture.Gate gate) throws IOException, InterruptedException {
        witnesses.prepare();
        // So that little is left to be written when the lock is there.
        mysqld.flushPages();
        gate.shut();
        FileWalk.Files now;
        Mysqld.Point point;
        long begin = System.nanoTime();
        try (Mysqld.BackupLock lock = lock()) {
            begin = System.nanoTime();
            long deadline = begin + copyTime().toNanos();
            if (!flushWithin(deadline)) {
                return inVain("the server took longer than " + copyTime().toMillis()
                        + " ms for a checkpoint while DDL waited");
            }
            PageSet changed = follow();
            now = walk.walk(lock.files());
            PageSet all = wanted(changed, now);
            if (!copy(all, now, deadline)) {
                return inVain("DDL runs all the time, and " + all.size()
                        + " pages were changed since the clone began, more than can be read in "
                        + copyTime().toMillis() + " ms while DDL waits");
            }
            point = take(lock, begin + limits.lockHeld().toNanos());
        } catch (LockNotHad e) {
            return inVain(e.getMessage());
        } catch (PointMissedException e) {
            advice = e.advice();
            return inVain(e.getMessage());
        } finally {
            lockHeld = Duration.ofNanos(System.nanoTime() - begin);
        }
        return finish(now, point);
    }

    /** What is left of the time for which the lock is held is for the point itself, which takes what it takes. */
    private Duration copyTime() {
        return limits.lockHeld().multipliedBy(2).dividedBy(3);
    }

    /** The point, and what the engines beside this one keep of it: a moment later the server may purge what they need. */
    private Mysqld.Point take(Mysqld.BackupLock lock, long deadline) throws DonorException, PointMissedException {
        Witnesses.Taken all = witnesses.take(lock, deadline);
        parts.putAll(all.parts());
        return all.point();
    }

    /** DDL takes too long. */
    private static final class LockNotHad extends Exception {
        private static final long serialVersionUID = 1;

        LockNotHad(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    private Mysqld.BackupLock lock() throws DonorException, LockNotHad {
        try {
            return mysqld.lock(limits.lockWait());
        } catch (DonorException e) {
            if (e.error() == Mysqld.LOCK_WAIT_TIMEOUT) {
                throw new LockNotHad(
                        "a DDL statement ran longer than " + limits.lockWait().toSeconds() + " s");
            }
            throw e;
        }
    }

    /** The server goes on writing when it is too late. */
    private boolean flushWithin(long deadline) throws DonorException, InterruptedException {
        long lsn = mysqld.currentLsn();
        AtomicReference<Optional<DonorException>> failure = new AtomicReference<>(Optional.empty());
        Thread.ofVirtual().name("clone-flush").start(() -> {
            try {
                mysqld.flushPages();
            } catch (DonorException e) {
                failure.set(Optional.of(e));
            }
        });
        while (mysqld.checkpoint() < lsn) {
            Optional<DonorException> why = failure.get();
            if (why.isPresent()) {
                throw why.get();
            }
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }

    /** Follows the log from a checkpoint on, and asks which pages were changed until that. */
    private PageSet follow() throws DonorException {
        Mysqld.RedoHold hold = mysqld.holdRedo();
        boolean handed = false;
        try {
            long checkpoint = mysqld.checkpoint();
            redo = Optional.of(
                    RedoFollower.start(new RedoTail(mysqld.places().redo(), spool, hold, checkpoint, keyring)));
            handed = true;
            if (checkpoint <= generation.trackedFrom()) {
                return PageSet.EMPTY;
            }
            Optional<Mysqld.PageList> list = mysqld.changedPages(generation.trackedFrom(), checkpoint);
            if (list.isEmpty()) {
                return PageSet.EMPTY;
            }
            try (Mysqld.PageList pageList = list.get()) {
                return PageSet.read(pageList.file(), pageList.count());
            }
        } finally {
            if (!handed) {
                hold.close();
            }
        }
    }

    /**
     * Changed pages of what is there; all of files that FILE COPY has not got; and first pages that have a key, or tell of a
     * growth.
     */
    private PageSet wanted(PageSet changed, FileWalk.Files files) {
        LongStream more = LongStream.of(
                PageSet.key(SpaceIds.SYSTEM, 0), PageSet.key(SpaceIds.SYSTEM, FirstPages.TRANSACTION_SYSTEM_PAGE));
        kept.clear();
        for (LiveFile file : files.others().values()) {
            if (generation.has(file)) {
                kept.add(file.spaceId());
                if (file.info().isPresent() || generation.hasGrown(file)) {
                    more = LongStream.concat(more, LongStream.of(PageSet.key(file.spaceId(), 0)));
                }
            } else {
                whole.put(file.spaceId(), file.identity());
                more = LongStream.concat(more, allPages(file));
            }
        }
        return changed.with(more)
                .ofSpaces(id -> id == SpaceIds.SYSTEM || files.others().containsKey(id));
    }

    /**
     * What {@link #copy} has not got so far: files that are new since, or are new for recipients since, pages that it missed,
     * and first pages of what has grown.
     */
    private PageSet rest(FileWalk.Files seen, FileWalk.Files now) {
        LongStream more = missed.keys();
        kept.clear();
        for (LiveFile file : now.others().values()) {
            LiveFile before = seen.others().get(file.spaceId());
            boolean had = generation.has(file);
            boolean copied = had
                    ? before != null && before.identity().equals(file.identity())
                    : file.identity().equals(whole.get(file.spaceId()));
            if (had) {
                kept.add(file.spaceId());
            }
            if (!copied) {
                more = LongStream.concat(more, allPages(file));
            } else if (before != null && before.found().size() != file.found().size()) {
                more = LongStream.concat(more, LongStream.of(PageSet.key(file.spaceId(), 0)));
            }
        }
        return PageSet.of(more)
                .ofSpaces(id -> id == SpaceIds.SYSTEM || now.others().containsKey(id));
    }

    private LongStream allPages(LiveFile file) {
        long count = file.found().size() / FileChanges.flags(file, serverFlags).physicalPageSize();
        return LongStream.range(0, count).map(page -> PageSet.key(file.spaceId(), page));
    }

    /** @return false when it was too late */
    private boolean copy(PageSet wanted, FileWalk.Files files, long deadline)
            throws DonorException, InterruptedException {
        Optional<PageCopier.Copied> copied = copier.copy(wanted, files, deadline);
        copied.ifPresent(some -> {
            pages = pages.with(some.pages());
            missed = some.missed();
        });
        return copied.isPresent();
    }

    /** A key that can't be had is told of when it is needed. */
    private Optional<TablespaceKey> keyToCheckWith(LiveFile file) {
        try {
            return file.info().isPresent()
                    ? Optional.of(
                            keys.open(file.info().get(), file.found().path().toString()))
                    : Optional.empty();
        } catch (EngineException noKey) {
            return Optional.empty();
        }
    }

    private Optional<CapturedPoint> finish(FileWalk.Files now, Mysqld.Point point)
            throws IOException, InterruptedException {
        if (missed.size() > 0) {
            return inVain("a file was renamed while DDL was to wait");
        }
        if (!undoOf(walk.walk(List.of())).equals(undoOf(now))) {
            // The purge does that by itself, lock or not.
            return inVain("an undo tablespace was truncated");
        }
        var firstPages = new FirstPages(pages, spool, serverFlags, MasterKeys.of(keyring));
        FileWalk.Files files = firstPages.refresh(now);
        Map<Long, TablespaceKey> clear = new HashMap<>();
        for (LiveFile file : files.others().values()) {
            if (file.info().isPresent()) {
                clear.put(file.spaceId(), firstPages.key(file));
            }
        }
        if (point.binaryLog().isPresent()) {
            pages = pages.with(firstPages.withPosition(point.binaryLog().get()));
        }
        RedoLog log = redo.orElseThrow().cutAt(point.lsn(), REDO_PATIENCE);
        redo.get().close();
        FileChanges changes = FileChanges.between(
                generation.files(), file -> kept.contains(file.spaceId()), files, clear, server, serverFlags);
        SpooledPages sent = pages.ofSpaces(id -> changes.targets().containsKey(id));
        var captured = new CapturedPoint(
                new ChangedPagesPlan(sent, spool.pages(), changes.descriptors(), changes.targets()),
                new RedoPlan(log, server),
                new LogStop(point.binaryLog(), point.gtidExecuted(), parts),
                log.encrypted() || !clear.isEmpty(),
                spool);
        parts.clear();
        taken = Optional.of(point);
        return Optional.of(captured);
    }

    private static List<Object> undoOf(FileWalk.Files files) {
        List<Object> undo = new ArrayList<>();
        files.others().forEach((id, file) -> {
            if (SpaceIds.isUndo(id)) {
                undo.add(id);
                undo.add(file.identity());
            }
        });
        return undo;
    }

    /** Lets the server use its log anew, and lets go of what was kept of a point that came to nothing. */
    @Override
    public void close() {
        parts.values().forEach(LogStop.Part::close);
        redo.ifPresent(RedoFollower::close);
    }
}
