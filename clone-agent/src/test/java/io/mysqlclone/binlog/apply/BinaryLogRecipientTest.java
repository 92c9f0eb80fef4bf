package io.mysqlclone.binlog.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.binlog.LogDescriptor;
import io.mysqlclone.binlog.LogLocator;
import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.Staging;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.engine.RecipientTask;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.engine.StageListener;
import io.mysqlclone.storage.journal.Journal;
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

/** What a donor can do to a recipient of binary logs, and what a process leaves for the next one. */
final class BinaryLogRecipientTest {
    private static final LogLocator NAME = new LogLocator(42, 0, 0);
    /** Magic, and a first event of which only the flags matter here. */
    private static final byte[] CONTENT = new byte[40];

    @TempDir
    Path scratch;

    private DataDirectory directory;
    private Staging staging;
    private Path journalFile;
    private Journal journal;
    private BinaryLogRecipient engine;

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

    private BinaryLogRecipient engine() {
        return new BinaryLogRecipient(
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

    private static void say(RecipientTask task, LogDescriptor said, byte... data) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(LogDescriptor.MAX_LENGTH);
        said.encode(bytes);
        task.apply(bytes.flip(), destination -> destination.put(data, 0, destination.remaining()));
    }

    private static void block(RecipientTask task, long offset, byte... data) throws Exception {
        var checksum = new CRC32C();
        checksum.update(data);
        say(task, new LogDescriptor.Block(offset, data.length, (int) checksum.getValue()), data);
    }

    private void refused(String why, RecipientTask task, LogDescriptor said) {
        assertThatThrownBy(() -> say(task, said))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.DONOR_VIOLATION))
                .hasMessageContaining(why);
    }

    private RecipientTask started(int logs, long bytes) throws Exception {
        RecipientTask task = engine.openMaster(failure -> {});
        say(task, new LogDescriptor.Start(logs, bytes));
        return task;
    }

    @Test
    void twoLogsAndTheirIndex() throws Exception {
        RecipientTask task = started(2, 80);
        say(task, new LogDescriptor.Log(0, 40, "binlog.000007"));
        block(task, 0, CONTENT);
        say(task, new LogDescriptor.Log(1, 40, "binlog.000009"));
        block(task, 0, Arrays.copyOf(CONTENT, 10));
        block(task, 10, Arrays.copyOf(CONTENT, 30));
        say(task, new LogDescriptor.End());
        task.complete();

        assertThat(engine.received()).isTrue();
        List<PlacedFile> files = engine.complete().files();
        assertThat(files)
                .extracting(file -> directory.root().relativize(file.target()).toString())
                .containsExactly("binlog.000007", "binlog.000009", "binlog.index");
        assertThat(files.get(0).staged()).hasBinaryContent(CONTENT);
        byte[] last = CONTENT.clone();
        last[21] = 1;
        assertThat(files.get(1).staged()).as("in use").hasBinaryContent(last);
        assertThat(files.get(2).staged()).hasContent("./binlog.000007\n./binlog.000009\n");
    }

    @Test
    void goesOnInAnotherProcessWhereItWasDurable() throws Exception {
        RecipientTask task = started(2, 80);
        say(task, new LogDescriptor.Log(0, 40, "binlog.000007"));
        block(task, 0, CONTENT);
        say(task, new LogDescriptor.Log(1, 40, "binlog.000008"));
        block(task, 0, Arrays.copyOf(CONTENT, 10));
        engine.record();
        block(task, 10, Arrays.copyOf(CONTENT, 10));
        engine.close();

        engine = engine();
        assertThat(engine.restore()).isTrue();
        assertThat(LogLocator.decode(engine.resumeLocator())).isEqualTo(new LogLocator(42, 1, 10));
        assertThat(engine.storedBytes(Stage.REDO_COPY)).isEqualTo(50);
        engine.resume(NAME.encode());
        task = started(2, 80);
        say(task, new LogDescriptor.Log(1, 40, "binlog.000008"));
        block(task, 10, Arrays.copyOf(CONTENT, 30));
        say(task, new LogDescriptor.End());
        assertThat(engine.received()).isTrue();
    }

    /** The next log was named, and then the process ended. */
    @Test
    void goesOnBetweenTwoLogs() throws Exception {
        RecipientTask task = started(2, 80);
        say(task, new LogDescriptor.Log(0, 40, "binlog.000007"));
        block(task, 0, CONTENT);
        say(task, new LogDescriptor.Log(1, 40, "binlog.000008"));
        engine.close();

        engine = engine();
        assertThat(engine.restore()).isTrue();
        assertThat(LogLocator.decode(engine.resumeLocator())).isEqualTo(new LogLocator(42, 1, 0));
        task = started(2, 80);
        say(task, new LogDescriptor.Log(1, 40, "binlog.000008"));
        block(task, 0, CONTENT);
        say(task, new LogDescriptor.End());
        assertThat(engine.received()).isTrue();
    }

    @Test
    void aDonorMayNotGoOnWithOthers() throws Exception {
        RecipientTask task = started(2, 80);
        say(task, new LogDescriptor.Log(0, 40, "binlog.000007"));
        refused("other binary logs", task, new LogDescriptor.Start(2, 81));
        refused("other binary logs", task, new LogDescriptor.Log(0, 41, "binlog.000007"));
        assertThatThrownBy(() -> engine.resume(new LogLocator(43, 0, 0).encode()))
                .hasMessageContaining("another clone");
    }

    @Test
    void whatWasNotAnnouncedIsRefused() throws Exception {
        RecipientTask none = engine.openMaster(failure -> {});
        refused("not announced", none, new LogDescriptor.Log(0, 1, "binlog.000001"));
        refused("0 binary logs of 0", none, new LogDescriptor.End());
        refused("bytes 0+1", none, new LogDescriptor.Block(0, 1, 0));
        RecipientTask task = started(2, 80);
        refused("does not follow", task, new LogDescriptor.Log(0, 81, "binlog.000001"));
        refused("does not follow", task, new LogDescriptor.Log(1, 8, "binlog.000001"));
        refused("a name that is none", task, new LogDescriptor.Log(0, 8, "../../etc/cron.000001"));
        say(task, new LogDescriptor.Log(0, 40, "binlog.000002"));
        refused("bytes 1+1", task, new LogDescriptor.Block(1, 1, 0));
        refused("bytes 0+41", task, new LogDescriptor.Block(0, 41, 0));
        refused("0 of the 40 bytes", task, new LogDescriptor.Log(1, 40, "binlog.000003"));
        block(task, 0, CONTENT);
        refused("does not follow", task, new LogDescriptor.Log(1, 40, "binlog.000001"));
        refused("does not follow", task, new LogDescriptor.Log(1, 40, "other.000003"));
        refused("1 binary logs of 2", task, new LogDescriptor.End());
        assertThatThrownBy(task::complete).hasMessageContaining("before its binary logs did");
    }

    @Test
    void aBlockThatWasChangedOnTheWayIsSeen() throws Exception {
        RecipientTask task = started(1, 40);
        say(task, new LogDescriptor.Log(0, 40, "binlog.000002"));
        assertThatThrownBy(() -> say(task, new LogDescriptor.Block(0, 40, 7), CONTENT))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.CORRUPT_DATA));
        assertThat(engine.storedBytes(Stage.REDO_COPY)).isZero();
    }

    @Test
    void aWorkerIsSentNothing() throws Exception {
        started(1, 40);
        RecipientTask worker = engine.attached(NAME.encode());
        refused("on a worker's connection", worker, new LogDescriptor.End());
        worker.complete();
    }

    @Test
    void whatWasRecordedByAnotherEngineIsNotTakenForOnes() throws IOException {
        journal.append(9, ByteBuffer.allocate(1));
        journal.force();
        assertThatThrownBy(() -> engine().restore()).hasMessageContaining("type 9 is not of binary logs");
    }
}
