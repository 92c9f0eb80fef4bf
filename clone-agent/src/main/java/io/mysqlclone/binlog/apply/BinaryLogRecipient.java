package io.mysqlclone.binlog.apply;

import io.mysqlclone.binlog.BinaryLogs;
import io.mysqlclone.binlog.LogDescriptor;
import io.mysqlclone.binlog.LogLocator;
import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.engine.DataSource;
import io.mysqlclone.engine.DonorConfiguration;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.engine.ReceivedClone;
import io.mysqlclone.engine.RecipientEngine;
import io.mysqlclone.engine.RecipientTask;
import io.mysqlclone.engine.RoundAbandonedException;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.engine.StageListener;
import io.mysqlclone.engine.VerifiedPages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * The binary logs of one clone. They come on the master's connection, one behind the other, so that one position says what is
 * here; what comes behind InnoDB's redo log counts as its stage. Only the master's thread changes anything while a round is on.
 */
final class BinaryLogRecipient implements RecipientEngine {
    private static final Stage STAGE = Stage.REDO_COPY;

    /** Bytes that may have to come again after a crash. */
    private static final long DURABLE_EVERY = 64 << 20;

    private final ClonePlace place;
    private final StageListener listener;
    private final StagedLogs staged;
    private volatile ReceivedLogs received = ReceivedLogs.NOTHING;
    private volatile boolean abandoned;
    private long undurable;
    private boolean told;

    BinaryLogRecipient(ClonePlace place, StageListener listener) {
        this.place = place;
        this.listener = listener;
        this.staged = new StagedLogs(place);
    }

    @Override
    public boolean restore() throws EngineException {
        try {
            received = LogRecords.replay(place.recorded());
            return hasBegun();
        } catch (IOException e) {
            throw EngineException.local("the journal can't be gone on with", e);
        }
    }

    @Override
    public void donor(DonorConfiguration configuration) {
        // Logs are the same of all servers.
    }

    @Override
    public void begin(EngineLocator locator) throws EngineException, MalformedMessageException {
        received = ReceivedLogs.of(LogLocator.decode(locator));
        record(LogRecords.BEGIN, LogRecords.begin(received.place()));
    }

    private void record(int type, ByteBuffer payload) throws EngineException {
        try {
            place.log().append(type, payload);
            place.log().force();
        } catch (IOException e) {
            throw EngineException.local("the journal can't be written", e);
        }
    }

    @Override
    public boolean hasBegun() {
        return received.locator().isPresent();
    }

    @Override
    public EngineLocator resumeLocator() {
        return received.place().encode();
    }

    @Override
    public void resume(EngineLocator locator) throws EngineException, MalformedMessageException {
        if (LogLocator.decode(locator).cloneId() != received.place().cloneId()) {
            throw EngineException.violation("the donor goes on with the binary logs of another clone");
        }
    }

    @Override
    public RecipientTask openMaster(Consumer<Throwable> failed) {
        abandoned = false;
        return new Task(true);
    }

    @Override
    public EngineLocator locator() {
        return received.place().at(0, 0).encode();
    }

    @Override
    public boolean awaitWelcome() throws RoundAbandonedException {
        if (abandoned) {
            throw new RoundAbandonedException();
        }
        return true;
    }

    @Override
    public boolean attaching() throws RoundAbandonedException {
        return awaitWelcome();
    }

    @Override
    public RecipientTask attached(EngineLocator locator) throws EngineException, MalformedMessageException {
        resume(locator);
        return new Task(false);
    }

    @Override
    public void attachFailed() {
        // Nobody waits for a worker here.
    }

    @Override
    public void attachRefused() {
        // Nobody waits for a worker here.
    }

    @Override
    public void abandonRound() {
        abandoned = true;
    }

    @Override
    public boolean received() {
        return received.complete();
    }

    @Override
    public Stage stage() {
        return STAGE;
    }

    @Override
    public long storedBytes(Stage stage) {
        return stage == STAGE ? received.bytes() : 0;
    }

    @Override
    public long progressMark() {
        return received.bytes() + (received.complete() ? 1 : 0);
    }

    @Override
    public VerifiedPages pages() {
        return VerifiedPages.NONE;
    }

    @Override
    public void record() throws EngineException {
        if (hasBegun() && !received.complete()) {
            staged.force();
            record(LogRecords.DURABLE, LogRecords.durable(received.place()));
            undurable = 0;
        }
    }

    @Override
    public ReceivedClone complete() throws EngineException {
        Path root = place.directory().root();
        List<LogDescriptor.Log> logs = received.logs();
        List<PlacedFile> files = new ArrayList<>();
        for (LogDescriptor.Log log : logs) {
            files.add(new PlacedFile(staged.path(log.index()), root.resolve(log.name())));
        }
        files.add(new PlacedFile(staged.path(logs.size()), root.resolve(received.base() + ".index")));
        return new ReceivedClone(files, 0, List.of());
    }

    @Override
    public void close() {
        staged.close();
    }

    /** The donor says what there is, in each round. */
    private void started(LogDescriptor.Start said) throws EngineException {
        received.requireSame(said);
        if (received.start().isEmpty()) {
            record(LogRecords.SAID, LogRecords.said(said));
            received = received.started(said);
        }
        if (!told) {
            told = true;
            listener.stageStarted(STAGE, said.bytes(), received.bytes());
        }
    }

    private void named(LogDescriptor.Log log) throws EngineException {
        if (!received.hasNamed(log)) {
            staged.force();
            record(LogRecords.SAID, LogRecords.said(log));
            received = received.named(log);
            undurable = 0;
        }
    }

    private void store(LogDescriptor.Block block, ByteBuffer bytes) throws EngineException {
        int log = received.place().log();
        staged.write(log, block.offset(), bytes);
        received = received.at(log, block.offset() + block.length());
        undurable += block.length();
        listener.stored(STAGE, block.length());
        if (undurable >= DURABLE_EVERY) {
            record();
        }
    }

    private void end() throws EngineException {
        received.requireAll();
        List<LogDescriptor.Log> logs = received.logs();
        staged.force();
        staged.markInUse(logs.getLast().index());
        staged.writeIndex(
                logs.size(), logs.stream().map(LogDescriptor.Log::name).toList());
        record(LogRecords.COMPLETE, ByteBuffer.allocate(0));
        received = received.completed();
        listener.stageCompleted(STAGE);
    }

    /** A connection; only the master's carries logs. */
    private final class Task implements RecipientTask {
        private final boolean master;
        private final ByteBuffer buffer;

        Task(boolean master) {
            this.master = master;
            this.buffer = ByteBuffer.allocateDirect(master ? BinaryLogs.BLOCK : 0);
        }

        @Override
        public void awaitReady() {
            // Logs wait for nobody.
        }

        @Override
        public Optional<ByteBuffer> apply(ByteBuffer descriptor, DataSource data)
                throws IOException, InterruptedException {
            if (!master) {
                throw EngineException.violation("the donor sends binary logs on a worker's connection");
            }
            switch (LogDescriptor.decode(descriptor)) {
                case LogDescriptor.Start said -> started(said);
                case LogDescriptor.Log log -> named(log);
                case LogDescriptor.Block block -> receive(block, data);
                case LogDescriptor.End() -> end();
            }
            return Optional.empty();
        }

        private void receive(LogDescriptor.Block block, DataSource data) throws IOException, InterruptedException {
            received.requireNext(block);
            buffer.clear().limit(block.length());
            data.read(buffer);
            buffer.flip();
            var checksum = new CRC32C();
            checksum.update(buffer.duplicate());
            if ((int) checksum.getValue() != block.checksum()) {
                throw new EngineException(
                        EngineException.Kind.CORRUPT_DATA,
                        "a block of the binary log came with another checksum than the donor gave it; clone again");
            }
            store(block, buffer);
        }

        @Override
        public void complete() throws EngineException {
            if (master && !received()) {
                throw EngineException.incomplete("the donor ended before its binary logs did");
            }
        }

        @Override
        public void close() {
            // The files are the engine's.
        }
    }
}
