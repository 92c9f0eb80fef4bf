package io.mysqlclone.recipient.run;

import dev.failsafe.FailsafeException;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.protocol.DdlSettings;
import io.mysqlclone.protocol.ProtocolVersion;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.DonorIdentity;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.remote.CloneConnection;
import io.mysqlclone.recipient.remote.DonorCheck;
import io.mysqlclone.recipient.remote.DonorErrorException;
import io.mysqlclone.recipient.remote.DonorGtids;
import io.mysqlclone.recipient.remote.DonorSession;
import io.mysqlclone.recipient.remote.Failures;
import io.mysqlclone.recipient.remote.LiveServer;
import io.mysqlclone.recipient.remote.OfferedEngines;
import io.mysqlclone.recipient.remote.OtherServerException;
import io.mysqlclone.recipient.remote.SameServer;
import io.mysqlclone.recipient.remote.SilenceWatch;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Receives a snapshot, over as many rounds as the network makes of it. */
final class Transfer implements SnapshotTransfer {
    private final CloneRequest request;
    private final Throttle throttle;
    private final ProgressTracker progress;
    private final StopSignal stop;
    private final SilenceWatch watch = new SilenceWatch();
    private final DonorSession.Settings settings;
    private final Reconnection reconnection;
    private final DonorTurn turn;
    private boolean startedOver;
    /** Whether a snapshot of this transfer was given up because some of it can't come any more. */
    private boolean incompleteBefore;

    private final Damages damages = new Damages();
    private String donorVersion = "";

    private Origin origin = new Origin(Optional.empty(), _ -> {});

    Transfer(
            CloneRequest request,
            ProtocolVersion version,
            Throttle throttle,
            ProgressTracker progress,
            StopSignal stop,
            Clock clock) {
        this.request = request;
        this.throttle = throttle;
        this.progress = progress;
        this.stop = stop;
        this.reconnection = new Reconnection(request.reconnectTimeout(), progress, clock);
        this.turn = new DonorTurn(request.busyTimeout(), progress, clock);
        var ddl = new DdlSettings(
                Math.toIntExact(request.ddl().timeout().toSeconds()),
                request.ddl().block());
        settings = new DonorSession.Settings(request.donor(), version, ddl, request.stallTimeout(), watch);
    }

    @Override
    public boolean startedOver() {
        return startedOver;
    }

    @Override
    public EngineGroup run(EngineGroup engines, boolean resume, FreshEngines fresh, Origin origin)
            throws CloneFailure, IOException {
        this.origin = origin;
        if (resume && engines.received()) {
            release(engines);
            return engines;
        }
        EngineGroup current = engines;
        boolean received = false;
        try {
            Optional<DonorSession> session =
                    resume ? rejoin(current, "the clone is resumed") : Optional.of(begin(current));
            while (true) {
                if (session.isEmpty()) {
                    current.close();
                    current = fresh.make();
                    session = Optional.of(begin(current));
                }
                try (DonorSession open = session.get()) {
                    round(current, open);
                    received = true;
                    return current;
                } catch (IOException e) {
                    stopped(current);
                    if (Failures.isIncomplete(e) && !incompleteBefore) {
                        session = giveUpSnapshot(current, e);
                        continue;
                    }
                    if (!Failures.isOutage(e)) {
                        throw Failures.describe(e);
                    }
                    if (current.received()) {
                        release(current);
                        received = true;
                        return current;
                    }
                    if (e instanceof DonorErrorException error) {
                        requireOutage(error, session.get().master().connectionId());
                    }
                    if (Failures.isDamage(e) && damages.areTooMany(current.progressMark())) {
                        keep(current);
                        throw damages.failure(e);
                    }
                    session = rejoin(current, Failures.message(e));
                }
            }
        } catch (InterruptedException e) {
            stopped(current);
            keep(current);
            throw new CloneFailure(CloneFailure.Kind.SUSPENDED, "the clone was interrupted", e);
        } finally {
            if (!received) {
                current.close();
            }
        }
    }

    /**
     * Lets an incomplete snapshot go, because a new one costs less than to fail with nothing left. Once: a donor whose next
     * snapshot is incomplete too won't have a complete one.
     */
    private Optional<DonorSession> giveUpSnapshot(EngineGroup engines, IOException incomplete) {
        incompleteBefore = true;
        startOver(Failures.message(incomplete));
        release(engines);
        return Optional.empty();
    }

    private void release(EngineGroup engines) {
        DonorSession.release(settings, engines.locators(), origin.serverUuid());
    }

    private void startOver(String reason) {
        startedOver = true;
        progress.reset();
        progress.event(new CloneEvent.StartedOver(reason));
    }

    private void stopped(EngineGroup engines) throws CloneFailure, IOException {
        try {
            stop.check();
        } catch (CloneFailure e) {
            if (e.kind() == CloneFailure.Kind.SUSPENDED) {
                engines.record();
            } else if (engines.hasBegun()) {
                release(engines);
            }
            throw e;
        }
    }

    /**
     * Asks for a new snapshot. A donor that can't be reached at all is the user's to look after; one that was reached and
     * lost is tried again, and one that serves somebody else is waited for.
     */
    private DonorSession begin(EngineGroup engines) throws CloneFailure, InterruptedException {
        while (true) {
            try {
                return begun(beginOnce(engines));
            } catch (IOException e) {
                stop.check();
                if (turn.isWorthWaiting(e)) {
                    turn.await(e);
                    continue;
                }
                boolean wait = Failures.isOutage(e) || (incompleteBefore && Reconnection.isBusy(e));
                if (!wait || donorVersion.isEmpty()) {
                    throw Failures.describe(e);
                }
                Optional<DonorSession> session = beginAgain(engines, Failures.message(e));
                if (session.isPresent()) {
                    return session.get();
                }
            }
        }
    }

    /** After a loss of the donor; empty when it is there again and serves somebody else. */
    private Optional<DonorSession> beginAgain(EngineGroup engines, String reason)
            throws CloneFailure, InterruptedException {
        try {
            DonorSession session =
                    reconnection.retrying(reason, () -> beginOnce(engines), failure -> !turn.isWorthWaiting(failure));
            reconnected();
            return Optional.of(begun(session));
        } catch (FailsafeException last) {
            if (last.getCause() instanceof IOException busy && turn.isWorthWaiting(busy)) {
                turn.await(busy);
                return Optional.empty();
            }
            throw reconnection.gaveUp(last, reason);
        }
    }

    private DonorSession begun(DonorSession session) {
        turn.came();
        progress.state(Progress.State.TRANSFERRING);
        return session;
    }

    private DonorSession beginOnce(EngineGroup engines) throws CloneFailure, IOException {
        requireKnownGtids();
        requireOffered(engines);
        DonorSession session = DonorSession.begin(settings, engines.versionLocators(), this::greet);
        try {
            requireOtherServer(session.master());
            var check = new DonorCheck(session.parameters().orElseThrow(), engines::accept, liveServer());
            List<String> mismatches = check.mismatches();
            if (!mismatches.isEmpty()) {
                throw new CloneFailure(
                        CloneFailure.Kind.REFUSED, CloneFailure.Reason.DONOR_MISMATCH, String.join("; ", mismatches));
            }
            check.doubt().ifPresent(progress::warn);
            var donor = new DonorIdentity(
                    session.master().serverVersion(), session.master().serverUuid());
            origin.is(donor);
            progress.donor(donor);
            engines.begin(check.server().orElseThrow(), session.locators());
            return session;
        } catch (IOException | RuntimeException | CloneFailure e) {
            session.close();
            throw e;
        }
    }

    /** Before hours of a transfer, at whose end the commit would be refused. */
    private void requireKnownGtids() throws CloneFailure, IOException {
        CloneRequest.Target target = request.target();
        if (target.inPlace() && target.overwrite() == CloneRequest.Overwrite.IF_BEHIND) {
            Optional<String> refusal = DonorGtids.refusal(request.donor(), target.dataDir());
            if (refusal.isPresent()) {
                throw new CloneFailure(
                        CloneFailure.Kind.REFUSED, CloneFailure.Reason.RECIPIENT_IS_AHEAD, refusal.get());
            }
        }
    }

    /** Before a donor is asked for what it has not: a stock one would close the connection without a word. */
    private void requireOffered(EngineGroup engines) throws CloneFailure, IOException {
        List<String> missing = OfferedEngines.missing(request.donor(), engines.namesToBeOffered());
        if (!missing.isEmpty()) {
            throw new CloneFailure(
                    CloneFailure.Kind.REFUSED, CloneFailure.Reason.DONOR_MISMATCH, engines.refusal(missing));
        }
    }

    private void requireOtherServer(CloneConnection donor) throws CloneFailure, IOException {
        Optional<String> refusal = SameServer.refusal(request.target(), donor.serverUuid());
        if (refusal.isPresent()) {
            throw new CloneFailure(CloneFailure.Kind.REFUSED, CloneFailure.Reason.RECIPIENT_IS_DONOR, refusal.get());
        }
    }

    private Optional<LiveServer> liveServer() throws IOException {
        return request.target().inPlace() ? Optional.of(LiveServer.of(request.target())) : Optional.empty();
    }

    private void greet(CloneConnection connection) {
        if (donorVersion.isEmpty()) {
            donorVersion = connection.serverVersion();
            progress.donor(new DonorIdentity(donorVersion, connection.serverUuid()));
            progress.state(Progress.State.TRANSFERRING);
            progress.event(new CloneEvent.Connected(
                    request.donor().endpoint().toString(), donorVersion, connection.tlsSession()));
        }
    }

    private void reconnected() {
        progress.reconnected();
        progress.event(new CloneEvent.Reconnected(1));
    }

    private void round(EngineGroup engines, DonorSession session)
            throws IOException, InterruptedException, CloneFailure {
        Round round = new Round(engines, session, settings, throttle, plan(session), progress);
        stop.enter(round::fail);
        try {
            round.run();
        } finally {
            stop.leaveRound();
        }
    }

    private Round.WorkerPlan plan(DonorSession session) {
        boolean busy = session.master().isEncrypted() || request.donor().compression() != Compression.NONE;
        return switch (request.concurrency()) {
            case CloneRequest.Concurrency.Fixed(int connections) -> (now, rate) -> connections;
            case CloneRequest.Concurrency.Auto() ->
                new Autotune(busy ? Autotune.Patience.BUSY_DONOR : Autotune.Patience.IDLE_DONOR)::next;
        };
    }

    /**
     * A donor says "interrupted" both when it shuts down and when somebody ended the clone. It is an outage only when it
     * is really gone, or back: then it counts its connections anew.
     */
    private void requireOutage(DonorErrorException error, long lostConnectionId)
            throws CloneFailure, InterruptedException {
        for (int i = 0; i < 10; i++) {
            Thread.sleep(200);
            try (CloneConnection probe = CloneConnection.open(request.donor())) {
                probe.exit();
                if (probe.connectionId() < lostConnectionId) {
                    return;
                }
            } catch (IOException e) {
                if (Failures.isOutage(e)) {
                    return;
                }
                throw Failures.describe(e);
            }
        }
        throw Failures.describe(error);
    }

    /**
     * Connects again and asks for the rest of the snapshot, for as long as the reconnect timeout allows.
     *
     * @return empty when the donor does not have the snapshot any more
     */
    private Optional<DonorSession> rejoin(EngineGroup engines, String reason)
            throws CloneFailure, InterruptedException {
        boolean first = donorVersion.isEmpty();
        reconnection.lost(engines.progressMark());
        if (!first && reconnection.isFruitless()) {
            keep(engines);
            throw reconnection.fruitless(reason);
        }
        try {
            reconnection.pause();
            DonorSession session = reconnection.retrying(reason, () -> rejoinOnce(engines));
            if (!first) {
                reconnected();
            }
            return Optional.of(session);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof IOException io && Failures.isSnapshotGone(io)) {
                startOver(
                        io instanceof OtherServerException
                                ? Failures.message(io)
                                : "the donor does not have the snapshot any more (it restarted, waited longer than"
                                        + " clone_donor_timeout_after_network_failure, or began another clone)");
                return Optional.empty();
            }
            CloneFailure failure = reconnection.gaveUp(e, reason);
            if (failure.kind() == CloneFailure.Kind.NETWORK) {
                keep(engines);
            }
            throw failure;
        }
    }

    private DonorSession rejoinOnce(EngineGroup engines) throws IOException {
        DonorSession resumed =
                DonorSession.resume(settings, engines.resumeLocators(), origin.serverUuid(), this::greet);
        try {
            engines.resume(resumed.locators());
            return resumed;
        } catch (IOException | RuntimeException e) {
            resumed.close();
            throw e;
        }
    }

    /** What has arrived is worth keeping for the next run. */
    private static void keep(EngineGroup engines) throws CloneFailure {
        try {
            engines.record();
        } catch (IOException e) {
            throw Failures.describe(e);
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
