package io.mysqlclone.datadir.commit;

import static io.mysqlclone.datadir.commit.CloneMarkers.REPLACE_FILES;
import static io.mysqlclone.datadir.commit.CloneMarkers.STATUS_FIX;
import static io.mysqlclone.datadir.commit.CloneMarkers.STATUS_IN_PROGRESS;
import static io.mysqlclone.datadir.commit.CloneMarkers.VIEW_PROGRESS;
import static io.mysqlclone.datadir.commit.CloneMarkers.VIEW_STATUS;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.commit.CommitPlan.Placement;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.storage.Inode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A clone into an empty directory, as {@code CLONE INSTANCE ... DATA DIRECTORY} makes it. mysqld refuses to start while
 * {@code #clone/#status_in_progress} exists; its removal is the commit point.
 */
public final class FreshForm implements CloneForm {
    private final DataDirectory directory;
    private final CommitSteps steps;
    private final CloneMarkers markers;
    private final Placer placer;
    private final boolean stopEvents;

    /** @param directory where the server is to be */
    public FreshForm(DataDirectory directory) {
        this(directory, false);
    }

    /**
     * @param directory where the server is to be
     * @param stopEvents whether its event scheduler is to be off
     */
    public FreshForm(DataDirectory directory, boolean stopEvents) {
        this(directory, stopEvents, CommitSteps.UNDISTURBED);
    }

    FreshForm(DataDirectory directory, boolean stopEvents, CommitSteps steps) {
        this.directory = directory;
        this.stopEvents = stopEvents;
        this.steps = steps;
        this.markers = new CloneMarkers(directory);
        this.placer = new Placer(directory, steps);
    }

    @Override
    public void check() throws IOException {
        if (!commitUnderWay() && !Files.exists(claim(), LinkOption.NOFOLLOW_LINKS)) {
            checkEmpty();
        }
    }

    @Override
    public void begin() throws IOException {
        Path claim = claim();
        check();
        if (commitUnderWay()) {
            return;
        }
        if (!Files.exists(claim, LinkOption.NOFOLLOW_LINKS)) {
            directory.createPrivate(directory.agentDirectory());
            Files.createFile(claim);
        }
        markers.create(STATUS_IN_PROGRESS);
    }

    /** Shows that the directory was empty once: a mysqld that was started too early has left its auto.cnf since. */
    private Path claim() {
        return claim(directory);
    }

    private static Path claim(DataDirectory directory) {
        return directory.agentDirectory().resolve("fresh");
    }

    private void checkEmpty() throws IOException {
        List<String> contents = directory.contents();
        if (!contents.isEmpty()) {
            throw new TargetRefusedException(
                    TargetRefusedException.Reason.NOT_EMPTY,
                    "%s is not empty (%s%s): empty it, or clone in place of what is there"
                            .formatted(
                                    directory,
                                    String.join(", ", contents.subList(0, Math.min(5, contents.size()))),
                                    contents.size() > 5 ? ", ..." : ""));
        }
    }

    /**
     * As {@link CloneForm#commit}. With {@code #status_fix} mysqld makes at its first start what is missing, and empties all
     * tables of MyISAM and CSV; so where these were received, nothing may be missing, and it is left out.
     */
    @Override
    public void commit(List<PlacedFile> files, List<Path> schemas, CloneStatus status) throws IOException {
        Optional<CommitPlan> begun = CommitPlan.load(directory);
        if (begun.isPresent() && !markers.exists(STATUS_IN_PROGRESS)) {
            // Cut off behind the commit point, and perhaps because that could not be made durable.
            markers.sync();
            return;
        }
        CommitPlan plan = begun.isPresent() ? begun.get() : plan(files, schemas);
        placer.createDirectories(plan);
        placer.move(plan);
        placer.sync(plan);
        if (schemas.isEmpty()) {
            steps.before("status_fix");
            markers.create(STATUS_FIX);
        }
        steps.before("replace_files");
        markers.create(REPLACE_FILES);
        if (stopEvents) {
            steps.before("persisted variables");
            PersistedVariables.stopEvents(directory);
        }
        steps.before("views");
        markers.createCloned();
        markers.write(VIEW_STATUS, status.viewStatus());
        markers.write(VIEW_PROGRESS, status.viewProgress());
        steps.before("remove status_in_progress");
        markers.removeExisting(STATUS_IN_PROGRESS);
    }

    private CommitPlan plan(List<PlacedFile> files, List<Path> schemas) throws IOException {
        if (!markers.exists(STATUS_IN_PROGRESS)) {
            throw new IllegalStateException("begin() has not claimed " + directory);
        }
        placer.prepare(files);
        Set<Path> directories = new LinkedHashSet<>();
        List<Placement> placements = new ArrayList<>();
        for (PlacedFile file : files) {
            if (Inode.exists(file.target())) {
                throw new TargetRefusedException(
                        file.target() + " exists already: remove it or map the file elsewhere");
            }
            Placer.addMissingDirectories(file.target(), directories);
            placements.add(Placement.of(file.staged(), file.target(), file.target()));
        }
        // mysqld aborts without it ("System schema directory does not exist"), and nothing in it is ever sent.
        Placer.addMissingDirectories(directory.root().resolve("mysql/any"), directories);
        for (Path schema : schemas) {
            Placer.addMissingDirectories(schema.resolve("any"), directories);
        }
        steps.before("plan");
        CommitPlan plan =
                new CommitPlan(List.copyOf(directories), placements, List.of(), List.of(), List.of(), List.of());
        plan.save(directory);
        return plan;
    }

    /** Whether a clone into a fresh directory has begun there. */
    public static boolean hasClaimed(DataDirectory directory) {
        return Files.exists(claim(directory), LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether a commit is behind its commit point, and nobody has noted that yet. */
    public boolean isCommitted() {
        return hasClaimed(directory) && commitUnderWay() && !markers.exists(STATUS_IN_PROGRESS);
    }

    @Override
    public boolean commitUnderWay() {
        return CommitPlan.exists(directory);
    }

    @Override
    public void forget() throws IOException {
        CommitPlan.delete(directory);
        Files.deleteIfExists(claim());
    }

    @Override
    public void abort() throws IOException {
        Optional<CommitPlan> plan = CommitPlan.load(directory);
        if (plan.isPresent()) {
            if (!markers.exists(STATUS_IN_PROGRESS)) {
                throw new IOException("The clone in " + directory + " is complete already and is not undone");
            }
            // No mysqld has started, which alone could have made one of its own.
            Files.deleteIfExists(PersistedVariables.file(directory));
            List<Path> left = placer.undo(plan.get());
            if (!left.isEmpty()) {
                throw new IOException(
                        "%s is not the clone's file any more and is left alone; mysqld does not start on %s until it is emptied"
                                .formatted(left.getFirst(), directory));
            }
        }
        if (markers.exists(STATUS_IN_PROGRESS)) {
            markers.remove(List.of(STATUS_FIX, REPLACE_FILES, VIEW_STATUS, VIEW_PROGRESS));
            Files.deleteIfExists(CloneMarkers.cloned(directory.root()));
            markers.remove(List.of(STATUS_IN_PROGRESS));
            markers.removeDirectoryIfEmpty();
        }
        CommitPlan.delete(directory);
        Files.deleteIfExists(claim());
    }
}
