package io.mysqlclone.recipient.run;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.Staging;
import io.mysqlclone.datadir.TargetLock;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.commit.CloneMarkers;
import io.mysqlclone.datadir.commit.OldData;
import io.mysqlclone.datadir.outcome.CloneOutcome;
import io.mysqlclone.datadir.outcome.OutcomeReader;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneFailure.Kind;
import io.mysqlclone.recipient.CloneFailure.Reason;
import io.mysqlclone.recipient.CloneListener;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.CommitRequest;
import io.mysqlclone.recipient.Committed;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.remote.Failures;
import io.mysqlclone.recipient.target.CloneCommit;
import io.mysqlclone.recipient.target.Completion;
import io.mysqlclone.recipient.target.Received;
import io.mysqlclone.recipient.target.ReceivedNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Commits a clone that was received, in the moment in which no mysqld runs. {@link #run()} is called once; all other
 * methods may be called from any thread at any time.
 */
public final class CommitRun {
    private static final String RECEIVE = "clone-agent clone --in-place receives one";

    private final CommitRequest request;
    private final ProgressTracker progress;
    private final StopSignal stop = new StopSignal();

    public CommitRun(CommitRequest request, CloneListener listener) {
        this.request = request;
        this.progress = new ProgressTracker(listener, Clock.systemUTC());
        stop.received();
    }

    /**
     * Commits; can be called again when it was cut off, and when it was done already.
     *
     * @throws CloneFailure REFUSED with NOTHING_RECEIVED, SERVER_RUNNING, or because of what would be replaced; CANCELLED
     *     when it was cancelled while it waited; LOCAL_IO
     */
    public Committed run() throws CloneFailure {
        try {
            Committed committed = locked();
            progress.state(Progress.State.COMPLETED);
            return committed;
        } catch (TargetRefusedException e) {
            throw failed(Failures.describe(e));
        } catch (IOException e) {
            throw failed(new CloneFailure(Kind.LOCAL_IO, Failures.message(e), e));
        } catch (CloneFailure e) {
            throw failed(e);
        }
    }

    private CloneFailure failed(CloneFailure failure) {
        progress.state(failure.kind() == Kind.CANCELLED ? Progress.State.CANCELLED : Progress.State.FAILED);
        return failure;
    }

    private Committed locked() throws IOException, CloneFailure {
        if (!Files.isDirectory(request.dataDir().resolve(DataDirectory.AGENT_DIRECTORY), LinkOption.NOFOLLOW_LINKS)) {
            throw nothingReceived("", RECEIVE);
        }
        DataDirectory directory = DataDirectory.open(request.dataDir());
        try (var _ = TargetLock.acquire(directory)) {
            Optional<Received> received = ReceivedNote.read(directory);
            if (received.isPresent()) {
                return commit(directory, received.get());
            }
            return committedBefore(directory);
        }
    }

    private Committed commit(DataDirectory directory, Received received) throws IOException, CloneFailure {
        progress.receivedBefore(received.result());
        var commit = new CloneCommit(
                directory,
                new Staging(directory),
                received,
                request.overwrite().orElse(received.overwrite()),
                received.oldServer().and(request.oldServer()),
                received.stopEvents() || request.stopEvents());
        boolean before = commit.isCommitted();
        if (!before) {
            commit.require();
            var moment = new CommitMoment(directory, request.limit(), stop, progress::state);
            if (!moment.commit(commit)) {
                throw new CloneFailure(
                        Kind.REFUSED,
                        Reason.SERVER_RUNNING,
                        "a mysqld still runs on " + directory + ", so the clone of "
                                + received.identity().donor()
                                + " was not committed; what was received stays",
                        "commit it when mysqld has stopped, or give --wait a time in which it will");
            }
        }
        CloneResult result = commit.settle(progress::warn);
        return committed(directory, Optional.of(result.donor()), before, result.innodbDirectories());
    }

    private Committed committedBefore(DataDirectory directory) throws IOException, CloneFailure {
        if (Files.exists(CloneMarkers.rollback(directory.root()))) {
            throw nothingReceived(
                    "; the data from before the last one is being put back", "run clone-agent rollback again");
        }
        Optional<CloneResult> noted = Completion.noted(directory, true);
        return switch (new OutcomeReader(directory.root()).read().state()) {
            case PENDING, RECOVERED -> {
                CloneResult result = noted.orElseThrow(() -> nothingReceived("", RECEIVE));
                yield committed(directory, Optional.of(result.donor()), true, result.innodbDirectories());
            }
            case ROLLED_BACK ->
                throw nothingReceived(
                        "; the one that was committed was taken back, and the old data is there", RECEIVE);
            case NONE, RECEIVED -> throw nothingReceived("", RECEIVE);
        };
    }

    private static Committed committed(
            DataDirectory directory, Optional<String> donor, boolean before, List<Path> innodbDirectories)
            throws IOException {
        boolean takenOver = new OutcomeReader(directory.root()).read().state() == CloneOutcome.State.RECOVERED;
        return new Committed(directory.root(), donor, before, takenOver, OldData.isKept(directory), innodbDirectories);
    }

    private CloneFailure nothingReceived(String more, String hint) {
        return new CloneFailure(
                Kind.REFUSED,
                Reason.NOTHING_RECEIVED,
                "there is no clone in " + request.dataDir() + " that waits for its commit" + more,
                hint);
    }

    /** Ends the wait; nothing is committed then, and what was received stays. Without effect once the commit has begun. */
    public void cancel() {
        stop.cancel();
    }

    /** As {@link #cancel}, on behalf of somebody who means to go on later. */
    public void suspend() {
        stop.suspend();
    }

    /** Where it stands; cheap. */
    public Progress progress() {
        return progress.progress();
    }
}
