package io.mysqlclone.tablefiles.apply;

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
import io.mysqlclone.tablefiles.SchemaName;
import io.mysqlclone.tablefiles.TableDescriptor;
import io.mysqlclone.tablefiles.TableFile;
import io.mysqlclone.tablefiles.TableLocator;
import io.mysqlclone.tablefiles.UnloggedTables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * The tables of one clone. Their files come on the master's connection, one behind the other, so that one position says what is
 * here; what comes behind InnoDB's redo log counts as its stage. Only the master's thread changes anything while a round is on.
 */
final class TableFilesRecipient implements RecipientEngine {
    private static final Stage STAGE = Stage.REDO_COPY;

    /** Bytes that may have to come again after a crash. */
    private static final long DURABLE_EVERY = 64 << 20;

    /** Each keeps a descriptor open. */
    private static final int MOST_UNDURABLE = 256;

    private final ClonePlace place;
    private final StageListener listener;
    private final StagedTables staged;
    private ReceivedTables received = new ReceivedTables();
    private volatile boolean abandoned;
    private long undurable;
    private boolean told;

    TableFilesRecipient(ClonePlace place, StageListener listener) {
        this.place = place;
        this.listener = listener;
        this.staged = new StagedTables(place);
    }

    @Override
    public boolean restore() throws EngineException {
        try {
            received = TableRecords.replay(place.recorded());
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
        TableLocator durable = received.place();
        List<TableDescriptor.File> files = received.files();
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
        received.begin(TableLocator.decode(locator));
        record(TableRecords.BEGIN, TableRecords.begin(received.place()));
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
        return received.place().encode();
    }

    @Override
    public void resume(EngineLocator locator) throws EngineException, MalformedMessageException {
        if (TableLocator.decode(locator).cloneId() != received.place().cloneId()) {
            throw EngineException.violation("the donor goes on with the tables of another clone");
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
            record(TableRecords.DURABLE, TableRecords.durable(received.place()));
            undurable = 0;
        }
    }

    @Override
    public ReceivedClone complete() throws EngineException {
        List<PlacedFile> placed = new ArrayList<>();
        List<TableDescriptor.File> files = received.files();
        for (TableDescriptor.File file : files) {
            placed.add(new PlacedFile(staged.path(file.index()), target(file.name())));
        }
        List<ServerLogs.Made> made = ServerLogs.files();
        for (int i = 0; i < made.size(); i++) {
            placed.add(new PlacedFile(
                    staged.path(files.size() + i), target(made.get(i).name())));
        }
        Path root = place.directory().root();
        List<Path> schemas = new ArrayList<>();
        schemas.add(root.resolve(SchemaName.SYSTEM.directory()));
        schemas.add(root.resolve(SchemaName.PERFORMANCE.directory()));
        received.schemas().forEach(schema -> schemas.add(root.resolve(schema.directory())));
        return new ReceivedClone(
                placed, 0, List.of(), schemas.stream().distinct().toList());
    }

    private Path target(TableFile file) {
        return place.directory().root().resolve(file.schema().directory()).resolve(file.name());
    }

    @Override
    public void close() {
        staged.close();
    }

    /** The donor says what there is, in each round. */
    private void started(TableDescriptor.Start said) throws EngineException {
        if (received.start(said)) {
            append(TableRecords.SAID, TableRecords.said(said));
        }
        if (!told) {
            told = true;
            listener.stageStarted(STAGE, said.bytes(), received.bytes());
        }
    }

    private void named(TableDescriptor.Schema schema) throws EngineException {
        if (received.name(schema)) {
            append(TableRecords.SAID, TableRecords.said(schema));
        }
    }

    private void named(TableDescriptor.File file) throws EngineException {
        if (received.name(file)) {
            append(TableRecords.SAID, TableRecords.said(file));
        }
        received.enter(file.index());
        staged.enter(file.index(), received.place().offset());
        if (staged.undurable() >= MOST_UNDURABLE) {
            record();
        }
    }

    private void store(TableDescriptor.Block block, ByteBuffer bytes) throws EngineException {
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
        List<ServerLogs.Made> made = ServerLogs.files();
        for (int i = 0; i < made.size(); i++) {
            staged.make(received.files().size() + i, made.get(i).content());
        }
        record();
        record(TableRecords.COMPLETE, ByteBuffer.allocate(0));
        received.complete();
        listener.stageCompleted(STAGE);
    }

    /** A connection; only the master's carries files. */
    private final class Task implements RecipientTask {
        private final boolean master;
        private final ByteBuffer buffer;

        Task(boolean master) {
            this.master = master;
            this.buffer = ByteBuffer.allocateDirect(master ? UnloggedTables.BLOCK : 0);
        }

        @Override
        public void awaitReady() {
            // Tables wait for nobody.
        }

        @Override
        public Optional<ByteBuffer> apply(ByteBuffer descriptor, DataSource data)
                throws IOException, InterruptedException {
            if (!master) {
                throw EngineException.violation("the donor sends tables on a worker's connection");
            }
            switch (TableDescriptor.decode(descriptor)) {
                case TableDescriptor.Start said -> started(said);
                case TableDescriptor.Schema schema -> named(schema);
                case TableDescriptor.File file -> named(file);
                case TableDescriptor.Block block -> receive(block, data);
                case TableDescriptor.End() -> end();
            }
            return Optional.empty();
        }

        private void receive(TableDescriptor.Block block, DataSource data) throws IOException, InterruptedException {
            received.requireNext(block);
            buffer.clear().limit(block.length());
            data.read(buffer);
            buffer.flip();
            var checksum = new CRC32C();
            checksum.update(buffer.duplicate());
            if ((int) checksum.getValue() != block.checksum()) {
                throw new EngineException(
                        EngineException.Kind.CORRUPT_DATA,
                        "a block of a table's file came with another checksum than the donor gave it; clone again");
            }
            store(block, buffer);
        }

        @Override
        public void complete() throws EngineException {
            if (master && !received()) {
                throw EngineException.incomplete("the donor ended before its tables did");
            }
        }

        @Override
        public void close() {
            // The files are the engine's.
        }
    }
}
