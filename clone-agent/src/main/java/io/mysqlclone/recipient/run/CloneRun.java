package io.mysqlclone.recipient.run;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.apply.InnodbRecipient;
import io.mysqlclone.innodb.apply.ReceivedSnapshot;
import io.mysqlclone.innodb.staging.Relocation;
import io.mysqlclone.protocol.ProtocolVersion;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneListener;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.Stage;
import io.mysqlclone.recipient.donor.DonorGtids;
import io.mysqlclone.recipient.donor.Failures;
import io.mysqlclone.recipient.target.CloneTarget;
import io.mysqlclone.recipient.target.Completion;
import io.mysqlclone.recipient.target.KeyringCheck;
import io.mysqlclone.recipient.target.NameCaseCheck;
import io.mysqlclone.storage.TargetRefusedException;
import io.mysqlclone.storage.journal.Journal;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One clone from begin to end in this process. {@link #run()} is called once; all other methods may be called from any
 * thread at any time.
 */
public final class CloneRun {
    private final CloneRequest request;
    private final ProtocolVersion version;
    private final Clock clock;
    private final Throttle throttle;
    private final ProgressTracker progress;
    private final StopSignal stop = new StopSignal();

    public CloneRun(CloneRequest request, CloneListener listener) {
        this(request, listener, ProtocolVersion.V4);
    }

    /** For donors of older protocol versions: asks for {@code version} instead of the newest. */
    CloneRun(CloneRequest request, CloneListener listener, ProtocolVersion version) {
        this.request = request;
        this.version = version;
        this.clock = Clock.systemUTC();
        this.throttle = new Throttle(request.limits());
        this.progress = new ProgressTracker(listener, clock);
    }

    /**
     * Clones; returns when the clone is complete and durable.
     *
     * @throws CloneFailure when it can't be completed; the target is then as it was, except for kinds NETWORK and
     *     SUSPENDED, which leave the journal for the next run
     */
    public CloneResult run() throws CloneFailure {
        Instant begin = clock.instant();
        stop.runningIn(Thread.currentThread());
        try (CloneTarget target = openTarget()) {
            Optional<CloneResult> earlier = Completion.read(target.directory(), target.form());
            if (earlier.isPresent()) {
                requireSameDonor(earlier.get());
            }
            if (target.isNotedComplete()) {
                target.removeWorkFiles();
            }
            if (earlier.isPresent()) {
                progress.pages(() -> earlier.map(CloneResult::pages));
                progress.state(Progress.State.COMPLETED);
                return earlier.get();
            }
            target.requireOverwritable();
            return cloneInto(target, begin);
        } catch (IOException e) {
            throw localFailure(e);
        } finally {
            stop.ended();
        }
    }

    private void requireSameDonor(CloneResult earlier) throws TargetRefusedException {
        if (!earlier.donor().equals(request.donor().endpoint().toString())) {
            throw new TargetRefusedException(earlier.dataDir() + " holds a complete clone of " + earlier.donor()
                    + " on which no mysqld has started yet: start mysqld there, or give another directory");
        }
    }

    private CloneResult cloneInto(CloneTarget target, Instant begin) throws CloneFailure {
        try {
            return cloneOrDescribe(target, begin);
        } catch (CloneFailure e) {
            progress.state(e.kind() == CloneFailure.Kind.CANCELLED ? Progress.State.CANCELLED : Progress.State.FAILED);
            removeLeftovers(target, e);
            throw e;
        }
    }

    private CloneResult cloneOrDescribe(CloneTarget target, Instant begin) throws CloneFailure {
        try {
            return clone(target, begin);
        } catch (IOException e) {
            // Whoever asked to stop gets that answer, not what stopping broke.
            stop.check();
            throw localFailure(e);
        }
    }

    private static boolean canBeContinued(CloneFailure failure) {
        return switch (failure.kind()) {
            case NETWORK, SUSPENDED -> true;
            case DONOR -> Failures.isRefusedLogin(failure);
            case REFUSED, LOCAL_IO, VERIFICATION, CANCELLED -> false;
        };
    }

    private CloneTarget openTarget() throws IOException {
        return CloneTarget.open(request.target());
    }

    private static void removeLeftovers(CloneTarget target, CloneFailure failure) {
        try {
            if (!canBeContinued(failure) || !target.holdsSnapshot()) {
                target.abort();
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static CloneFailure localFailure(IOException e) {
        return e instanceof TargetRefusedException || e instanceof EngineException
                ? Failures.describe(e)
                : new CloneFailure(CloneFailure.Kind.LOCAL_IO, Failures.message(e), e);
    }

    private CloneResult clone(CloneTarget target, Instant begin) throws CloneFailure, IOException {
        String donor = request.donor().endpoint().toString();
        Optional<String> unfinished = target.unfinished();
        boolean continues = unfinished.isPresent() && unfinished.get().equals(target.identity(donor));
        if (unfinished.isPresent() && !continues) {
            progress.event(new CloneEvent.StartedOver(
                    "the target holds an unfinished clone of something else (" + unfinished.get() + ")"));
        }
        InnodbRecipient engine = engine(target, continues ? target.continueJournal() : target.startJournal(donor));
        try {
            boolean resumed = continues && engine.restore(target.journalFile());
            if (resumed) {
                reportRestored(engine);
            }
            if (!target.form().commitUnderWay()) {
                try (var transfer = new Transfer(request, version, throttle, progress, stop, clock)) {
                    engine = transfer.run(engine, resumed, () -> engine(target, target.startJournal(donor)));
                    resumed &= !transfer.startedOver();
                }
            }
            return commit(target, engine, new Completion.Facts(begin, resumed));
        } finally {
            engine.close();
        }
    }

    private InnodbRecipient engine(CloneTarget target, Journal journal) throws IOException {
        var relocations = request.target().relocations().stream()
                .map(relocation -> new Relocation(relocation.from(), relocation.to()))
                .toList();
        var engine = new InnodbRecipient(
                new InnodbRecipient.Settings(relocations, request.verifyPages(), request.bufferSize()),
                target.directory(),
                target.staging(),
                target.sinks(),
                journal,
                progress);
        engine.demand(KeyringCheck.of(request.target(), target.directory()));
        if (request.verifyPages()) {
            progress.pages(
                    () -> Optional.of(new CloneResult.Pages(engine.verifiedPages(), engine.unverifiablePages())));
        }
        return engine;
    }

    private void reportRestored(InnodbRecipient engine) {
        SnapshotState current = engine.state();
        for (SnapshotState state : SnapshotState.values()) {
            boolean over = state.compareTo(current) < 0 || (state == current && engine.received());
            if (over && state != SnapshotState.NONE && state != SnapshotState.DONE) {
                progress.doneBefore(state, engine.storedBytes(state));
            }
        }
        progress.event(new CloneEvent.Resumed(ProgressTracker.stage(current), engine.storedBytes()));
    }

    private CloneResult commit(CloneTarget target, InnodbRecipient engine, Completion.Facts facts)
            throws IOException, CloneFailure {
        progress.state(Progress.State.COMMITTING);
        stop.workingOnFiles();
        try {
            ReceivedSnapshot received = target.form().commitUnderWay() ? engine.finished() : engine.finish();
            stop.check();
            // The server may have got data while the clone was received.
            target.requireOverwritable();
            target.requireBehind(() -> DonorGtids.read(request.donor()));
            NameCaseCheck.require(target, received.files());
            Instant end = clock.instant();
            progress.complete(Stage.FILE_SYNC);
            target.form().commit(received.files(), Completion.status(request, progress.progress(), facts.begin(), end));
            progress.state(Progress.State.COMPLETED);
            CloneResult result = Completion.result(
                    request,
                    target,
                    engine,
                    received,
                    progress.progress(),
                    facts,
                    Duration.between(facts.begin(), end));
            Completion.write(target, result);
            target.removeWorkFiles();
            return result;
        } catch (EngineException e) {
            throw Failures.describe(e);
        }
    }

    /** Ends the clone, frees the donor's snapshot, and removes what was stored. Does not wait. */
    public void cancel() {
        stop.cancel();
    }

    /** Stops at a durable point and keeps everything, so that a new run resumes. Does not wait. */
    public void suspend() {
        stop.suspend();
    }

    /** Takes new bandwidth limits at once. */
    public void setLimits(Limits limits) {
        throttle.set(limits);
    }

    public Limits limits() {
        return throttle.limits();
    }

    /** Where the clone stands; cheap. */
    public Progress progress() {
        return progress.progress();
    }
}
