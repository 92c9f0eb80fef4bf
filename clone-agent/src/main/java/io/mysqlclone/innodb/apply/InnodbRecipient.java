package io.mysqlclone.innodb.apply;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.engine.CopyWay;
import io.mysqlclone.engine.DonorConfiguration;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.FileDemand.AnnouncedFile;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.engine.ReceivedClone;
import io.mysqlclone.engine.RecipientEngine;
import io.mysqlclone.engine.RecipientSettings;
import io.mysqlclone.engine.RecipientTask;
import io.mysqlclone.engine.Records;
import io.mysqlclone.engine.RoundAbandonedException;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.engine.StageListener;
import io.mysqlclone.engine.VerifiedPages;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.innodb.snapshot.DataFile;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.innodb.snapshot.Snapshot;
import io.mysqlclone.innodb.snapshot.SnapshotRecords;
import io.mysqlclone.innodb.snapshot.StateEnd;
import io.mysqlclone.innodb.snapshot.SuspectPages;
import io.mysqlclone.innodb.staging.StagedFiles;
import io.mysqlclone.innodb.staging.StagedSizes;
import io.mysqlclone.storage.BlockSinks;
import io.mysqlclone.storage.FileCopier;
import io.mysqlclone.storage.RecordLog;
import io.mysqlclone.storage.StorageException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The recipient half of InnoDB: one snapshot, over as many rounds as it takes. */
final class InnodbRecipient implements RecipientEngine {
    /** A donor that does not hold the answer to an attachment back gives it within a round trip. */
    private static final Duration ATTACH_PATIENCE = Duration.ofSeconds(5);

    private final RecipientSettings settings;
    private final DataDirectory directory;
    private final RecordLog journal;
    private final Records recorded;
    private final StageListener listener;
    private final StagedFiles files;
    private final StageGate gate = new StageGate(ATTACH_PATIENCE);
    private final SuspectPages suspects = new SuspectPages();
    private final PageInspection.Counts pages = new PageInspection.Counts();
    private Optional<DonorServer> donor = Optional.empty();
    private Optional<Snapshot> snapshot = Optional.empty();
    private Optional<Durability> durability = Optional.empty();
    /** Whether the donor knows that the current state is complete, and so will not end it again. */
    private boolean donorAhead;

    private final FileCopier copier;
    private boolean restored;
    private volatile Consumer<Throwable> roundFailed = failure -> {};

    /** Of a clone into {@code place}, of which nothing is known yet. */
    InnodbRecipient(RecipientSettings settings, ClonePlace place, BlockSinks sinks, StageListener listener) {
        this.settings = settings;
        this.directory = place.directory();
        this.journal = place.log();
        this.recorded = place.recorded();
        this.listener = listener;
        this.copier = new FileCopier(way -> listener.copies(words(way)));
        this.files = new StagedFiles(directory, place.staging(), sinks, settings.relocations());
        files.demand(settings.demand());
    }

    private static CopyWay words(FileCopier.Way way) {
        return switch (way) {
            case SHARED -> CopyWay.REFLINK;
            case KERNEL -> CopyWay.COPY_FILE_RANGE;
            case BYTES -> CopyWay.READ_AND_WRITE;
        };
    }

    @Override
    public boolean restore() throws EngineException {
        var replay = new SnapshotRecords.Replay();
        try {
            recorded.replay(replay::accept);
        } catch (IOException e) {
            // Also what the records say: it was checked when it came from the donor.
            throw EngineException.local("the journal can't be gone on with", e);
        }
        if (replay.snapshot().isEmpty()) {
            return false;
        }
        Snapshot restored = replay.snapshot().get();
        files.placeAgain(restored.dataFiles().stream().map(DataFile::descriptor).toList());
        this.restored = true;
        suspects.restore(replay.suspects());
        donor = replay.donor();
        take(restored);
        return true;
    }

    @Override
    public void donor(DonorConfiguration configuration) {
        donor(DonorServer.of(configuration).orElseThrow());
    }

    /** As {@link #donor(DonorConfiguration)}. */
    void donor(DonorServer server) {
        donor = Optional.of(server);
    }

    @Override
    public void begin(EngineLocator locator) throws EngineException, MalformedMessageException {
        InnodbLocator decoded = InnodbLocator.decode(locator);
        LocatorRules.checkNew(decoded);
        donorAhead = false;
        try {
            journal.append(SnapshotRecords.BEGIN, SnapshotRecords.begin(decoded, donor()));
            journal.force();
        } catch (StorageException e) {
            throw EngineException.local("the journal can't be written", e);
        }
        take(new Snapshot(decoded));
    }

    private void take(Snapshot taken) {
        durability.ifPresent(Durability::close);
        snapshot = Optional.of(taken);
        durability =
                Optional.of(new Durability(taken, suspects, files, journal, failure -> roundFailed.accept(failure)));
    }

    @Override
    public EngineLocator resumeLocator() throws EngineException {
        requireStaged();
        durability().rewindIncompleteList();
        return snapshot().resumeLocator().toEngineLocator();
    }

    @Override
    public void resume(EngineLocator locator) throws EngineException, MalformedMessageException {
        InnodbLocator answered = InnodbLocator.decode(locator);
        LocatorRules.checkResumed(answered, snapshot());
        donorAhead = answered.state() != snapshot().state();
    }

    @Override
    public RecipientTask openMaster(Consumer<Throwable> failed) throws EngineException {
        roundFailed = failed;
        // Between two rounds there was nobody to be told.
        durability().check();
        SnapshotState state = snapshot().state();
        InnodbTask master = new InnodbTask(this, true, state, donorAhead);
        // Before the others are let in: what they store is counted on top of what is told here.
        listener.stageStarted(
                state.stage(),
                snapshot().announced().estimateBytes(),
                snapshot().storedBytes(state));
        gate.open(state, master, donorAhead);
        return master;
    }

    @Override
    public EngineLocator locator() {
        return snapshot().locator().toEngineLocator();
    }

    @Override
    public boolean awaitWelcome() throws RoundAbandonedException, InterruptedException {
        return gate.awaitWelcome();
    }

    @Override
    public boolean attaching() throws RoundAbandonedException {
        return gate.attaching();
    }

    @Override
    public RecipientTask attached(EngineLocator locator) throws EngineException, MalformedMessageException {
        InnodbLocator answered = InnodbLocator.decode(locator);
        LocatorRules.checkAttached(answered, snapshot().locator());
        InnodbTask worker = new InnodbTask(this, false, answered.state(), false);
        gate.attached(worker, answered.state());
        return worker;
    }

    @Override
    public void attachRefused() {
        gate.attachRefused();
    }

    @Override
    public void attachFailed() {
        gate.attachFailed();
    }

    @Override
    public void abandonRound() {
        gate.abandon();
    }

    @Override
    public boolean received() {
        return snapshot.isPresent()
                && (snapshot().state() == SnapshotState.DONE
                        || (snapshot().state() == SnapshotState.REDO_COPY
                                && snapshot().isStateComplete()));
    }

    @Override
    public boolean hasBegun() {
        return snapshot.isPresent();
    }

    @Override
    public Stage stage() {
        return snapshot().state().stage();
    }

    @Override
    public long storedBytes(Stage stage) {
        return snapshot.map(taken -> Stream.of(SnapshotState.values())
                        .filter(state -> state.stage() == stage)
                        .mapToLong(taken::storedBytes)
                        .sum())
                .orElse(0L);
    }

    @Override
    public long progressMark() {
        return snapshot.map(Snapshot::progressMark).orElse(0L);
    }

    @Override
    public VerifiedPages pages() {
        return new VerifiedPages(pages.verified().sum(), pages.unverifiable().sum());
    }

    @Override
    public void record() throws EngineException {
        if (durability.isPresent()) {
            durability.get().record();
        }
    }

    @Override
    public ReceivedClone complete() throws EngineException {
        durability().check();
        return new SnapshotCompletion(snapshot(), files, directory, donor()).complete();
    }

    /** What an earlier process has recorded must still be there, once it is to be gone on with. */
    private void requireStaged() throws EngineException {
        if (restored) {
            StagedSizes.require(snapshot(), files, donor());
            restored = false;
        }
    }

    @Override
    public void close() {
        durability.ifPresent(Durability::close);
    }

    Snapshot snapshot() {
        return snapshot.orElseThrow(() -> new IllegalStateException("no snapshot has begun"));
    }

    private Durability durability() {
        return durability.orElseThrow(() -> new IllegalStateException("no snapshot has begun"));
    }

    DonorServer donor() {
        return donor.orElseThrow(() -> new IllegalStateException("the donor is not known"));
    }

    StageGate gate() {
        return gate;
    }

    BlockWriter newWriter() {
        int size = Math.max(settings.bufferSize() / 2, donor().blockBytes());
        return new BlockWriter(files, snapshot(), durability(), listener, copier, size);
    }

    Optional<PageInspection> newInspection() {
        return settings.verifyPages()
                ? Optional.of(new PageInspection(donor().pageSize(), suspects, pages))
                : Optional.empty();
    }

    /** The master enters a state: first what DDL did to files, then the state itself. */
    void enter(StateDescriptor start, List<FileDescriptor> updates) throws EngineException {
        var announced = new AnnouncedFiles(snapshot(), donor(), files, directory);
        announced.stage(start, updates);
        snapshot().requireSettled(updates);
        if (start.state() == SnapshotState.REDO_COPY && settings.verifyPages()) {
            new SuspectReview(snapshot(), files, donor()).review(suspects.all(), updates);
        }
        durability().enter(start, updates);
        announced.removeDropped(updates);
        // Before the gate opens: a worker that waited there may have stored a block in the next moment.
        listener.stageStarted(start.state().stage(), start.estimateBytes(), 0);
        gate.enter(start.state());
    }

    /** The redo log may be encrypted where no tablespace is, and only its own files tell. */
    void checkRedo(FileDescriptor file) throws EngineException {
        settings.demand().check(new AnnouncedFile("the redo log", file.flags().isEncrypted()));
    }

    /** Whether a file may be placed by its name, apart from relocations. */
    void checkName(FileDescriptor file) throws EngineException {
        files.checkName(file);
    }

    /** Whether the current state lacks nothing; to be asked when no task is at work on it. */
    boolean hasWholeState() {
        snapshot().completeChunksOfLostTasks(donor());
        return snapshot().isWhole();
    }

    /**
     * Makes all of the current state durable that has come, before the donor hears that it may go on. What is missing then
     * must be of files that the donor names as dropped before the next state.
     */
    void completeState() throws EngineException {
        Snapshot current = snapshot();
        StateEnd.check(current, hasWholeState());
        if (current.state() == SnapshotState.REDO_COPY) {
            current.completeAllChunks();
        }
        durability().recordCompleteState();
        listener.stageCompleted(current.state().stage());
    }
}
