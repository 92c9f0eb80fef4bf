package io.mysqlclone.recipient.run;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.EngineSet;
import io.mysqlclone.protocol.ProtocolVersion;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneListener;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.DonorPace;
import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.remote.Failures;
import io.mysqlclone.recipient.target.CloneCommit;
import io.mysqlclone.recipient.target.CloneIdentity;
import io.mysqlclone.recipient.target.CloneTarget;
import io.mysqlclone.recipient.target.Completion;
import io.mysqlclone.recipient.target.LocalRules;
import io.mysqlclone.recipient.target.OldServerCheck;
import io.mysqlclone.recipient.target.Received;
import io.mysqlclone.recipient.target.TargetRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One clone from begin to end in this process. {@link #run()} is called once; all other methods may be called from any
 * thread at any time.
 */
public final class CloneRun {
    private final EngineSet<ClonePlace> engines;
    private final CloneRequest request;
    private final Optional<LocalDonor> local;
    private final ProtocolVersion version;
    private final Clock clock;
    private final Throttle throttle;
    private final ProgressTracker progress;
    private final StopSignal stop = new StopSignal();

    /**
     * A clone that has not begun.
     *
     * @param engines what may be cloned, as far as the donor knows it too
     */
    public CloneRun(EngineSet<ClonePlace> engines, CloneRequest request, CloneListener listener) {
        this(engines, request, listener, ProtocolVersion.V4);
    }

    /** For donors of older protocol versions: asks for {@code version} instead of the newest. */
    CloneRun(EngineSet<ClonePlace> engines, CloneRequest request, CloneListener listener, ProtocolVersion version) {
        this(engines, request, Optional.empty(), listener, version);
    }

    /**
     * A clone without a wire.
     *
     * @param donor opens what {@code request} names as its source
     */
    public CloneRun(EngineSet<ClonePlace> engines, CloneRequest request, LocalDonor donor, CloneListener listener) {
        this(engines, request, Optional.of(donor), listener, ProtocolVersion.V4);
    }

    private CloneRun(
            EngineSet<ClonePlace> engines,
            CloneRequest request,
            Optional<LocalDonor> local,
            CloneListener listener,
            ProtocolVersion version) {
        this.engines = engines;
        this.request = request;
        this.local = local;
        this.version = version;
        this.clock = Clock.systemUTC();
        this.throttle = new Throttle(request.limits());
        this.progress = new ProgressTracker(listener, clock);
    }

    /**
     * Clones; returns when the clone is complete and durable, and committed if it may be by now.
     *
     * @throws CloneFailure when it can't be completed; the target is then as it was, except that the journal stays for
     *     the next run where that can go on, and that what was received to the end stays whatever happens after it
     */
    public CloneResult run() throws CloneFailure {
        Instant begin = clock.instant();
        stop.runningIn(Thread.currentThread());
        try {
            if (local.isEmpty()) {
                return run(begin, () -> new Transfer(request, version, throttle, progress, stop, clock));
            }
            LocalRules.require(directory(request.source()), request.target().dataDir());
            List<DonorEngine> donors = begun(local.get());
            try {
                return run(begin, () -> new LocalTransfer(request, donors, throttle, progress, stop));
            } finally {
                donors.forEach(DonorEngine::close);
            }
        } catch (IOException e) {
            throw localFailure(e);
        } finally {
            stop.ended();
        }
    }

    private static List<DonorEngine> begun(LocalDonor donor) throws IOException, CloneFailure {
        try {
            return donor.open();
        } catch (DonorException e) {
            throw Failures.notBegun(e);
        }
    }

    /** Empty when only a server knows. */
    private static Optional<Path> directory(CloneRequest.Source source) {
        return switch (source) {
            case CloneRequest.Source.Directory(var dataDir) -> Optional.of(dataDir);
            case CloneRequest.Source.Received(var dataDir) -> Optional.of(dataDir);
            case CloneRequest.Source.RunningServer _ -> Optional.empty();
            case CloneRequest.Source.Server _ ->
                throw new IllegalStateException(source.name() + " is not a directory of this host");
        };
    }

    private CloneResult run(Instant begin, Supplier<SnapshotTransfer> transfers) throws IOException, CloneFailure {
        try (CloneTarget target = CloneTarget.open(request.target())) {
            return run(target, begin, transfers);
        }
    }

    private CloneResult run(CloneTarget target, Instant begin, Supplier<SnapshotTransfer> transfers)
            throws IOException, CloneFailure {
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
        Optional<Received> received = target.received();
        if (received.isPresent()) {
            requireSameClone(target, received.get());
            progress.receivedBefore(received.get().result());
            return concluding(() -> conclude(target.commitOf(received.get()))).asFound();
        }
        TargetRules.requireNoOldData(target.directory());
        target.requireOverwritable();
        OldServerCheck.hidden(request.target(), target.directory()).ifPresent(progress::warn);
        return cloneInto(target, begin, transfers);
    }

    private void requireSameDonor(CloneResult earlier) throws TargetRefusedException {
        if (!earlier.donor().equals(request.source().name())) {
            throw new TargetRefusedException(earlier.dataDir() + " holds a complete clone of " + earlier.donor()
                    + " on which no mysqld has started yet: start mysqld there, or give another directory");
        }
    }

    private void requireSameClone(CloneTarget target, Received received) throws TargetRefusedException {
        CloneIdentity asked = target.identity(request.source().name());
        if (!received.identity().isSameClone(asked)) {
            throw new TargetRefusedException(
                    TargetRefusedException.Reason.UNSUITABLE,
                    target.directory().root() + " holds "
                            + received.identity().description() + ", complete and not committed, and this is to be "
                            + asked.description(),
                    "commit the one that is there (clone-agent commit) or remove it (clone-agent discard)");
        }
    }

    private CloneResult cloneInto(CloneTarget target, Instant begin, Supplier<SnapshotTransfer> transfers)
            throws CloneFailure {
        var reception = new Reception(engines, request, transfers, clock, progress, stop, target);
        CloneCommit commit;
        try {
            commit = concluding(() -> reception.run(begin));
        } catch (CloneFailure e) {
            removeLeftovers(reception, target, e);
            throw e;
        }
        return concluding(() -> conclude(commit));
    }

    private interface Step<T> {
        T run() throws IOException, CloneFailure;
    }

    private <T> T concluding(Step<T> step) throws CloneFailure {
        try {
            return described(step);
        } catch (CloneFailure e) {
            switch (e.kind()) {
                case CANCELLED -> progress.state(Progress.State.CANCELLED);
                case SUSPENDED -> progress.state(Progress.State.FAILED);
                case REFUSED, DONOR, NETWORK, LOCAL_IO, VERIFICATION -> progress.failed();
            }
            throw e;
        }
    }

    private <T> T described(Step<T> step) throws CloneFailure {
        try {
            return step.run();
        } catch (IOException e) {
            // Whoever asked to stop gets that answer, not what stopping broke.
            stop.check();
            throw localFailure(e);
        }
    }

    private static void removeLeftovers(Reception reception, CloneTarget target, CloneFailure failure) {
        try {
            if (!reception.isWorthKeeping(failure)) {
                target.abort();
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static CloneFailure localFailure(IOException e) {
        if (e instanceof DonorException donor) {
            return LocalTransfer.described(donor);
        }
        return e instanceof TargetRefusedException || e instanceof EngineException
                ? Failures.describe(e)
                : new CloneFailure(CloneFailure.Kind.LOCAL_IO, Failures.message(e), e);
    }

    /** Commits what is received, if that may be done by now. */
    private CloneResult conclude(CloneCommit commit) throws IOException, CloneFailure {
        stop.received();
        boolean committed = commit.isCommitted() || commitIfAllowed(commit);
        CloneResult result =
                committed ? commit.settle(progress::warn) : commit.received().result();
        progress.state(Progress.State.COMPLETED);
        return result;
    }

    private boolean commitIfAllowed(CloneCommit commit) throws IOException, CloneFailure {
        // Who is refused should know it now, not at the moment of the commit.
        commit.require();
        Optional<Duration> wait = request.target().inPlace()
                ? switch (request.commit()) {
                    case LATER -> Optional.empty();
                    case IF_STOPPED -> Optional.of(Duration.ZERO);
                    case WHEN_STOPPED -> Optional.of(CommitMoment.FOR_EVER);
                }
                : Optional.of(Duration.ZERO);
        return wait.isPresent()
                && new CommitMoment(commit.directory(), wait.get(), stop, progress::state).commit(commit);
    }

    /**
     * Ends the clone, frees the donor's snapshot, and removes what was stored; what was received to the end stays, and is
     * not committed. Does not wait.
     */
    public void cancel() {
        stop.cancel();
    }

    /** Stops at a durable point and keeps everything, so that a new run resumes. Does not wait. */
    public void suspend() {
        stop.suspend();
    }

    /**
     * The host, pod or session is about to go away: as {@link #suspend}, but a clone that waits for its server's stop goes
     * on waiting, because that is what comes now.
     *
     * @return whether it ends because of this
     */
    public boolean hangUp() {
        return stop.hangUp();
    }

    /** Takes new bandwidth limits at once. */
    public void setLimits(Limits limits) {
        throttle.set(limits);
    }

    public Limits limits() {
        return throttle.limits();
    }

    /** Takes at once what the donor's own statements bear, besides the limits. */
    public void slow(DonorPace pace) {
        throttle.brake(pace.bytesPerSecond());
        progress.donorPace(pace);
    }

    /** Where the clone stands; cheap. */
    public Progress progress() {
        return progress.progress();
    }
}
