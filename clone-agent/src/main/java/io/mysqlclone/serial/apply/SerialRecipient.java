package io.mysqlclone.serial.apply;

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
import io.mysqlclone.serial.SerialDescriptor;
import io.mysqlclone.serial.SerialKind;
import io.mysqlclone.serial.SerialLocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * The files of one clone. What comes behind InnoDB's redo log counts as its stage. Only the master's thread changes anything
 * while a round is on.
 */
final class SerialRecipient implements RecipientEngine {
    private static final Stage STAGE = Stage.REDO_COPY;

    /** Bytes that may have to come again after a crash. */
    private static final long DURABLE_EVERY = 64 << 20;

    /** Each keeps a descriptor open. */
    private static final int MOST_UNDURABLE = 256;

    private final SerialKind kind;
    private final Ending ending;
    private final ClonePlace place;
    private final StageListener listener;
    private final StagedFiles staged;
    private ReceivedFiles received;
    private volatile boolean abandoned;
    private long undurable;
    private boolean told;

    SerialRecipient(SerialKind kind, Ending ending, ClonePlace place, StageListener listener) {
        this.kind = kind;
        this.ending = ending;
        this.place = place;
        this.listener = listener;
        this.staged = new StagedFiles(kind, place);
        this.received = new ReceivedFiles(kind);
    }

    @Override
    public boolean restore() throws EngineException {
        try {
            received = new SerialRecords(kind).replay(place.recorded());
            if (hasBegun() && !received()) {
                goBackToWhatIsThere();
            }
            return hasBegun();
        } catch (IOException e) {
            throw EngineException.local("the journal can't be gone on with", e);
        }
    }

    /** The names of files are not durable before the end. */
    private void goBackToWhatIsThere() throws EngineException {
        SerialLocator durable = received.place();
        List<SerialDescriptor.File> files = received.files();
        for (int i = 0; i <= durable.file() && i < files.size(); i++) {
            if (!staged.has(i, i < durable.file() ? files.get(i).length() : durable.offset())) {
                received.at(i, 0);
                return;
            }
        }
    }

    @Override
    public void donor(DonorConfiguration configuration) {
        // Files are the same of all servers.
    }

    @Override
    public void begin(EngineLocator locator) throws EngineException, MalformedMessageException {
        received.begin(SerialLocator.decode(kind, locator));
        record(SerialRecords.BEGIN, SerialRecords.begin(received.place()));
    }

    private void record(int type, ByteBuffer payload) throws EngineException {
        append(type, payload);
        try {
            place.log().force();
        } catch (IOException e) {
            throw EngineException.local("the journal can't be written", e);
        }
    }

    private void append(int type, ByteBuffer payload) throws EngineException {
        try {
            place.log().append(type, payload);
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
        return received.place().encode(kind);
    }

    @Override
    public void resume(EngineLocator locator) throws EngineException, MalformedMessageException {
        if (SerialLocator.decode(kind, locator).cloneId() != received.place().cloneId()) {
            throw EngineException.violation("the donor goes on with the " + kind.content() + " of another clone");
        }
    }

    @Override
    public RecipientTask openMaster(Consumer<Throwable> failed) {
        abandoned = false;
        return new Task(true);
    }

    @Override
    public EngineLocator locator() {
        return received.place().at(0, 0).encode(kind);
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
        return received.isComplete();
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
        return received.bytes() + (received() ? 1 : 0);
    }

    @Override
    public VerifiedPages pages() {
        return VerifiedPages.NONE;
    }

    @Override
    public void record() throws EngineException {
        if (hasBegun() && !received()) {
            staged.force();
            record(SerialRecords.DURABLE, SerialRecords.durable(received.place()));
            undurable = 0;
        }
    }

    @Override
    public ReceivedClone complete() throws EngineException {
        Path root = place.directory().root();
        List<SerialDescriptor.File> files = received.files();
        List<PlacedFile> placed = new ArrayList<>();
        for (SerialDescriptor.File file : files) {
            placed.add(new PlacedFile(staged.path(file.index()), root.resolve(file.name())));
        }
        for (Ending.Made made : ending.made(files)) {
            placed.add(new PlacedFile(staged.path(placed.size()), root.resolve(made.name())));
        }
        List<Path> schemas = ending.schemas(received.directories()).stream()
                .map(root::resolve)
                .toList();
        return new ReceivedClone(placed, 0, List.of(), schemas);
    }

    @Override
    public void close() {
        staged.close();
    }

    /** The donor says what there is, in each round. */
    private void started(SerialDescriptor.Start said) throws EngineException {
        if (received.start(said)) {
            append(SerialRecords.SAID, SerialRecords.said(said));
        }
        if (!told) {
            told = true;
            listener.stageStarted(STAGE, said.bytes(), received.bytes());
        }
    }

    private void named(SerialDescriptor.Directory directory) throws EngineException {
        if (received.name(directory)) {
            append(SerialRecords.SAID, SerialRecords.said(directory));
        }
    }

    private void named(SerialDescriptor.File file) throws EngineException {
        if (received.name(file)) {
            append(SerialRecords.SAID, SerialRecords.said(file));
        }
        received.enter(file.index());
        staged.enter(file.index(), received.place().offset());
        if (staged.undurable() >= MOST_UNDURABLE) {
            record();
        }
    }

    private void store(SerialDescriptor.Block block, ByteBuffer bytes) throws EngineException {
        staged.write(block.offset(), bytes);
        received.stored(block);
        undurable += block.length();
        listener.stored(STAGE, block.length());
        if (undurable >= DURABLE_EVERY) {
            record();
        }
    }

    private void end() throws EngineException {
        received.requireAll();
        if (!received()) {
            List<SerialDescriptor.File> files = received.files();
            ending.mend(files, staged);
            int number = files.size();
            for (Ending.Made made : ending.made(files)) {
                staged.make(number++, made.content());
            }
            record();
            staged.forceNames(number);
            record(SerialRecords.COMPLETE, ByteBuffer.allocate(0));
            received.complete();
        }
        listener.stageCompleted(STAGE);
    }

    /** A connection; only the master's carries anything. */
    private final class Task implements RecipientTask {
        private final boolean master;
        private final ByteBuffer buffer;
        /** Whether a file was named in this round, so that it is open. */
        private boolean entered;

        Task(boolean master) {
            this.master = master;
            this.buffer = ByteBuffer.allocateDirect(master ? SerialDescriptor.LARGEST_BLOCK : 0);
        }

        @Override
        public void awaitReady() {
            // Files wait for nobody.
        }

        @Override
        public Optional<ByteBuffer> apply(ByteBuffer descriptor, DataSource data)
                throws IOException, InterruptedException {
            if (!master) {
                throw EngineException.violation("the donor sends " + kind.content() + " on a worker's connection");
            }
            switch (SerialDescriptor.decode(kind, descriptor)) {
                case SerialDescriptor.Start said -> started(said);
                case SerialDescriptor.Directory directory -> named(directory);
                case SerialDescriptor.File file -> {
                    named(file);
                    entered = true;
                }
                case SerialDescriptor.Block block -> receive(block, data);
                case SerialDescriptor.End() -> end();
            }
            return Optional.empty();
        }

        private void receive(SerialDescriptor.Block block, DataSource data) throws IOException, InterruptedException {
            if (!entered) {
                throw EngineException.violation(
                        "the donor sends bytes of a " + kind.file() + " that it has not named in this round");
            }
            received.requireNext(block);
            buffer.clear().limit(block.length());
            data.read(buffer);
            buffer.flip();
            var checksum = new CRC32C();
            checksum.update(buffer.duplicate());
            if ((int) checksum.getValue() != block.checksum()) {
                throw new EngineException(
                        EngineException.Kind.CORRUPT_DATA,
                        "a block of the " + received.called(received.place().file())
                                + " came with another checksum than the donor gave it; clone again");
            }
            store(block, buffer);
        }

        @Override
        public void complete() throws EngineException {
            if (master && !received()) {
                throw EngineException.incomplete("the donor ended before its " + kind.content() + " did");
            }
        }

        @Override
        public void close() {
            // The files are the engine's.
        }
    }
}
