package io.mysqlclone.innodb.apply;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.RecipientEngine;
import io.mysqlclone.engine.RecipientTask;
import io.mysqlclone.engine.RoundAbandonedException;
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
import io.mysqlclone.innodb.staging.FileCheck;
import io.mysqlclone.innodb.staging.Relocation;
import io.mysqlclone.innodb.staging.StagedFiles;
import io.mysqlclone.innodb.staging.StagedSizes;
import io.mysqlclone.protocol.EngineLocator;
import io.mysqlclone.protocol.MalformedMessageException;
import io.mysqlclone.storage.BlockSinks;
import io.mysqlclone.storage.DataDirectory;
import io.mysqlclone.storage.FileCopier;
import io.mysqlclone.storage.Staging;
import io.mysqlclone.storage.StorageException;
import io.mysqlclone.storage.journal.Journal;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The recipient half of InnoDB: one snapshot, over as many rounds as it takes. */
public final class InnodbRecipient implements RecipientEngine, Closeable {
    /** A donor that does not hold the answer to an attachment back gives it within a round trip. */
    private static final Duration ATTACH_PATIENCE = Duration.ofSeconds(5);

    private final Settings settings;
    private final DataDirectory directory;
    private final Journal journal;
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

    private boolean restored;
    private volatile Consumer<Throwable> roundFailed = failure -> {};

    /**
     * @param relocations places for tablespaces outside the donor's data directory
     * @param verifyPages whether page checksums are checked
     * @param bufferSize bytes of a task's write buffer; never less than a block of the donor is used
     * @param copier what copies data that is in files of this host
     */
    public record Settings(
            List<Relocation> relocations, boolean verifyPages, int bufferSize, Optional<FileCopier> copier) {
        /** For data that comes from another host. */
        public Settings(List<Relocation> relocations, boolean verifyPages, int bufferSize) {
            this(relocations, verifyPages, bufferSize, Optional.empty());
        }
    }

    public InnodbRecipient(
            Settings settings,
            DataDirectory directory,
            Staging staging,
            BlockSinks sinks,
            Journal journal,
            StageListener listener) {
        this.settings = settings;
        this.directory = directory;
        this.journal = journal;
        this.listener = listener;
        this.files = new StagedFiles(directory, staging, sinks, settings.relocations());
    }

    /** Demands something of each file that the donor announces. */
    public void demand(FileCheck demanded) {
        files.demand(demanded);
    }

    /**
     * Takes over what an earlier process has recorded.
     *
     * @param journalFile the journal, which this object's journal continues
     * @return whether there is a snapshot to go on with
     */
    public boolean restore(Path journalFile) throws EngineException {
        var replay = new SnapshotRecords.Replay();
        try {
            Journal.replay(journalFile, replay::accept);
        } catch (IOException e) {
            // Also what the records say: it was checked when it came from the donor.
            throw EngineException.local("the journal " + journalFile + " can't be gone on with", e);
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

    /** Tells what the donor is; before {@link #begin}. */
    public void donor(DonorServer server) {
        donor = Optional.of(server);
    }

    @Override
    public EngineLocator versionLocator() {
        return InnodbLocator.forInit();
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
        gate.open(state, master, donorAhead);
        listener.stageStarted(
                state, snapshot().announced().estimateBytes(), snapshot().storedBytes(state));
        return master;
    }

    @Override
    public EngineLocator attachLocator() {
        return snapshot().locator().toEngineLocator();
    }

    @Override
    public boolean awaitWelcome() throws RoundAbandonedException, InterruptedException {
        return gate.awaitWelcome();
    }

    @Override
    public boolean attaching() throws RoundAbandonedException, InterruptedException {
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

    /** Bytes stored so far, over all stages. */
    public long storedBytes() {
        return snapshot.map(Snapshot::storedBytes).orElse(0L);
    }

    /** The state that is under way, or was when the last round ended. */
    public SnapshotState state() {
        return snapshot().state();
    }

    /** Whether a donor knows of this clone. */
    public boolean hasBegun() {
        return snapshot.isPresent();
    }

    /** A number that differs whenever anything of the snapshot has arrived since. */
    public long progressMark() {
        return snapshot.map(Snapshot::progressMark).orElse(0L);
    }

    /** Bytes stored of one stage. */
    public long storedBytes(SnapshotState state) {
        return snapshot.map(taken -> taken.storedBytes(state)).orElse(0L);
    }

    /** Pages whose checksum agreed, in this process. */
    public long verifiedPages() {
        return pages.verified().sum();
    }

    /** Pages that can't be checked without key or decompression, in this process. */
    public long unverifiablePages() {
        return pages.unverifiable().sum();
    }

    /** Makes durable and records what is stored now. */
    public void record() throws EngineException {
        if (durability.isPresent()) {
            durability.get().record();
        }
    }

    /** Checks and completes the received files; the snapshot must be {@link #received}. */
    public ReceivedSnapshot finish() throws EngineException {
        durability().check();
        return completion().complete();
    }

    /** What an earlier process has recorded must still be there, once it is to be gone on with. */
    private void requireStaged() throws EngineException {
        if (restored) {
            StagedSizes.require(snapshot(), files, donor());
            restored = false;
        }
    }

    private SnapshotCompletion completion() {
        return new SnapshotCompletion(snapshot(), files, directory, donor());
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
        return new BlockWriter(files, snapshot(), durability(), listener, settings.copier(), size);
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
        gate.enter(start.state());
        listener.stageStarted(start.state(), start.estimateBytes(), 0);
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
        listener.stageCompleted(current.state());
    }
}
