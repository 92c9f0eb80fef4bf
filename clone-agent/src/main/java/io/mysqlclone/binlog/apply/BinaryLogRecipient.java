package io.mysqlclone.binlog.apply;

import io.mysqlclone.binlog.BinaryLogs;
import io.mysqlclone.binlog.LogDescriptor;
import io.mysqlclone.binlog.LogLocator;
import io.mysqlclone.binlog.LogName;
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
 * here; what comes behind InnoDB's redo log counts as its stage.
 */
final class BinaryLogRecipient implements RecipientEngine {
    private static final Stage STAGE = Stage.REDO_COPY;

    /** Bytes that may have to come again after a crash. */
    private static final long DURABLE_EVERY = 64 << 20;

    private final ClonePlace place;
    private final StageListener listener;
    private final StagedLogs staged;
    private final List<LogDescriptor.Log> logs = new ArrayList<>();
    private Optional<LogLocator> at = Optional.empty();
    private Optional<LogDescriptor.Start> start = Optional.empty();
    private long undurable;
    private boolean told;
    private boolean complete;
    private boolean abandoned;

    BinaryLogRecipient(ClonePlace place, StageListener listener) {
        this.place = place;
        this.listener = listener;
        this.staged = new StagedLogs(place);
    }

    @Override
    public synchronized boolean restore() throws EngineException {
        try {
            LogRecords.Replayed replayed = LogRecords.replay(place.recorded());
            at = replayed.locator();
            start = replayed.start();
            logs.clear();
            logs.addAll(replayed.logs());
            complete = replayed.complete();
            return at.isPresent();
        } catch (IOException e) {
            throw EngineException.local("the journal can't be gone on with", e);
        }
    }

    @Override
    public void donor(DonorConfiguration configuration) {
        // Logs are the same of all servers.
    }

    @Override
    public synchronized void begin(EngineLocator locator) throws EngineException, MalformedMessageException {
        LogLocator given = LogLocator.decode(locator);
        logs.clear();
        start = Optional.empty();
        complete = false;
        at = Optional.of(given.at(0, 0));
        record(LogRecords.BEGIN, LogRecords.begin(given));
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
    public synchronized boolean hasBegun() {
        return at.isPresent();
    }

    @Override
    public synchronized EngineLocator resumeLocator() {
        return at().encode();
    }

    private LogLocator at() {
        return at.orElseThrow(() -> new IllegalStateException("no clone has begun"));
    }

    @Override
    public synchronized void resume(EngineLocator locator) throws EngineException, MalformedMessageException {
        if (LogLocator.decode(locator).cloneId() != at().cloneId()) {
            throw EngineException.violation("the donor goes on with the binary logs of another clone");
        }
    }

    @Override
    public synchronized RecipientTask openMaster(Consumer<Throwable> failed) {
        abandoned = false;
        return new Task(true);
    }

    @Override
    public synchronized EngineLocator locator() {
        return at().at(0, 0).encode();
    }

    @Override
    public synchronized boolean awaitWelcome() throws RoundAbandonedException {
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
    public synchronized void abandonRound() {
        abandoned = true;
    }

    @Override
    public synchronized boolean received() {
        return complete;
    }

    @Override
    public Stage stage() {
        return STAGE;
    }

    @Override
    public synchronized long storedBytes(Stage stage) {
        return stage == STAGE ? stored() : 0;
    }

    private long stored() {
        if (at.isEmpty()) {
            return 0;
        }
        return logs.stream()
                        .limit(at.get().log())
                        .mapToLong(LogDescriptor.Log::length)
                        .sum()
                + at.get().offset();
    }

    @Override
    public synchronized long progressMark() {
        return stored() + (complete ? 1 : 0);
    }

    @Override
    public VerifiedPages pages() {
        return VerifiedPages.NONE;
    }

    @Override
    public synchronized void record() throws EngineException {
        if (at.isPresent() && !complete) {
            staged.force();
            record(LogRecords.DURABLE, LogRecords.durable(at.get()));
            undurable = 0;
        }
    }

    @Override
    public synchronized ReceivedClone complete() throws EngineException {
        Path root = place.directory().root();
        List<PlacedFile> files = new ArrayList<>();
        for (LogDescriptor.Log log : logs) {
            files.add(new PlacedFile(staged.path(log.index()), root.resolve(log.name())));
        }
        files.add(new PlacedFile(
                staged.path(logs.size()), root.resolve(name(logs.getLast()).base() + ".index")));
        return new ReceivedClone(files, 0, List.of());
    }

    private static LogName name(LogDescriptor.Log log) throws EngineException {
        return LogName.parse(log.name())
                .orElseThrow(() -> EngineException.violation(
                        "the donor sends a binary log by a name that is none: " + printable(log.name())));
    }

    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?").substring(0, Math.min(80, name.length()));
    }

    @Override
    public synchronized void close() {
        staged.close();
    }

    /** The donor says what there is, in each round. */
    private synchronized void started(LogDescriptor.Start said) throws EngineException {
        if (start.isPresent() && !start.get().equals(said)) {
            throw EngineException.violation("the donor goes on with other binary logs than it began with");
        }
        if (start.isEmpty()) {
            start = Optional.of(said);
            record(LogRecords.SAID, LogRecords.said(said));
        }
        if (!told) {
            told = true;
            listener.stageStarted(STAGE, said.bytes(), stored());
        }
    }

    private synchronized void named(LogDescriptor.Log log) throws EngineException {
        LogDescriptor.Start all =
                start.orElseThrow(() -> EngineException.violation("a binary log that was not announced"));
        if (log.index() < logs.size()) {
            if (!logs.get(log.index()).equals(log)) {
                throw EngineException.violation("the donor goes on with other binary logs than it began with");
            }
            return;
        }
        LogName name = name(log);
        boolean follows = logs.isEmpty() || name(logs.getLast()).isBefore(name);
        long bytes = logs.stream().mapToLong(LogDescriptor.Log::length).sum();
        if (log.index() != logs.size() || log.index() >= all.logs() || !follows || log.length() > all.bytes() - bytes) {
            throw EngineException.violation("the donor's binary log " + printable(log.name()) + " (" + log.index()
                    + ", " + log.length() + " bytes) does not follow the one before it, or was not announced");
        }
        if (!logs.isEmpty()) {
            requireWhole(logs.getLast());
            staged.force();
        }
        logs.add(log);
        at = Optional.of(at().at(log.index(), 0));
        record(LogRecords.SAID, LogRecords.said(log));
        record(LogRecords.DURABLE, LogRecords.durable(at()));
        undurable = 0;
    }

    private void requireWhole(LogDescriptor.Log log) throws EngineException {
        if (at().log() != log.index() || at().offset() != log.length()) {
            throw EngineException.violation("the donor sent " + at().offset() + " of the " + log.length()
                    + " bytes of the binary log " + printable(log.name()));
        }
    }

    private synchronized void require(LogDescriptor.Block block) throws EngineException {
        boolean inLog = !logs.isEmpty()
                && at().log() == logs.getLast().index()
                && block.offset() == at().offset()
                && block.length() <= logs.getLast().length() - block.offset();
        if (!inLog) {
            throw EngineException.violation("the donor sends bytes " + block.offset() + "+" + block.length()
                    + " of a binary log of which " + at().offset() + " are here");
        }
    }

    private synchronized void store(LogDescriptor.Block block, ByteBuffer bytes) throws EngineException {
        staged.write(at().log(), block.offset(), bytes);
        at = Optional.of(at().at(at().log(), block.offset() + block.length()));
        undurable += block.length();
        listener.stored(STAGE, block.length());
        if (undurable >= DURABLE_EVERY) {
            record();
        }
    }

    private synchronized void end() throws EngineException {
        if (start.isEmpty() || logs.size() != start.get().logs()) {
            throw EngineException.violation("the donor ends after " + logs.size() + " binary logs of "
                    + start.map(LogDescriptor.Start::logs).orElse(0));
        }
        requireWhole(logs.getLast());
        staged.force();
        staged.markInUse(logs.getLast().index());
        staged.writeIndex(
                logs.size(), logs.stream().map(LogDescriptor.Log::name).toList());
        complete = true;
        record(LogRecords.COMPLETE, ByteBuffer.allocate(0));
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
            require(block);
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
