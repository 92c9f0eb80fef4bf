package io.mysqlclone.recipient.run;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.apply.InnodbRecipient;
import io.mysqlclone.innodb.apply.ReceivedSnapshot;
import io.mysqlclone.innodb.staging.Relocation;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.DonorIdentity;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.Stage;
import io.mysqlclone.recipient.donor.DonorGtids;
import io.mysqlclone.recipient.donor.Failures;
import io.mysqlclone.recipient.target.CloneCommit;
import io.mysqlclone.recipient.target.CloneIdentity;
import io.mysqlclone.recipient.target.CloneTarget;
import io.mysqlclone.recipient.target.KeyringCheck;
import io.mysqlclone.recipient.target.Received;
import io.mysqlclone.storage.FileCopier;
import io.mysqlclone.storage.journal.Journal;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** The first half of a clone: everything that comes before its commit, up to the note that it is received. */
final class Reception {
    private final CloneRequest request;
    private final Supplier<SnapshotTransfer> transfers;
    private final Clock clock;
    private final ProgressTracker progress;
    private final StopSignal stop;
    private final CloneTarget target;
    private Phase phase = Phase.TRANSFER;

    Reception(
            CloneRequest request,
            Supplier<SnapshotTransfer> transfers,
            Clock clock,
            ProgressTracker progress,
            StopSignal stop,
            CloneTarget target) {
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
                    case REFUSED -> phase != Phase.TRANSFER || failure.reason() == CloneFailure.Reason.TARGET_MISSING;
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
        InnodbRecipient engine = engine(continues ? target.continueJournal() : target.startJournal(donor));
        try {
            boolean resumed = continues && engine.restore(target.journalFile());
            if (resumed) {
                reportRestored(engine);
            }
            try (var transfer = transfers.get()) {
                engine = transfer.run(engine, resumed, () -> engine(target.startJournal(donor)));
                resumed &= !transfer.startedOver();
            }
            phase = Phase.FINISH;
            CloneIdentity identity = unfinished
                    .filter(before -> continues)
                    .orElse(target.identity(donor))
                    .answeredBy(progress.progress().donor());
            target.noteServer(identity);
            return note(identity, engine, begin, resumed);
        } finally {
            engine.close();
        }
    }

    private CloneCommit note(CloneIdentity identity, InnodbRecipient engine, Instant begin, boolean resumed)
            throws IOException, CloneFailure {
        progress.state(Progress.State.COMMITTING);
        stop.workingOnFiles();
        ReceivedSnapshot snapshot = finish(engine);
        stop.check();
        Instant end = clock.instant();
        progress.complete(Stage.FILE_SYNC);
        Received received = new Received(
                identity,
                begin,
                end,
                result(identity, engine, snapshot, Duration.between(begin, end), resumed),
                snapshot.files(),
                request.target().overwrite(),
                request.target().oldServer(),
                donorGtids());
        target.note(received);
        phase = Phase.RECEIVED;
        return target.commitOf(received);
    }

    /** All transactions of the snapshot are among them, because it is older. */
    private Optional<String> donorGtids() {
        return switch (request.source()) {
            case CloneRequest.Source.Directory directory -> Optional.empty();
            case CloneRequest.Source.Server(var connection) -> {
                try {
                    yield Optional.of(DonorGtids.read(connection).toString());
                } catch (IOException unknown) {
                    yield Optional.empty();
                }
            }
        };
    }

    private static ReceivedSnapshot finish(InnodbRecipient engine) throws IOException, CloneFailure {
        try {
            return engine.finish();
        } catch (EngineException e) {
            throw Failures.describe(e);
        }
    }

    private CloneResult result(
            CloneIdentity identity, InnodbRecipient engine, ReceivedSnapshot snapshot, Duration took, boolean resumed) {
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
                snapshot.dataFiles(),
                new CloneResult.Pages(engine.verifiedPages(), engine.unverifiablePages()),
                took,
                resumed,
                false,
                snapshot.innodbDirectories(),
                now.stages());
    }

    private InnodbRecipient engine(Journal journal) throws IOException {
        var relocations = request.target().relocations().stream()
                .map(relocation -> new Relocation(relocation.from(), relocation.to()))
                .toList();
        var engine = new InnodbRecipient(
                new InnodbRecipient.Settings(
                        relocations,
                        request.verifyPages(),
                        request.bufferSize(),
                        Optional.of(new FileCopier(this::tell))),
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

    private void tell(FileCopier.Way way) {
        progress.event(new CloneEvent.CopiesBy(
                switch (way) {
                    case SHARED -> CloneEvent.CopiesBy.Way.REFLINK;
                    case KERNEL -> CloneEvent.CopiesBy.Way.COPY_FILE_RANGE;
                    case BYTES -> CloneEvent.CopiesBy.Way.READ_AND_WRITE;
                }));
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
}
