package io.mysqlclone.serial.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.Staging;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.FileDemand;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.engine.ReceivedClone;
import io.mysqlclone.engine.RecipientEngine;
import io.mysqlclone.engine.RecipientSettings;
import io.mysqlclone.engine.RecipientTask;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.engine.StageListener;
import io.mysqlclone.serial.SerialDescriptor;
import io.mysqlclone.serial.SerialKind;
import io.mysqlclone.serial.SerialLocator;
import io.mysqlclone.storage.journal.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32C;

/** A recipient of one kind in a directory of its own, and what a donor says to it. */
public final class Receiver implements AutoCloseable {
    /** The clone that has begun. */
    public static final SerialLocator NAME = new SerialLocator(42, 0, 0);

    /** Of a file of {@value #LENGTH} bytes. */
    private static final byte[] CONTENT =
            "forty bytes of rows, plus of the indexes".getBytes(StandardCharsets.US_ASCII);

    /** Of {@link #content()}. */
    public static final int LENGTH = 40;

    private final SerialKind kind;
    private final SerialEngine engine;
    private final DataDirectory directory;
    private final Staging staging;
    private final Path journalFile;
    private final Journal journal;
    private int stagesCompleted;
    private RecipientEngine recipient;

    /** With a clone that has begun. */
    public Receiver(SerialKind kind, SerialEngine engine, Path scratch) throws IOException {
        this.kind = kind;
        this.engine = engine;
        directory = DataDirectory.open(Files.createDirectory(scratch.resolve("data")));
        staging = new Staging(directory);
        staging.create();
        journalFile = directory.agentDirectory().resolve("journal");
        journal = Journal.open(journalFile);
        recipient = make();
        recipient.begin(NAME.encode(kind));
    }

    private RecipientEngine make() {
        return engine.recipient(
                new ClonePlace(directory, staging, journal, visitor -> Journal.replay(journalFile, visitor::visit)),
                new RecipientSettings(List.of(), true, 1, FileDemand.NONE),
                new StageListener() {
                    @Override
                    public void stageStarted(Stage stage, long estimatedBytes, long storedBytes) {}

                    @Override
                    public void stored(Stage stage, long bytes) {}

                    @Override
                    public void stageCompleted(Stage stage) {
                        stagesCompleted++;
                    }
                });
    }

    /** The content of a file, a new copy. */
    public static byte[] content() {
        return CONTENT.clone();
    }

    public RecipientEngine recipient() {
        return recipient;
    }

    public Journal journal() {
        return journal;
    }

    public Staging staging() {
        return staging;
    }

    public int stagesCompleted() {
        return stagesCompleted;
    }

    /** How many records of a type there are. */
    public int recorded(int type) throws IOException {
        journal.force();
        List<Integer> types = new ArrayList<>();
        Journal.replay(journalFile, (recorded, _) -> types.add(recorded));
        return Collections.frequency(types, type);
    }

    /** Another process goes on; what was recorded last is in the journal. */
    public void restart() throws IOException {
        journal.force();
        recipient.close();
        recipient = make();
        assertThat(recipient.restore()).isTrue();
    }

    /** Where the recipient goes on. */
    public SerialLocator place() throws IOException {
        return SerialLocator.decode(kind, recipient.resumeLocator());
    }

    /** A round. */
    public RecipientTask master() throws EngineException {
        return recipient.openMaster(failure -> {});
    }

    /** The names that received files are placed by, in the data directory. */
    public List<String> targets() throws EngineException {
        return recipient.complete().files().stream()
                .map(PlacedFile::target)
                .map(this::relative)
                .toList();
    }

    /** Where they wait. */
    public List<Path> staged() throws EngineException {
        return recipient.complete().files().stream().map(PlacedFile::staged).toList();
    }

    /** As {@link ReceivedClone#schemas}, in the data directory. */
    public List<String> schemas() throws EngineException {
        return recipient.complete().schemas().stream().map(this::relative).toList();
    }

    private String relative(Path path) {
        return directory.root().relativize(path).toString();
    }

    /** The donor says something, with the data that belongs to it. */
    public static void say(RecipientTask task, SerialDescriptor said, byte... data) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(SerialDescriptor.MAX_LENGTH);
        said.encode(bytes);
        task.apply(bytes.flip(), destination -> destination.put(data, 0, destination.remaining()));
    }

    /** The donor says {@code said}, and in a block all that is in that file. */
    public static void whole(RecipientTask task, SerialDescriptor.File said) throws Exception {
        say(task, said);
        block(task, 0, content());
    }

    /** The donor sends bytes. */
    public static void block(RecipientTask task, long offset, byte... data) throws Exception {
        var checksum = new CRC32C();
        checksum.update(data);
        say(task, new SerialDescriptor.Block(offset, data.length, (int) checksum.getValue()), data);
    }

    /** What the donor says breaks the protocol. */
    public static void refused(String why, RecipientTask task, SerialDescriptor said) {
        assertThatThrownBy(() -> say(task, said))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.DONOR_VIOLATION))
                .hasMessageContaining(why);
    }

    @Override
    public void close() throws IOException {
        recipient.close();
        journal.close();
        staging.close();
    }
}
