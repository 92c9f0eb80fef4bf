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
    private SnapshotState state;
    private Optional<StateDescriptor> awaitingFiles = Optional.empty();
    private final IncomingFiles incoming = IncomingFiles.ofHeap();
    private int chunk = NO_CHUNK;
    /** The chunk before, which the snapshot may not know of yet. */
    private int finished = NO_CHUNK;

    private int block;
    /** Tablespace id of the last page of {@link #chunk} in PAGE COPY. */
    private long pageSpace = Snapshot.FIRST_OF_CHUNK;

    private Optional<DataFile> chunkFile = Optional.empty();
    /** Whether the donor has ended {@link #state} for this task, so that only the next state may follow. */
    private boolean ended;

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
        this.ended = ended;
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
        if (!descriptor.isEnd() || descriptor.state() != state || ended || awaitingFiles.isPresent()) {
            throw unexpected(descriptor.state(), "the end of");
        }
        finishChunk();
        writer.drain();
        ended = true;
        return switch (gate.end(this, recipient::hasWholeState)) {
            case OTHERS_REMAIN -> Optional.empty();
            case ALL_ENDED -> {
                recipient.completeState();
                yield Optional.of(descriptor.acknowledgement().encode().buffer());
            }
        };
    }

    private EngineException unexpected(SnapshotState named, String what) {
        return EngineException.violation("the donor sent " + what + " " + named.stageName() + " while "
                + state.stageName() + (ended ? " had ended" : " was under way"));
    }

    private void start(StateDescriptor start) throws EngineException, RoundAbandonedException, InterruptedException {
        if (start.state().code() != state.code() + 1 || !hasEnded()) {
            throw unexpected(start.state(), "the start of");
        }
        if (!master) {
            gate.awaitEntered(start.state());
            enter(start.state());
            return;
        }
        gate.awaitQuiet();
        switch (start.state()) {
            case FILE_COPY -> {
                if (start.files() < 1 || start.files() > Snapshot.MAX_FILES) {
                    throw EngineException.violation("the donor announces " + start.files()
                            + " files; a snapshot has 1 to " + Snapshot.MAX_FILES);
                }
                incoming.requireRoom(start.files());
                awaitingFiles = Optional.of(start);
            }
            case REDO_COPY -> {
                incoming.requireRoom(start.files());
                recipient.enter(start, incoming.take());
            }
            case PAGE_COPY, DONE -> recipient.enter(start, incoming.take());
            case NONE, INIT -> throw unexpected(start.state(), "the start of");
        }
        enter(start.state());
    }

    /**
     * Whether the state is over for this task. A donor that is resumed in the middle of a change of state may count it as
     * over without saying so again; then an earlier round has all of it.
     */
    private boolean hasEnded() {
        if (!ended && master && snapshot.isStateComplete()) {
            ended = true;
            gate.endedBefore(this);
        }
        return ended;
    }

    private void enter(SnapshotState entered) {
        state = entered;
        ended = false;
        finished = NO_CHUNK;
    }

    private void onFile(FileDescriptor file) throws EngineException {
        if (awaitingFiles.isPresent()) {
            onListedFile(file, awaitingFiles.get());
        } else if (file.isRedo()) {
            snapshot.addRedo(file);
            recordMany();
        } else if (file.state() == state && file.flags().isDeleted() && !ended) {
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
                            + (ended ? " has ended" : " is under way"));
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
            awaitingFiles = Optional.empty();
        }
    }

    private void onData(DataDescriptor data, DataSource source) throws IOException, InterruptedException {
        if (data.state() != state || ended || awaitingFiles.isPresent()) {
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
        if (data.chunk() != chunk) {
            finishChunk();
            int stored = data.chunk() == finished ? COMPLETE : snapshot.storedBlocks(data.chunk());
            if (stored == COMPLETE && !file.map(DataFile::isDeleted).orElse(false)) {
                throw EngineException.violation("the donor sends chunk " + data.chunk() + " of " + state.stageName()
                        + " again, which is complete");
            }
            chunk = data.chunk();
            block = Math.max(0, stored);
            pageSpace = block == 0 ? Snapshot.FIRST_OF_CHUNK : Snapshot.FIRST_OF_ROUND;
        }
        chunkFile = file;
        Optional<RedoFile> redo =
                file.isPresent() ? Optional.empty() : Optional.of(snapshot.redoFile(data.fileIndex()));
        BlockRules.check(data, block, file, redo, donor);
        if (state == SnapshotState.PAGE_COPY && data.block() > snapshot.announcedPages(chunk)) {
            throw EngineException.violation("the donor sends page " + data.block() + " of chunk " + chunk
                    + ", but announced " + snapshot.announcedPages(chunk));
        }
        BlockWriter.Origin origin = origin(source, file);
        ByteBuffer room = writer.room(data, file, origin);
        int start = room.position();
        if (origin.read()) {
            source.read(room);
            KeySealing.seal(data, file, redo, room, start);
        } else {
            room.position(room.limit());
        }
        if (inspection.isPresent() && file.isPresent() && !file.get().isDeleted()) {
            inspection.get().inspect(file.get(), data, room, start);
        }
        if (state == SnapshotState.PAGE_COPY) {
            pageArrived(data.block() - block - 1, file.orElseThrow());
            if (data.offset() == 0) {
                snapshot.grow(file.orElseThrow(), data.fileSize());
            }
            file.orElseThrow().reached(data.offset() + data.length());
        }
        redo.ifPresent(target -> target.dataEnd(Math.max(data.fileSize(), data.offset() + data.length())));
        block = data.block();
        writer.filled(data);
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
    private void pageArrived(int passed, DataFile file) throws EngineException {
        long spaceId = file.descriptor().spaceId();
        if (passed > 0 || spaceId != pageSpace) {
            snapshot.pageArrived(chunk, pageSpace, passed, spaceId);
            pageSpace = spaceId;
        }
    }

    /**
     * A donor sends the chunks of a task one after the other, so that the next one ends the last one. What it left out is
     * of a dropped file, of which perhaps another connection hears, or none: that is seen when the state is over.
     */
    private void finishChunk() throws EngineException {
        if (chunk == NO_CHUNK) {
            return;
        }
        boolean whole =
                switch (state) {
                    case FILE_COPY -> BlockRules.isLast(chunk, block, chunkFile.orElseThrow(), donor);
                    case PAGE_COPY -> block == snapshot.announcedPages(chunk);
                    case NONE, INIT, REDO_COPY, DONE -> true;
                };
        if (whole) {
            writer.completeChunk(chunk);
            finished = chunk;
        }
        chunk = NO_CHUNK;
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
