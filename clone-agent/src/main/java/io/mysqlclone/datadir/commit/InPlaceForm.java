package io.mysqlclone.datadir.commit;

import static io.mysqlclone.datadir.commit.CloneMarkers.NEW_FILES;
import static io.mysqlclone.datadir.commit.CloneMarkers.OLD_FILES;
import static io.mysqlclone.datadir.commit.CloneMarkers.REPLACE_FILES;
import static io.mysqlclone.datadir.commit.CloneMarkers.STATUS_ERROR;
import static io.mysqlclone.datadir.commit.CloneMarkers.STATUS_FIX;
import static io.mysqlclone.datadir.commit.CloneMarkers.VIEW_PROGRESS;
import static io.mysqlclone.datadir.commit.CloneMarkers.VIEW_STATUS;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.commit.CommitPlan.Placement;
import io.mysqlclone.datadir.live.LiveDirectory;
import io.mysqlclone.datadir.live.LogWriter;
import io.mysqlclone.datadir.live.RunningServer;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.release.CloneRules;
import io.mysqlclone.release.ServerVersion;
import io.mysqlclone.storage.DirectorySync;
import io.mysqlclone.storage.Inode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A clone in place of existing data, taken over by mysqld's next start. It is committed while no mysqld runs, because the
 * lists that mysqld follows must name exactly what is there.
 *
 * <p>{@code #clone/#status_error} is written first and removed last, and its removal is the commit point: a mysqld that
 * starts before it rolls back to the old data, one that starts after it swaps the files, and when its recovery of the
 * clone fails, rolls back at the start after that. Nothing of the old data is renamed, changed or removed here, and {@link
 * OldData} keeps it beyond what mysqld does.
 */
public final class InPlaceForm implements CloneForm {
    /** From the moment in which a mysqld reads {@code #clone/} until it is seen to run: 0.1 s with two tables. */
    private static final Duration START = Duration.ofMillis(500);

    /** It opens each tablespace and reads a page. */
    private static final Duration START_EACH = Duration.ofNanos(200_000);

    private final DataDirectory directory;
    private final List<Path> logIndexes;
    private final CommitSteps steps;
    private final CloneMarkers markers;
    private final Placer placer;
    private final Withdrawal withdrawal;
    private final boolean stopEvents;

    /**
     * @param directory the data directory of the server to be replaced
     * @param logIndexes index files of binary and relay logs that are not in {@code directory} itself
     */
    public InPlaceForm(DataDirectory directory, List<Path> logIndexes) {
        this(directory, logIndexes, false);
    }

    /**
     * @param directory the data directory of the server to be replaced
     * @param logIndexes index files of binary and relay logs that are not in {@code directory} itself
     * @param stopEvents whether the event scheduler of the clone's server is to be off
     */
    public InPlaceForm(DataDirectory directory, List<Path> logIndexes, boolean stopEvents) {
        this(directory, logIndexes, stopEvents, CommitSteps.UNDISTURBED);
    }

    InPlaceForm(DataDirectory directory, List<Path> logIndexes, boolean stopEvents, CommitSteps steps) {
        this.directory = directory;
        this.stopEvents = stopEvents;
        this.logIndexes = List.copyOf(logIndexes);
        this.steps = steps;
        this.markers = new CloneMarkers(directory);
        this.placer = new Placer(directory, steps);
        this.withdrawal = new Withdrawal(directory, steps);
    }

    /** A clone in place claims nothing: the live data stays as it is until the commit. */
    @Override
    public void begin() throws IOException {
        check();
        OldData.requireLinks(directory);
    }

    @Override
    public void check() throws IOException {
        if (commitUnderWay()) {
            return;
        }
        checkNothingUnconsumed();
        checkVariables();
        LiveDirectory.scan(directory, logIndexes);
    }

    private void checkVariables() throws IOException {
        if (stopEvents) {
            PersistedVariables.check(directory);
        }
    }

    /**
     * Tells whether the server here keeps its system tablespace in the same files as the donor.
     *
     * @param names file names of the donor's
     * @throws TargetRefusedException when it does not
     */
    public void checkSystemTablespace(Set<String> names) throws IOException {
        InPlacePlanner.checkSystemTablespace(LiveDirectory.scan(directory, logIndexes), names);
    }

    private void checkNothingUnconsumed() throws TargetRefusedException {
        for (String name : CloneMarkers.UNCONSUMED) {
            if (markers.exists(name)) {
                throw new TargetRefusedException(
                        "%s/%s shows a clone that mysqld has not taken over yet: start mysqld there once, or empty the directory"
                                .formatted(directory.cloneDirectory(), name));
            }
        }
    }

    /**
     * As {@link CloneForm#commit}, and only without a server. What an earlier commit has done that was cut off is taken
     * back first, because the directory may have changed since.
     *
     * @throws ServerRunningException when a mysqld runs there, or was started meanwhile; nothing of the commit stays then
     */
    @Override
    public void commit(List<PlacedFile> files, List<Path> schemas, CloneStatus status) throws IOException {
        if (!schemas.isEmpty()) {
            throw new TargetRefusedException("tables without a log can't be put in place of those of a server");
        }
        Optional<CommitPlan> begun = CommitPlan.load(directory);
        if (begun.isPresent() && isCommitted(begun.get())) {
            // Perhaps by a process that could not make it durable.
            markers.sync();
            return;
        }
        if (RunningServer.on(directory)) {
            throw new ServerRunningException(directory, "commit the clone");
        }
        if (begun.isPresent()) {
            takeBack(begun.get());
        }
        checkNothingUnconsumed();
        checkVariables();
        placer.prepare(files);
        try {
            place(files, status);
        } catch (ServerRunningException e) {
            takeBack();
            throw e;
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            // A mysqld that starts makes and deletes files under our hands.
            if (appears(START)) {
                takeBack();
                throw new ServerRunningException(directory, "commit the clone", e);
            }
            throw e;
        }
    }

    private void place(List<PlacedFile> files, CloneStatus status) throws IOException {
        LiveDirectory live = LiveDirectory.scan(directory, logIndexes);
        CommitPlan plan = InPlacePlanner.plan(directory, live, files, stopEvents);
        steps.before("plan");
        plan.save(directory);
        steps.before("status_error");
        markers.create(STATUS_ERROR);
        long fenced = System.nanoTime();
        steps.before("new_files");
        markers.writeList(NEW_FILES, plan.newFiles());
        requireFence();
        steps.before("old_files");
        markers.writeList(OLD_FILES, plan.oldFiles());
        requireFence();
        steps.before("replace_files");
        markers.writeList(REPLACE_FILES, plan.replaceFiles());
        requireFence();
        OldData.keep(directory, live, logIndexes, plan, steps);
        requireFence();
        placer.createDirectories(plan);
        placer.link(plan);
        writeStubs(plan);
        requireFence();
        placer.sync(plan);
        steps.before("views");
        markers.createCloned();
        markers.write(VIEW_STATUS, status.viewStatus());
        markers.write(VIEW_PROGRESS, status.viewProgress());
        steps.before("status_fix");
        markers.create(STATUS_FIX);
        long settled = fenced
                + START.plus(START_EACH.multipliedBy(live.tablespaces().size())).toNanos();
        if (stopEvents) {
            // As late as can be: a server that is started on the old data from here on runs no events.
            settle(plan, settled);
            stopEvents(plan);
        }
        steps.before("remove status_error");
        settle(plan, settled);
        markers.removeExisting(STATUS_ERROR);
    }

    /**
     * The old variables are saved under mysqld's own name for what it has put aside: it puts them back with the old data,
     * and removes them with it.
     */
    private void stopEvents(CommitPlan plan) throws IOException {
        if (PersistedVariables.areReplaced(plan)) {
            steps.before("save persisted variables");
            PersistedVariables.save(directory);
        }
        steps.before("persisted variables");
        PersistedVariables.stopEvents(directory);
    }

    /** A mysqld that is started meanwhile removes it, and our lists must not stay there without it. */
    private void requireFence() throws ServerRunningException {
        if (!markers.exists(STATUS_ERROR)) {
            throw new ServerRunningException(directory, "commit the clone");
        }
    }

    /**
     * A mysqld that reads {@code #clone/} from the fence on goes back to the old data: then our lists are gone. One that
     * has read it before knows nothing of us and is seen by its lock as soon as it has looked through its tablespaces; so
     * there must be none until all that are on their way would have been seen.
     */
    private void settle(CommitPlan plan, long until) throws IOException {
        if (appears(Duration.ofNanos(Math.max(0, until - System.nanoTime()))) || !isWhole(plan)) {
            throw new ServerRunningException(directory, "commit the clone");
        }
    }

    private boolean appears(Duration time) throws IOException {
        try {
            return RunningServer.appears(directory, steps.watch(time));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before the commit of the clone in " + directory);
        }
    }

    /** Each seems to be of the server that wrote the log in whose place it comes; an old one where that log is encrypted. */
    private void writeStubs(CommitPlan plan) throws IOException {
        for (Path stub : plan.stubs()) {
            steps.before("empty binary log");
            ServerVersion writer = LogWriter.of(InPlacePlanner.replaced(stub))
                    .map(LogWriter::version)
                    .orElse(CloneRules.OLDEST_DONOR);
            DirectorySync.write(stub, ByteBuffer.wrap(EmptyBinlog.bytes(Instant.now(), writer)));
            directory.adopt(stub);
        }
    }

    /** Whether all is as we have made it, so that no mysqld was here. */
    private boolean isWhole(CommitPlan plan) throws IOException {
        boolean whole = markers.exists(STATUS_ERROR)
                && markers.exists(OLD_FILES)
                && markers.exists(NEW_FILES)
                && markers.exists(REPLACE_FILES)
                && OldData.isKept(directory);
        for (Placement placement : plan.placements()) {
            whole = whole && placement.isPlaced();
        }
        for (Path stub : plan.stubs()) {
            whole = whole && Inode.exists(stub);
        }
        return whole;
    }

    /**
     * The system tablespace tells, with the list that mysqld has not read: one that goes back to the old data removes
     * both. Other files prove nothing, because a running mysqld makes and drops them.
     */
    private boolean isCommitted(CommitPlan plan) throws IOException {
        if (markers.exists(STATUS_ERROR)) {
            return false;
        }
        for (Placement placement : plan.placements()) {
            if (isSystemTablespace(placement)) {
                return (placement.isPlaced() && markers.exists(REPLACE_FILES)) || placement.isTakenOver();
            }
        }
        return false;
    }

    private boolean isSystemTablespace(Placement placement) {
        return directory.root().equals(placement.ends().getParent())
                && LiveDirectory.isSystemTablespace(placement.ends());
    }

    @Override
    public boolean commitUnderWay() {
        return CommitPlan.exists(directory);
    }

    @Override
    public void forget() throws IOException {
        CommitPlan.delete(directory);
    }

    /** Takes back a commit that was cut off. Not one that is complete: see {@link OldData#rollback}. */
    @Override
    public void abort() throws IOException {
        Optional<CommitPlan> begun = CommitPlan.load(directory);
        if (begun.isEmpty()) {
            return;
        }
        if (isCommitted(begun.get())) {
            throw new IOException("The clone in " + directory + " is complete already and is not undone");
        }
        takeBack(begun.get());
    }

    private void takeBack() throws IOException {
        Optional<CommitPlan> begun = CommitPlan.load(directory);
        if (begun.isPresent()) {
            takeBack(begun.get());
        }
    }

    private void takeBack(CommitPlan plan) throws IOException {
        for (Placement placement : plan.placements()) {
            if (!placement.placed().equals(placement.ends()) && placement.isTakenOver()) {
                throw new IOException("mysqld has taken over the clone in " + directory + ", it can't be undone");
            }
        }
        if (markers.exists(NEW_FILES) || markers.exists(OLD_FILES) || markers.exists(REPLACE_FILES)) {
            markers.create(STATUS_ERROR);
        }
        // One that mysqld has dealt with is listed no more.
        if (markers.exists(REPLACE_FILES)) {
            PersistedVariables.putBack(directory);
        }
        if (markers.exists(NEW_FILES) && PersistedVariables.areNew(plan)) {
            Files.deleteIfExists(PersistedVariables.file(directory));
        }
        List<Path> left = placer.undo(plan);
        if (!left.isEmpty() && markers.exists(REPLACE_FILES)) {
            throw new IOException("%s is not the clone's file any more and is left alone: move it away and repeat"
                    .formatted(left.getFirst()));
        }
        withdrawal.forget();
    }
}
