package io.mysqlclone.datadir.outcome;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.commit.CloneMarkers;
import io.mysqlclone.datadir.live.FirstStart;
import io.mysqlclone.datadir.outcome.CloneOutcome.State;
import io.mysqlclone.gtid.GtidSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Tells what mysqld made of a clone. Reads a few small files and may be called while mysqld runs, or changes them.
 *
 * <p>At its start on a clone mysqld writes the time to {@code #status_recovery}, adds end and binary log position when
 * InnoDB is recovered, adds the GTID set, and removes {@code #replace_files} last. When the recovery fails it writes 0
 * for the end, goes back to the old files, and its clone plugin empties {@code #clone/} at the next start: from then on
 * only our own two files tell. The plugin moves what {@code #status_recovery} says to {@code #view_status} when somebody
 * first looks at {@code performance_schema.clone_status}.
 */
public final class OutcomeReader {
    /** GTID sets of servers with a long history have some 100 KiB. */
    private static final long LONGEST_FILE = 16L << 20;

    private static final int LINES_BEFORE_POSITION_IN_VIEW = 5;
    private static final int LINES_BEFORE_POSITION_IN_RECOVERY = 2;

    /** Among the numbers of a stage in the view of its progress, behind its state and threads. */
    private static final int STAGE_BEGIN = 2;

    private final Path dataDir;
    private final Path cloneDirectory;

    /** @param dataDir a data directory that may be read */
    public OutcomeReader(Path dataDir) {
        this.dataDir = dataDir;
        this.cloneDirectory = dataDir.resolve(DataDirectory.CLONE_DIRECTORY);
    }

    /** The outcome as it is now. */
    public CloneOutcome read() throws IOException {
        boolean complete = isThere(CloneMarkers.complete(dataDir));
        boolean received = !complete && isThere(CloneMarkers.received(dataDir));
        if (isThere(CloneMarkers.rollback(dataDir))) {
            return outcome(
                    State.PENDING,
                    "is on its way back to the data from before the clone, and was left half-way: run clone-agent rollback"
                            + " again; mysqld does not start until then");
        }
        if (exists(CloneMarkers.STATUS_IN_PROGRESS)) {
            return outcome(State.NONE, "holds a clone that is not complete; mysqld does not start on it");
        }
        if (exists(CloneMarkers.STATUS_ERROR)) {
            if (received) {
                return received(", after a commit that did not come to its end");
            }
            return complete
                    ? outcome(
                            State.PENDING,
                            "holds a clone that mysqld could not recover; it goes back to the old data at its next start")
                    : outcome(State.NONE, "holds a clone that is not complete; mysqld starts on the old data");
        }
        for (String name : CloneMarkers.UNCONSUMED) {
            if (exists(name)) {
                return pending();
            }
        }
        if (received && !isThere(CloneMarkers.cloned(dataDir))) {
            return received("");
        }
        if (complete && !isThere(CloneMarkers.cloned(dataDir))) {
            return rolledBack();
        }
        return taken(complete || received);
    }

    private CloneOutcome received(String more) {
        return outcome(
                State.RECEIVED,
                "holds a complete clone that is not committed" + more
                        + ": mysqld starts on the data that it has; clone-agent commit lets its next start take the clone"
                        + " over");
    }

    /** Whether mysqld has been started on a complete clone that it has not recovered yet. */
    public boolean isBeingTakenOver() throws IOException {
        return read().state() == State.PENDING && hasBegunRecovery();
    }

    private CloneOutcome pending() throws IOException {
        if (!hasBegunRecovery()) {
            return outcome(State.PENDING, "holds a complete clone; start mysqld on it");
        }
        boolean failed = recovery().filter(OutcomeReader::hasFailed).isPresent();
        return outcome(
                State.PENDING,
                failed
                        ? "holds a clone that mysqld could not recover; its error log says why"
                        : "holds a clone that mysqld has begun to recover and has not finished with; if mysqld does not"
                                + " run, its error log says why");
    }

    /** An earlier clone's recovery may still be noted there. */
    private boolean hasBegunRecovery() throws IOException {
        Optional<Instant> begun = recovery().flatMap(lines -> time(lines, 0));
        Path note = CloneMarkers.complete(dataDir);
        Path committed = isThere(note) ? note : cloneDirectory.resolve(CloneMarkers.REPLACE_FILES);
        try {
            return begun.isPresent()
                    && begun.get().isAfter(Files.getLastModifiedTime(committed).toInstant());
        } catch (NoSuchFileException removedMeanwhile) {
            return true;
        }
    }

    private CloneOutcome rolledBack() {
        return outcome(
                State.ROLLED_BACK,
                "holds the data that was there before the clone: clone-agent rollback brought it back, or mysqld could not"
                        + " recover the clone and went back to it, of which its error log says why");
    }

    private CloneOutcome taken(boolean complete) throws IOException {
        Optional<List<String>> recovery = recovery();
        if (recovery.isPresent() && recovery.get().size() >= LINES_BEFORE_POSITION_IN_RECOVERY) {
            return hasFailed(recovery.get())
                    ? rolledBack()
                    : recovered(position(recovery.get(), LINES_BEFORE_POSITION_IN_RECOVERY));
        }
        Optional<List<String>> view = lines(CloneMarkers.VIEW_STATUS).filter(OutcomeReader::isCompleted);
        if (view.isPresent()) {
            return recovered(position(view.get(), LINES_BEFORE_POSITION_IN_VIEW));
        }
        return complete ? recovered(SnapshotPosition.NONE) : outcome(State.NONE, "holds no trace of a clone");
    }

    private static SnapshotPosition position(List<String> lines, int from) {
        return SnapshotPosition.parse(lines.subList(Math.min(from, lines.size()), lines.size()));
    }

    private static boolean isCompleted(List<String> viewStatus) {
        return !viewStatus.isEmpty() && viewStatus.getFirst().startsWith("2 ");
    }

    private CloneOutcome recovered(SnapshotPosition position) throws IOException {
        return new CloneOutcome(
                State.RECOVERED,
                position,
                dataDir + " holds a clone that mysqld has recovered and taken over",
                surplus(position));
    }

    /** Old binary logs that survived bring transactions with them that the clone does not have. */
    private GtidSet surplus(SnapshotPosition position) throws IOException {
        Optional<Instant> start = firstStart();
        Optional<GtidSet> snapshot = position.executed();
        return start.isEmpty() || snapshot.isEmpty()
                ? GtidSet.EMPTY
                : FirstStart.inheritedGtids(dataDir, start.get())
                        .orElse(GtidSet.EMPTY)
                        .minus(snapshot.get());
    }

    /** When mysqld began its first start on the clone, which the clone plugin moves from the one file to the other. */
    private Optional<Instant> firstStart() throws IOException {
        Optional<Instant> recovery = recovery().flatMap(lines -> time(lines, 0));
        return recovery.isPresent()
                ? recovery
                : lines(CloneMarkers.VIEW_PROGRESS)
                        .filter(lines -> !lines.isEmpty())
                        .map(lines -> List.of(lines.getLast().split(" ", -1)))
                        .flatMap(recoveryStage -> time(recoveryStage, STAGE_BEGIN))
                        .filter(begin -> begin.isAfter(Instant.EPOCH));
    }

    private CloneOutcome outcome(State state, String what) {
        return new CloneOutcome(state, SnapshotPosition.NONE, dataDir + " " + what);
    }

    private static boolean hasFailed(List<String> recovery) {
        return recovery.size() >= LINES_BEFORE_POSITION_IN_RECOVERY
                && time(recovery, 1).filter(end -> end.isAfter(Instant.EPOCH)).isEmpty();
    }

    private static Optional<Instant> time(List<String> lines, int index) {
        if (index >= lines.size() || !lines.get(index).matches("\\d{1,18}")) {
            return Optional.empty();
        }
        return Optional.of(Instant.EPOCH.plus(Long.parseLong(lines.get(index)), ChronoUnit.MICROS));
    }

    private boolean exists(String name) throws IOException {
        return isThere(cloneDirectory.resolve(name));
    }

    /** Other than {@link Files#exists} it does not take what may not be looked at for missing. */
    private static boolean isThere(Path file) throws IOException {
        try {
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Optional<List<String>> recovery() throws IOException {
        return lines(CloneMarkers.STATUS_RECOVERY);
    }

    private Optional<List<String>> lines(String name) throws IOException {
        Path file = cloneDirectory.resolve(name);
        try {
            if (Files.size(file) > LONGEST_FILE) {
                throw new IOException(file + " is larger than 16 MiB: it is not what mysqld writes there");
            }
            return Optional.of(Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
