package io.mysqlclone.storage.form;

import static io.mysqlclone.storage.form.CloneMarkers.DDL_FILES;
import static io.mysqlclone.storage.form.CloneMarkers.NEW_FILES;
import static io.mysqlclone.storage.form.CloneMarkers.OLD_FILES;
import static io.mysqlclone.storage.form.CloneMarkers.REPLACE_FILES;
import static io.mysqlclone.storage.form.CloneMarkers.STATUS_ERROR;
import static io.mysqlclone.storage.form.CloneMarkers.STATUS_FIX;
import static io.mysqlclone.storage.form.CloneMarkers.VIEW_PROGRESS;
import static io.mysqlclone.storage.form.CloneMarkers.VIEW_STATUS;

import io.mysqlclone.storage.DataDirectory;
import io.mysqlclone.storage.DirectorySync;
import io.mysqlclone.storage.TargetRefusedException;
import io.mysqlclone.storage.Trees;
import io.mysqlclone.storage.form.CommitPlan.Placement;
import io.mysqlclone.storage.live.LiveDirectory;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A clone in place of existing data, taken over by mysqld's next start. mysqld may run on the old data all the time.
 *
 * <p>{@code #clone/#status_error} is written first and removed last, and its removal is the commit point: a mysqld that
 * starts before it rolls back to the old data, one that starts after it swaps the files, and when its recovery of the
 * clone fails, rolls back at the start after that. Nothing of the old data is renamed, changed or removed here.
 */
public final class InPlaceForm implements CloneForm {
    private final DataDirectory directory;
    private final List<Path> logIndexes;
    private final CommitSteps steps;
    private final CloneMarkers markers;
    private final Placer placer;

    /**
     * @param directory the data directory of the server to be replaced
     * @param logIndexes index files of binary and relay logs that are not in {@code directory} itself
     */
    public InPlaceForm(DataDirectory directory, List<Path> logIndexes) {
        this(directory, logIndexes, CommitSteps.UNDISTURBED);
    }

    InPlaceForm(DataDirectory directory, List<Path> logIndexes, CommitSteps steps) {
        this.directory = directory;
        this.logIndexes = List.copyOf(logIndexes);
        this.steps = steps;
        this.markers = new CloneMarkers(directory);
        this.placer = new Placer(directory, steps);
    }

    /** A clone in place claims nothing: the live data stays as it is until the commit. */
    @Override
    public void begin() throws IOException {
        check();
    }

    @Override
    public void check() throws IOException {
        if (commitUnderWay()) {
            return;
        }
        checkNothingUnconsumed();
        LiveDirectory.scan(directory, logIndexes);
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

    @Override
    public void commit(List<PlacedFile> files, CloneStatus status) throws IOException {
        Optional<CommitPlan> begun = CommitPlan.load(directory);
        if (begun.isPresent() && isCommitted(begun.get())) {
            return;
        }
        CommitPlan plan = begun.isPresent() && markers.exists(STATUS_ERROR) ? begun.get() : plan(files);
        steps.before("status_error");
        markers.create(STATUS_ERROR);
        steps.before("old_files");
        markers.writeList(OLD_FILES, plan.oldFiles());
        steps.before("new_files");
        markers.writeList(NEW_FILES, plan.newFiles());
        steps.before("replace_files");
        markers.writeList(REPLACE_FILES, plan.replaceFiles());
        placer.createDirectories(plan);
        placer.link(plan);
        writeStubs(plan);
        placer.sync(plan);
        steps.before("views");
        markers.createCloned();
        markers.write(VIEW_STATUS, status.viewStatus());
        markers.write(VIEW_PROGRESS, status.viewProgress());
        steps.before("status_fix");
        markers.create(STATUS_FIX);
        checkNotRolledBack(plan);
        placer.unstage(plan);
        steps.before("remove status_error");
        markers.removeExisting(STATUS_ERROR);
    }

    private CommitPlan plan(List<PlacedFile> files) throws IOException {
        checkNothingUnconsumed();
        placer.prepare(files);
        CommitPlan plan = InPlacePlanner.plan(directory, LiveDirectory.scan(directory, logIndexes), files);
        steps.before("plan");
        plan.save(directory);
        return plan;
    }

    private void writeStubs(CommitPlan plan) throws IOException {
        for (Path stub : plan.stubs()) {
            steps.before("empty binary log");
            Files.write(stub, EmptyBinlog.bytes(Instant.now()));
            directory.adopt(stub);
            DirectorySync.file(stub);
        }
    }

    /** A mysqld that was started meanwhile has thrown our files away and runs on the old data. */
    private void checkNotRolledBack(CommitPlan plan) throws IOException {
        boolean complete = markers.exists(STATUS_ERROR)
                && markers.exists(OLD_FILES)
                && markers.exists(NEW_FILES)
                && markers.exists(REPLACE_FILES);
        for (Placement placement : plan.placements()) {
            complete &= placement.isPlaced();
        }
        for (Path stub : plan.stubs()) {
            complete &= Files.exists(stub, LinkOption.NOFOLLOW_LINKS);
        }
        if (!complete) {
            throw new IOException(
                    "mysqld was started on %s during the commit and went back to the old data: commit again"
                            .formatted(directory));
        }
    }

    /**
     * The system tablespace tells: behind the commit point it has lost its staged name and is placed or taken over. Other
     * files prove nothing, because a running mysqld makes and drops them.
     */
    private boolean isCommitted(CommitPlan plan) throws IOException {
        if (markers.exists(STATUS_ERROR)) {
            return false;
        }
        Placement witness = plan.placements().stream()
                .filter(placement -> directory.root().equals(placement.ends().getParent()))
                .filter(placement -> LiveDirectory.isSystemTablespace(placement.ends()))
                .findFirst()
                .orElseThrow();
        if (!witness.isStaged() && !witness.isPlaced() && !witness.isTakenOver()) {
            throw new IOException(
                    "mysqld was started on %s during the commit and went back to the old data: start the clone over"
                            .formatted(directory));
        }
        return !witness.isStaged();
    }

    /**
     * Takes back a commit that was complete and forgotten, from the lists that mysqld would follow. Only while no mysqld
     * has been started on it.
     */
    public void withdraw() throws IOException {
        List<String> replaced = markers.readList(REPLACE_FILES);
        List<String> added = markers.readList(NEW_FILES);
        // From here on a start leads to the old data.
        markers.create(STATUS_ERROR);
        for (String name : replaced) {
            Trees.delete(InPlacePlanner.cloned(directory.root().resolve(name).normalize()));
        }
        for (String name : added) {
            try {
                Files.deleteIfExists(directory.root().resolve(name).normalize());
            } catch (DirectoryNotEmptyException inUseByNow) {
                // mysqld, running on the old data, has put something there.
            }
        }
        removeMarkers();
    }

    private void removeMarkers() throws IOException {
        markers.remove(List.of(OLD_FILES, NEW_FILES, REPLACE_FILES, DDL_FILES, STATUS_FIX, VIEW_STATUS, VIEW_PROGRESS));
        Files.deleteIfExists(CloneMarkers.cloned(directory.root()));
        markers.remove(List.of(STATUS_ERROR));
        markers.removeDirectoryIfEmpty();
    }

    @Override
    public boolean commitUnderWay() {
        return CommitPlan.exists(directory);
    }

    @Override
    public void forget() throws IOException {
        CommitPlan.delete(directory);
    }

    @Override
    public void abort() throws IOException {
        Optional<CommitPlan> begun = CommitPlan.load(directory);
        if (begun.isEmpty()) {
            return;
        }
        CommitPlan plan = begun.get();
        for (Placement placement : plan.placements()) {
            if (!placement.placed().equals(placement.ends()) && placement.isTakenOver()) {
                throw new IOException("mysqld has taken over the clone in " + directory + ", it can't be undone");
            }
        }
        if (markers.exists(REPLACE_FILES)) {
            // Behind the commit point too, a start in the middle of this must lead to the old data.
            markers.create(STATUS_ERROR);
        }
        placer.undo(plan);
        removeMarkers();
        CommitPlan.delete(directory);
    }
}
