package io.mysqlclone.tablefiles.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.Staging;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.engine.ReceivedClone;
import io.mysqlclone.engine.RecipientTask;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.engine.StageListener;
import io.mysqlclone.storage.journal.Journal;
import io.mysqlclone.tablefiles.SchemaName;
import io.mysqlclone.tablefiles.TableDescriptor;
import io.mysqlclone.tablefiles.TableFile;
import io.mysqlclone.tablefiles.TableLocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a donor can do to a recipient of tables, and what a process leaves for the next one. */
final class TableFilesRecipientTest {
    private static final TableLocator NAME = new TableLocator(42, 0, 0);
    private static final SchemaName D = new SchemaName("d");
    private static final SchemaName ENCODED = new SchemaName("s@002d@1i");
    private static final byte[] CONTENT =
            "forty bytes of rows, or of their indexes".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    @TempDir
    Path scratch;

    private DataDirectory directory;
    private Staging staging;
    private Path journalFile;
    private Journal journal;
    private TableFilesRecipient engine;

    @BeforeEach
    void begin() throws Exception {
        directory = DataDirectory.open(Files.createDirectory(scratch.resolve("data")));
        staging = new Staging(directory);
        staging.create();
        journalFile = directory.agentDirectory().resolve("journal");
        journal = Journal.open(journalFile);
        engine = engine();
        engine.begin(NAME.encode());
    }

    @AfterEach
    void end() throws Exception {
        engine.close();
        journal.close();
        staging.close();
    }

    private TableFilesRecipient engine() {
        return new TableFilesRecipient(
                new ClonePlace(directory, staging, journal, visitor -> Journal.replay(journalFile, visitor::visit)),
                new StageListener() {
                    @Override
                    public void stageStarted(Stage stage, long estimatedBytes, long storedBytes) {}

                    @Override
                    public void stored(Stage stage, long bytes) {}

                    @Override
                    public void stageCompleted(Stage stage) {}
                });
    }

    private static TableDescriptor.File file(int index, long length, SchemaName schema, String name) {
        return new TableDescriptor.File(
                index, length, TableFile.parse(schema, name).orElseThrow());
    }

    private static void say(RecipientTask task, TableDescriptor said, byte... data) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(TableDescriptor.MAX_LENGTH);
        said.encode(bytes);
        task.apply(bytes.flip(), destination -> destination.put(data, 0, destination.remaining()));
    }

    private static void block(RecipientTask task, long offset, byte... data) throws Exception {
        var checksum = new CRC32C();
        checksum.update(data);
        say(task, new TableDescriptor.Block(offset, data.length, (int) checksum.getValue()), data);
    }

    private void refused(String why, RecipientTask task, TableDescriptor said) {
        assertThatThrownBy(() -> say(task, said))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.DONOR_VIOLATION))
                .hasMessageContaining(why);
    }

    /** With two schemas. */
    private RecipientTask started(int files, long bytes) throws Exception {
        RecipientTask task = engine.openMaster(failure -> {});
        say(task, new TableDescriptor.Start(2, files, bytes));
        say(task, new TableDescriptor.Schema(D));
        say(task, new TableDescriptor.Schema(ENCODED));
        return task;
    }

    @Test
    void filesOfTwoSchemasAndWhatAServerLogsTo() throws Exception {
        RecipientTask task = started(3, 80);
        say(task, file(0, 40, D, "t.MYD"));
        block(task, 0, CONTENT);
        say(task, file(1, 0, D, "t_1.sdi"));
        say(task, file(2, 40, ENCODED, "a@002eb.ARZ"));
        block(task, 0, Arrays.copyOf(CONTENT, 10));
        block(task, 10, Arrays.copyOfRange(CONTENT, 10, 40));
        say(task, new TableDescriptor.End());
        task.complete();

        assertThat(engine.received()).isTrue();
        ReceivedClone clone = engine.complete();
        assertThat(clone.files())
                .extracting(
                        placed -> directory.root().relativize(placed.target()).toString())
                .containsExactly(
                        "d/t.MYD",
                        "d/t_1.sdi",
                        "s@002d@1i/a@002eb.ARZ",
                        "mysql/general_log.CSV",
                        "mysql/general_log.CSM",
                        "mysql/slow_log.CSV",
                        "mysql/slow_log.CSM");
        List<Path> staged = clone.files().stream().map(PlacedFile::staged).toList();
        assertThat(staged.get(0)).hasBinaryContent(CONTENT);
        assertThat(staged.get(1)).isEmptyFile();
        assertThat(staged.get(2)).hasBinaryContent(CONTENT);
        assertThat(staged.get(3)).isEmptyFile();
        byte[] meta = new byte[35];
        meta[0] = (byte) 0xfe;
        meta[1] = 1;
        assertThat(staged.get(4)).hasBinaryContent(meta);
        assertThat(clone.schemas())
                .extracting(schema -> directory.root().relativize(schema).toString())
                .containsExactly("mysql", "performance_schema", "d", "s@002d@1i");
    }

    @Test
    void aServerWithoutSuchTables() throws Exception {
        RecipientTask task = started(0, 0);
        say(task, new TableDescriptor.End());
        task.complete();
        assertThat(engine.complete().files()).hasSize(4);
    }

    @Test
    void goesOnInAnotherProcessWhereItWasDurable() throws Exception {
        RecipientTask task = started(3, 120);
        say(task, file(0, 40, D, "t.MYD"));
        block(task, 0, CONTENT);
        say(task, file(1, 40, D, "t.MYI"));
        block(task, 0, Arrays.copyOf(CONTENT, 10));
        engine.record();
        block(task, 10, Arrays.copyOfRange(CONTENT, 10, 40));
        say(task, file(2, 40, D, "u.MYD"));
        block(task, 0, CONTENT);
        journal.force();
        engine.close();

        engine = engine();
        assertThat(engine.restore()).isTrue();
        assertThat(TableLocator.decode(engine.resumeLocator())).isEqualTo(new TableLocator(42, 1, 10));
        assertThat(engine.storedBytes(Stage.REDO_COPY)).isEqualTo(50);
        engine.resume(NAME.encode());
        task = started(3, 120);
        say(task, file(1, 40, D, "t.MYI"));
        block(task, 10, Arrays.copyOfRange(CONTENT, 10, 40));
        say(task, file(2, 40, D, "u.MYD"));
        block(task, 0, CONTENT);
        say(task, new TableDescriptor.End());
        assertThat(engine.received()).isTrue();
        for (PlacedFile placed : engine.complete().files().subList(0, 3)) {
            assertThat(placed.staged()).hasBinaryContent(CONTENT);
        }
    }

    /** The name of a file may be lost with the power, though its bytes are not. */
    @Test
    void whatIsNotThereAnyMoreComesAgain() throws Exception {
        RecipientTask task = started(2, 80);
        say(task, file(0, 40, D, "t.MYD"));
        block(task, 0, CONTENT);
        say(task, file(1, 40, D, "t.MYI"));
        block(task, 0, CONTENT);
        engine.record();
        engine.close();
        Files.delete(staging.data(0));

        engine = engine();
        assertThat(engine.restore()).isTrue();
        assertThat(TableLocator.decode(engine.resumeLocator())).isEqualTo(new TableLocator(42, 0, 0));
    }

    @Test
    void isCompleteInAnotherProcess() throws Exception {
        RecipientTask task = started(1, 40);
        say(task, file(0, 40, D, "t.MYD"));
        block(task, 0, CONTENT);
        say(task, new TableDescriptor.End());
        engine.close();

        engine = engine();
        assertThat(engine.restore()).isTrue();
        assertThat(engine.received()).isTrue();
        assertThat(engine.complete().files()).hasSize(5);
    }

    @Test
    void aDonorMayNotGoOnWithOthers() throws Exception {
        RecipientTask task = started(2, 80);
        say(task, file(0, 40, D, "t.MYD"));
        refused("other tables", task, new TableDescriptor.Start(2, 2, 81));
        refused("other tables", task, file(0, 41, D, "t.MYD"));
        assertThatThrownBy(() -> engine.resume(new TableLocator(43, 0, 0).encode()))
                .hasMessageContaining("another clone");
    }

    @Test
    void whatWasNotAnnouncedIsRefused() throws Exception {
        RecipientTask none = engine.openMaster(failure -> {});
        refused("not announced", none, file(0, 1, D, "t.MYD"));
        refused("more than the 0 schemas", none, new TableDescriptor.Schema(D));
        refused("before it has said", none, new TableDescriptor.End());
        refused("bytes 0+1", none, new TableDescriptor.Block(0, 1, 0));
        say(none, new TableDescriptor.Start(2, 2, 80));
        refused("of a schema that it has not named", none, file(0, 8, D, "t.MYD"));
        RecipientTask task = started(2, 80);
        refused("more than the 2 schemas", task, new TableDescriptor.Schema(new SchemaName("x")));
        refused("does not follow", task, file(0, 81, D, "t.MYD"));
        refused("does not follow", task, file(1, 8, D, "t.MYD"));
        refused("of a schema that it has not named", task, file(0, 8, new SchemaName("x"), "t.MYD"));
        say(task, file(0, 40, D, "t.MYD"));
        refused("bytes 1+1", task, new TableDescriptor.Block(1, 1, 0));
        refused("bytes 0+41", task, new TableDescriptor.Block(0, 41, 0));
        refused("the file 0 of 2", task, new TableDescriptor.End());
        block(task, 0, CONTENT);
        refused("twice", task, file(1, 40, D, "t.MYD"));
        refused("does not follow", task, file(2, 40, D, "u.MYD"));
        refused("of 2", task, new TableDescriptor.End());
        assertThatThrownBy(task::complete).hasMessageContaining("before its tables did");
    }

    @Test
    void aFileThatIsCutOffIsNotTakenForWhole() throws Exception {
        RecipientTask task = started(2, 80);
        say(task, file(0, 40, D, "t.MYD"));
        block(task, 0, Arrays.copyOf(CONTENT, 10));
        refused("10 of the 40 bytes", task, file(1, 40, D, "t.MYI"));
    }

    @Test
    void aBlockThatWasChangedOnTheWayIsSeen() throws Exception {
        RecipientTask task = started(1, 40);
        say(task, file(0, 40, D, "t.MYD"));
        assertThatThrownBy(() -> say(task, new TableDescriptor.Block(0, 40, 7), CONTENT))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.CORRUPT_DATA));
        assertThat(engine.storedBytes(Stage.REDO_COPY)).isZero();
    }

    @Test
    void aWorkerIsSentNothing() throws Exception {
        started(1, 40);
        RecipientTask worker = engine.attached(NAME.encode());
        refused("on a worker's connection", worker, new TableDescriptor.End());
        worker.complete();
    }

    @Test
    void whatWasRecordedByAnotherEngineIsNotTakenForOnes() throws IOException {
        journal.append(9, ByteBuffer.allocate(1));
        journal.force();
        assertThatThrownBy(() -> engine().restore()).hasMessageContaining("type 9 is not of tables");
    }
}
