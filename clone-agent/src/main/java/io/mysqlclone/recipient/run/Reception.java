package io.mysqlclone.recipient.run;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.EngineSet;
import io.mysqlclone.engine.ReceivedClone;
import io.mysqlclone.engine.RecipientEngine;
import io.mysqlclone.engine.RecipientSettings;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.engine.VerifiedPages;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.DonorIdentity;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.remote.DonorGtids;
import io.mysqlclone.recipient.remote.Failures;
import io.mysqlclone.recipient.target.CloneCommit;
import io.mysqlclone.recipient.target.CloneIdentity;
import io.mysqlclone.recipient.target.CloneTarget;
import io.mysqlclone.recipient.target.EnginePlaces;
import io.mysqlclone.recipient.target.KeyringCheck;
import io.mysqlclone.recipient.target.Received;
import io.mysqlclone.storage.journal.Journal;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The first half of a clone: everything that comes before its commit, up to the note that it is received. */
final class Reception {
    private final EngineSet<ClonePlace> set;
    private final CloneRequest request;
    private final Supplier<SnapshotTransfer> transfers;
    private final Clock clock;
    private final ProgressTracker progress;
    private final StopSignal stop;
    private final CloneTarget target;
    private Phase phase = Phase.TRANSFER;

    Reception(
            EngineSet<ClonePlace> set,
            CloneRequest request,
            Supplier<SnapshotTransfer> transfers,
            Clock clock,
            ProgressTracker progress,
            StopSignal stop,
            CloneTarget target) {
        this.set = set;
        this.request = request;
        this.transfers = transfers;
        this.clock = clock;
        this.progress = progress;
        this.stop = stop;
        this.target = target;
    }

    private enum Phase {
        TRANSFER,
        /** Everything has arrived. */
        FINISH,
        /** And is noted as durable and verified. */
        RECEIVED
    }

    /** Whether what is there is of use to a later run that failed like this. */
    boolean isWorthKeeping(CloneFailure failure) throws IOException {
        boolean canBeContinued =
                switch (failure.kind()) {
                    case NETWORK, SUSPENDED -> true;
                    case DONOR -> Failures.isRefusedLogin(failure);
                    // Too little room for what mysqld is going to need, for example: that can be mended.
                    case REFUSED ->
                        phase != Phase.TRANSFER
                                || failure.reason() == CloneFailure.Reason.TARGET_MISSING
                                || Failures.isRefusedLogin(failure);
                    case LOCAL_IO, VERIFICATION, CANCELLED -> false;
                };
        return phase == Phase.RECEIVED || (canBeContinued && target.holdsSnapshot());
    }

    /** Transfers what is missing, verifies it and notes it. */
    CloneCommit run(Instant begin) throws CloneFailure, IOException {
        String donor = request.source().name();
        Optional<CloneIdentity> unfinished = target.unfinished();
        boolean continues =
                unfinished.filter(target.identity(donor)::isSameClone).isPresent();
        if (unfinished.isPresent() && !continues) {
            progress.event(new CloneEvent.StartedOver("the target holds an unfinished clone of something else ("
                    + unfinished.get().description() + ")"));
        }
        EngineGroup engines = engines(continues ? target.continueJournal() : target.startJournal(donor));
        try {
            EngineGroup.Restored restored = continues ? engines.restore() : EngineGroup.Restored.NOTHING;
            if (restored == EngineGroup.Restored.PARTLY) {
                progress.event(new CloneEvent.StartedOver(
                        "the target holds an unfinished clone of other storage engines, or not the snapshot of each"));
                engines.close();
                engines = engines(target.startJournal(donor));
            }
            boolean resumed = restored == EngineGroup.Restored.WHOLLY;
            if (resumed) {
                reportRestored(engines);
            }
            CloneIdentity asked = target.identity(donor);
            Origin origin = new Origin(
                    unfinished.filter(before -> continues).flatMap(CloneIdentity::server),
                    server -> target.noteServer(asked.answeredBy(Optional.of(server))));
            try (var transfer = transfers.get()) {
                engines = transfer.run(engines, resumed, () -> engines(target.startJournal(donor)), origin);
                resumed &= !transfer.startedOver();
            }
            phase = Phase.FINISH;
            CloneIdentity identity = asked.answeredBy(
                    origin.server().or(() -> progress.progress().donor()));
            target.noteServer(identity);
            return note(identity, engines, begin, resumed);
        } finally {
            engines.close();
        }
    }

    private CloneCommit note(CloneIdentity identity, EngineGroup engines, Instant begin, boolean resumed)
            throws IOException, CloneFailure {
        progress.state(Progress.State.COMMITTING);
        stop.workingOnFiles();
        ReceivedClone received = finish(engines);
        stop.check();
        Instant end = clock.instant();
        progress.complete(Stage.FILE_SYNC);
        Received noted = new Received(
                identity,
                begin,
                end,
                result(identity, engines, received, Duration.between(begin, end), resumed),
                received.files(),
                received.schemas(),
                request.target().overwrite(),
                request.target().oldServer(),
                request.target().stopEvents(),
                donorGtids());
        target.note(noted);
        phase = Phase.RECEIVED;
        return target.commitOf(noted);
    }

    /** All transactions of the snapshot are among them, because it is older. */
    private Optional<String> donorGtids() {
        return switch (request.source()) {
            case CloneRequest.Source.Directory _, CloneRequest.Source.Received _, CloneRequest.Source.RunningServer _ ->
                Optional.empty();
            case CloneRequest.Source.Server(var connection) -> {
                try {
                    yield Optional.of(DonorGtids.read(connection).toString());
                } catch (IOException unknown) {
                    yield Optional.empty();
                }
            }
        };
    }

    private static ReceivedClone finish(EngineGroup engines) throws IOException, CloneFailure {
        try {
            return engines.complete();
        } catch (EngineException e) {
            throw Failures.describe(e);
        }
    }

    private CloneResult result(
            CloneIdentity identity, EngineGroup engines, ReceivedClone received, Duration took, boolean resumed) {
        Progress now = progress.progress();
        return new CloneResult(
                identity.donor(),
                identity.server().map(DonorIdentity::version).orElse(""),
                identity.server().flatMap(DonorIdentity::serverUuid),
                target.directory().root(),
                identity.inPlace(),
                false,
                now.dataBytes(),
                now.networkBytes(),
                received.dataFiles(),
                pages(engines),
                took,
                resumed,
                false,
                received.directories(),
                now.stages());
    }

    private static CloneResult.Pages pages(EngineGroup engines) {
        VerifiedPages seen = engines.pages();
        return new CloneResult.Pages(seen.verified(), seen.unverifiable());
    }

    private EngineGroup engines(Journal journal) throws IOException {
        var settings = new RecipientSettings(
                request.target().relocations(),
                request.verifyPages(),
                request.bufferSize(),
                KeyringCheck.of(request.target(), target.directory()));
        var engines = new EngineGroup(set, new EnginePlaces(target, journal), settings, new EngineStages(progress));
        if (request.verifyPages()) {
            progress.pages(() -> Optional.of(pages(engines)));
        }
        return engines;
    }

    private void reportRestored(EngineGroup engines) {
        for (Stage stage : Stage.values()) {
            if (stage != Stage.FILE_SYNC && engines.parts().stream().allMatch(part -> isOver(stage, part))) {
                progress.doneBefore(stage, engines.storedBytes(stage));
            }
        }
        long stored = Stream.of(Stage.values()).mapToLong(engines::storedBytes).sum();
        progress.event(new CloneEvent.Resumed(engines.stage(), stored));
    }

    private static boolean isOver(Stage stage, RecipientEngine part) {
        return stage.compareTo(part.stage()) < 0 || (stage == part.stage() && part.received());
    }
}
