package io.mysqlclone.innodb.apply;

import io.mysqlclone.engine.DataSource;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.FileRange;
import io.mysqlclone.engine.RecipientTask;
import io.mysqlclone.engine.RoundAbandonedException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.descriptor.Descriptor;
import io.mysqlclone.innodb.descriptor.DescriptorDecoder;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.LocatorDescriptor;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.innodb.descriptor.TaskDescriptor;
import io.mysqlclone.innodb.snapshot.Announcements;
import io.mysqlclone.innodb.snapshot.BlockRules;
import io.mysqlclone.innodb.snapshot.DataFile;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.innodb.snapshot.RedoFile;
import io.mysqlclone.innodb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What one data connection brings, applied to the snapshot. Used by the connection's thread. */
final class InnodbTask implements RecipientTask {
    private static final int NO_CHUNK = 0;
    /** As {@link Snapshot#storedBlocks} says it. */
    private static final int COMPLETE = -1;

    private static final int MOST_UNRECORDED = 10_000;

    private final InnodbRecipient recipient;
    private final Snapshot snapshot;
    private final StageGate gate;
    private final BlockWriter writer;
    private final Optional<PageInspection> inspection;
    private final boolean master;
    private final DonorServer donor;
    private final IncomingFiles incoming = IncomingFiles.ofHeap();
    private SnapshotState state;
    private Phase phase;
    /** The last chunk that ended in this state, of which the snapshot may not know yet. */
    private int finished = NO_CHUNK;

    private boolean complete;

    /** @param ended whether the donor is ahead by an end of {@code state} that it will not send again */
    InnodbTask(InnodbRecipient recipient, boolean master, SnapshotState state, boolean ended) {
        this.recipient = recipient;
        this.snapshot = recipient.snapshot();
        this.gate = recipient.gate();
        this.writer = recipient.newWriter();
        this.inspection = recipient.newInspection();
        this.donor = recipient.donor();
        this.master = master;
        this.state = state;
        this.phase = ended ? new Phase.Ended() : new Phase.Between();
    }

    @Override
    public void awaitReady() throws RoundAbandonedException, InterruptedException {
        gate.awaitEntered(state);
    }

    @Override
    public Optional<ByteBuffer> apply(ByteBuffer bytes, DataSource source) throws IOException, InterruptedException {
        Descriptor descriptor = DescriptorDecoder.decode(bytes);
        return switch (descriptor) {
            case DataDescriptor data -> {
                onData(data, source);
                yield Optional.empty();
            }
            case StateDescriptor stateDescriptor -> onState(stateDescriptor);
            case FileDescriptor file -> {
                onFile(file);
                yield Optional.empty();
            }
            case TaskDescriptor task -> Optional.empty();
            case LocatorDescriptor locator ->
                throw EngineException.violation("the donor sent a locator where file data must come");
        };
    }

    private Optional<ByteBuffer> onState(StateDescriptor descriptor)
            throws EngineException, RoundAbandonedException, InterruptedException {
        if (descriptor.isKeepAlive()) {
            return Optional.empty();
        }
        if (descriptor.isStart()) {
            start(descriptor);
            return Optional.empty();
        }
        if (!descriptor.isEnd() || descriptor.state() != state || !copies()) {
            throw unexpected(descriptor.state(), "the end of");
        }
        finishChunk();
        writer.drain();
        phase = new Phase.Ended();
        return switch (gate.end(this, recipient::hasWholeState)) {
            case OTHERS_REMAIN -> Optional.empty();
            case ALL_ENDED -> {
                recipient.completeState();
                yield Optional.of(descriptor.acknowledgement().encode().buffer());
            }
        };
    }

    /** Whether data of the state, or its end, may come next. */
    private boolean copies() {
        return switch (phase) {
            case Phase.Between between -> true;
            case Phase.InChunk chunk -> true;
            case Phase.Listing listing -> false;
            case Phase.Ended ended -> false;
        };
    }

    private boolean isEnded() {
        return phase instanceof Phase.Ended;
    }

    private EngineException unexpected(SnapshotState named, String what) {
        return EngineException.violation("the donor sent " + what + " " + named.stageName() + " while "
                + state.stageName() + (isEnded() ? " had ended" : " was under way"));
    }

    private void start(StateDescriptor start) throws EngineException, RoundAbandonedException, InterruptedException {
        if (start.state().code() != state.code() + 1 || !hasEnded()) {
            throw unexpected(start.state(), "the start of");
        }
        if (!master) {
            gate.awaitEntered(start.state());
            enter(start.state(), new Phase.Between());
            return;
        }
        gate.awaitQuiet();
        Phase next =
                switch (start.state()) {
                    case FILE_COPY -> {
                        if (start.files() < 1 || start.files() > Snapshot.MAX_FILES) {
                            throw EngineException.violation("the donor announces " + start.files()
                                    + " files; a snapshot has 1 to " + Snapshot.MAX_FILES);
                        }
                        incoming.requireRoom(start.files());
                        yield new Phase.Listing(start);
                    }
                    case REDO_COPY -> {
                        Announcements.checkCounts(start);
                        incoming.requireRoom(start.files());
                        recipient.enter(start, incoming.take());
                        yield new Phase.Between();
                    }
                    case PAGE_COPY, DONE -> {
                        recipient.enter(start, incoming.take());
                        yield new Phase.Between();
                    }
                    case NONE, INIT -> throw unexpected(start.state(), "the start of");
                };
        enter(start.state(), next);
    }

    /**
     * Whether the state is over for this task. A donor that is resumed in the middle of a change of state may count it as
     * over without saying so again; then an earlier round has all of it.
     */
    private boolean hasEnded() {
        if (!isEnded() && master && snapshot.isStateComplete()) {
            phase = new Phase.Ended();
            gate.endedBefore(this);
        }
        return isEnded();
    }

    private void enter(SnapshotState entered, Phase first) {
        state = entered;
        phase = first;
        finished = NO_CHUNK;
    }

    private void onFile(FileDescriptor file) throws EngineException {
        if (phase instanceof Phase.Listing(var start)) {
            onListedFile(file, start);
        } else if (file.isRedo()) {
            recipient.checkRedo(file);
            snapshot.addRedo(file);
            recordMany();
        } else if (file.state() == state && file.flags().isDeleted() && !isEnded()) {
            writer.drain();
            snapshot.drop(file);
            recordMany();
        } else if (master && hasEnded() && state.copiesData() && file.state().code() == state.code() + 1) {
            recipient.checkName(file);
            incoming.add(file);
        } else {
            throw EngineException.violation(
                    "the donor announces file " + file.name().orElse("") + " of "
                            + file.state().stageName() + " while " + state.stageName()
                            + (isEnded() ? " has ended" : " is under way"));
        }
    }

    /** Announcements bring no data, after which the journal would take them out of memory. */
    private void recordMany() throws EngineException {
        if (snapshot.unrecordedChanges() >= MOST_UNRECORDED) {
            recipient.record();
        }
    }

    private void onListedFile(FileDescriptor file, StateDescriptor start) throws EngineException {
        if (file.state() != SnapshotState.FILE_COPY || file.isRedo() || file.fileIndex() != incoming.size()) {
            throw EngineException.violation("the donor announces file index " + file.fileIndex() + " ("
                    + file.name().orElse("") + ") where " + incoming.size() + " must come next");
        }
        recipient.checkName(file);
        incoming.add(file);
        if (incoming.size() == start.files()) {
            recipient.enter(start, incoming.take());
            phase = new Phase.Between();
        }
    }

    private void onData(DataDescriptor data, DataSource source) throws IOException, InterruptedException {
        if (data.state() != state || !copies()) {
            throw unexpected(data.state(), "data of");
        }
        if (data.chunk() > snapshot.announced().chunks()) {
            throw EngineException.violation("the donor sends chunk " + data.chunk() + " of "
                    + snapshot.announced().chunks() + " in " + state.stageName());
        }
        if (data.length() < 1 || data.length() > donor.blockBytes()) {
            throw EngineException.violation(
                    "the donor sends a block of " + data.length() + " bytes; blocks have 1 to " + donor.blockBytes());
        }
        Optional<DataFile> file =
                state == SnapshotState.REDO_COPY ? Optional.empty() : Optional.of(snapshot.dataFile(data.fileIndex()));
        Phase.InChunk chunk = chunkOf(data, file);
        Optional<RedoFile> redo =
                file.isPresent() ? Optional.empty() : Optional.of(snapshot.redoFile(data.fileIndex()));
        BlockRules.check(data, chunk.block, file, redo, donor);
        if (state == SnapshotState.PAGE_COPY && data.block() > snapshot.announcedPages(chunk.chunk)) {
            throw EngineException.violation("the donor sends page " + data.block() + " of chunk " + chunk.chunk
                    + ", but announced " + snapshot.announcedPages(chunk.chunk));
        }
        var block = new IncomingBlock(data, file, redo, origin(source, file), writer);
        block.receive(source);
        if (inspection.isPresent()) {
            block.check(inspection.get());
        }
        if (state == SnapshotState.PAGE_COPY) {
            pageArrived(chunk, data.block() - chunk.block - 1, file.orElseThrow());
            if (data.offset() == 0) {
                snapshot.grow(file.orElseThrow(), data.fileSize());
            }
            file.orElseThrow().reached(data.offset() + data.length());
        }
        chunk.block = data.block();
        block.store();
    }

    /** The chunk of a block, which is the one that is open or begins now. */
    private Phase.InChunk chunkOf(DataDescriptor data, Optional<DataFile> file) throws EngineException {
        if (phase instanceof Phase.InChunk open && open.chunk == data.chunk()) {
            return open;
        }
        finishChunk();
        int stored = data.chunk() == finished ? COMPLETE : snapshot.storedBlocks(data.chunk());
        if (stored == COMPLETE && !file.map(DataFile::isDeleted).orElse(false)) {
            throw EngineException.violation(
                    "the donor sends chunk " + data.chunk() + " of " + state.stageName() + " again, which is complete");
        }
        var begun = new Phase.InChunk(data.chunk(), file, Math.max(0, stored));
        phase = begun;
        return begun;
    }

    /** In FILE COPY data is stored as it comes, so that nobody needs to see it but who checks it or punches its holes. */
    private BlockWriter.Origin origin(DataSource source, Optional<DataFile> file) {
        if (state != SnapshotState.FILE_COPY || source.range().isEmpty()) {
            return BlockWriter.Origin.WIRE;
        }
        boolean holes = file.isPresent() && file.get().descriptor().flags().isPageCompressed();
        return new BlockWriter.Origin(source.range().map(FileRange::file), inspection.isPresent() || holes);
    }

    /** A page has come of a chunk of which the donor has passed over the {@code passed} pages before. */
    private void pageArrived(Phase.InChunk chunk, int passed, DataFile file) throws EngineException {
        long spaceId = file.descriptor().spaceId();
        if (passed > 0 || spaceId != chunk.pageSpace) {
            snapshot.pageArrived(chunk.chunk, chunk.pageSpace, passed, spaceId);
            chunk.pageSpace = spaceId;
        }
    }

    /**
     * A donor sends the chunks of a task one after the other, so that the next one ends the last one. What it left out is
     * of a dropped file, of which perhaps another connection hears, or none: that is seen when the state is over.
     */
    private void finishChunk() throws EngineException {
        if (!(phase instanceof Phase.InChunk open)) {
            return;
        }
        boolean whole =
                switch (state) {
                    case FILE_COPY -> BlockRules.isLast(open.chunk, open.block, open.file.orElseThrow(), donor);
                    case PAGE_COPY -> open.block == snapshot.announcedPages(open.chunk);
                    case NONE, INIT, REDO_COPY, DONE -> true;
                };
        if (whole) {
            writer.completeChunk(open.chunk);
            finished = open.chunk;
        }
        phase = new Phase.Between();
    }

    @Override
    public void complete() throws EngineException {
        if (state != SnapshotState.DONE) {
            throw unexpected(SnapshotState.DONE, "the end of all data, before");
        }
        complete = true;
    }

    @Override
    public void close() throws EngineException {
        gate.leave(this, complete);
        writer.close();
    }
}
