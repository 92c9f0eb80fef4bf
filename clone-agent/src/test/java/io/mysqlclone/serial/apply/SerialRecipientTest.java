package io.mysqlclone.serial.apply;

import static io.mysqlclone.serial.apply.Receiver.LENGTH;
import static io.mysqlclone.serial.apply.Receiver.NAME;
import static io.mysqlclone.serial.apply.Receiver.block;
import static io.mysqlclone.serial.apply.Receiver.content;
import static io.mysqlclone.serial.apply.Receiver.refused;
import static io.mysqlclone.serial.apply.Receiver.say;
import static io.mysqlclone.serial.apply.Receiver.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.binlog.BinaryLogs;
import io.mysqlclone.binlog.apply.BinaryLogEngine;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.RecipientTask;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.serial.SerialDescriptor;
import io.mysqlclone.serial.SerialKind;
import io.mysqlclone.serial.SerialLocator;
import io.mysqlclone.tablefiles.UnloggedTables;
import io.mysqlclone.tablefiles.apply.TableFilesEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a donor can do to a recipient of files of any kind, and what a process leaves for the next one. */
@ParameterizedClass
@MethodSource("samples")
final class SerialRecipientTest {
    /** A kind, and directories and three files of it. */
    record Sample(SerialKind kind, SerialEngine engine, List<String> directories, List<String> names) {
        private SerialDescriptor.Start start(int files, long bytes) {
            return new SerialDescriptor.Start(directories.size(), files, bytes);
        }

        private SerialDescriptor.File file(int index) {
            return file(index, LENGTH);
        }

        private SerialDescriptor.File file(int index, long length) {
            return new SerialDescriptor.File(index, length, names.get(index));
        }
    }

    static Stream<Sample> samples() {
        return Stream.of(
                new Sample(
                        BinaryLogs.KIND,
                        new BinaryLogEngine(),
                        List.of(),
                        List.of("binlog.000007", "binlog.000008", "binlog.000010")),
                new Sample(
                        UnloggedTables.KIND,
                        new TableFilesEngine(),
                        List.of("d", "s@002d@1i"),
                        List.of("d/t.MYD", "d/t.MYI", "s@002d@1i/a@002eb.ARZ")));
    }

    private final Sample sample;

    @TempDir
    Path scratch;

    private Receiver receiver;

    SerialRecipientTest(Sample sample) {
        this.sample = sample;
    }

    @BeforeEach
    void begin() throws Exception {
        receiver = new Receiver(sample.kind(), sample.engine(), scratch);
    }

    @AfterEach
    void end() throws Exception {
        receiver.close();
    }

    private RecipientTask started(int files, long bytes) throws Exception {
        RecipientTask task = receiver.master();
        say(task, sample.start(files, bytes));
        for (String directory : sample.directories()) {
            say(task, new SerialDescriptor.Directory(directory));
        }
        return task;
    }

    @Test
    void filesOneBehindTheOther() throws Exception {
        RecipientTask task = started(3, 80);
        whole(task, sample.file(0));
        say(task, sample.file(1, 0));
        say(task, sample.file(2));
        block(task, 0, Arrays.copyOf(content(), 30));
        block(task, 30, Arrays.copyOfRange(content(), 30, LENGTH));
        say(task, new SerialDescriptor.End());
        task.complete();

        assertThat(receiver.recipient().received()).isTrue();
        assertThat(receiver.targets()).startsWith(sample.names().toArray(String[]::new));
        List<Path> staged = receiver.staged();
        assertThat(staged.get(0)).hasBinaryContent(content());
        assertThat(staged.get(1)).isEmptyFile();
        assertThat(staged).allSatisfy(file -> assertThat(file).exists());
    }

    @Test
    void goesOnInAnotherProcessWhereItWasDurable() throws Exception {
        RecipientTask task = started(3, 120);
        whole(task, sample.file(0));
        say(task, sample.file(1));
        block(task, 0, Arrays.copyOf(content(), 10));
        receiver.recipient().record();
        block(task, 10, Arrays.copyOfRange(content(), 10, LENGTH));
        whole(task, sample.file(2));
        receiver.restart();

        assertThat(receiver.place()).isEqualTo(new SerialLocator(42, 1, 10));
        assertThat(receiver.recipient().storedBytes(Stage.REDO_COPY)).isEqualTo(50);
        receiver.recipient().resume(NAME.encode(sample.kind()));
        task = started(3, 120);
        say(task, sample.file(1));
        block(task, 10, Arrays.copyOfRange(content(), 10, LENGTH));
        whole(task, sample.file(2));
        say(task, new SerialDescriptor.End());
        assertThat(receiver.recipient().received()).isTrue();
        assertThat(receiver.staged().subList(0, 2))
                .allSatisfy(file -> assertThat(file).hasBinaryContent(content()));
    }

    /** The next file was named, and then the process ended. */
    @Test
    void goesOnBetweenTwoFiles() throws Exception {
        RecipientTask task = started(2, 80);
        whole(task, sample.file(0));
        say(task, sample.file(1));
        receiver.recipient().record();
        receiver.restart();

        assertThat(receiver.place()).isEqualTo(new SerialLocator(42, 1, 0));
        task = started(2, 80);
        whole(task, sample.file(1));
        say(task, new SerialDescriptor.End());
        assertThat(receiver.recipient().received()).isTrue();
    }

    /** The name of a file may be lost with the power, though its bytes are not. */
    @Test
    void whatIsNotThereAnyMoreComesAgain() throws Exception {
        RecipientTask task = started(2, 80);
        whole(task, sample.file(0));
        whole(task, sample.file(1));
        receiver.recipient().record();
        Files.delete(receiver.staging().data(0));
        receiver.restart();

        assertThat(receiver.place()).isEqualTo(new SerialLocator(42, 0, 0));
    }

    @Test
    void isCompleteInAnotherProcess() throws Exception {
        RecipientTask task = started(1, LENGTH);
        whole(task, sample.file(0));
        say(task, new SerialDescriptor.End());
        List<String> targets = receiver.targets();
        receiver.restart();

        assertThat(receiver.recipient().received()).isTrue();
        assertThat(receiver.targets()).isEqualTo(targets);
    }

    /** The connection was lost before the donor heard of it, or another engine has not all yet. */
    @Test
    void theEndMayComeAgain() throws Exception {
        RecipientTask task = started(1, LENGTH);
        whole(task, sample.file(0));
        say(task, new SerialDescriptor.End());
        receiver.restart();
        task = started(1, LENGTH);
        say(task, sample.file(0));
        say(task, new SerialDescriptor.End());
        task.complete();
        assertThat(receiver.recipient().received()).isTrue();
        assertThat(receiver.stagesCompleted()).as("told in each process").isEqualTo(2);
        assertThat(receiver.recorded(SerialRecords.COMPLETE)).isEqualTo(1);
    }

    @Test
    void aDonorMayNotGoOnWithOthers() throws Exception {
        RecipientTask task = started(2, 80);
        say(task, sample.file(0));
        String others = "other " + sample.kind().content();
        refused(others, task, sample.start(2, 81));
        refused(others, task, sample.file(0, LENGTH + 1));
        assertThatThrownBy(() -> receiver.recipient().resume(new SerialLocator(43, 0, 0).encode(sample.kind())))
                .hasMessageContaining("the " + sample.kind().content() + " of another clone");
    }

    @Test
    void whatWasNotAnnouncedIsRefused() throws Exception {
        RecipientTask none = receiver.master();
        refused(sample.names().getFirst() + ", which was not announced", none, sample.file(0));
        refused("before it has said which " + sample.kind().content(), none, new SerialDescriptor.End());
        refused("not named in this round", none, new SerialDescriptor.Block(0, 1, 0));
        RecipientTask task = started(2, 80);
        refused(sample.names().getFirst() + " (0, 81 bytes) does not follow", task, sample.file(0, 81));
        refused("does not follow", task, sample.file(1, 8));
        refused("(0 of 2)", task, new SerialDescriptor.End());
        say(task, sample.file(0));
        refused("bytes 1+1 of a " + sample.kind().file(), task, new SerialDescriptor.Block(1, 1, 0));
        refused("bytes 0+41", task, new SerialDescriptor.Block(0, 41, 0));
        block(task, 0, content());
        refused("bytes 40+1", task, new SerialDescriptor.Block(40, 1, 0));
        refused("does not follow", task, sample.file(2));
        refused("each " + sample.kind().file() + " (1 of 2)", task, new SerialDescriptor.End());
        assertThatThrownBy(task::complete)
                .hasMessageContaining("before its " + sample.kind().content() + " did");
    }

    @Test
    void aFileThatIsCutOffIsNotTakenForWhole() throws Exception {
        RecipientTask task = started(2, 80);
        say(task, sample.file(0));
        block(task, 0, Arrays.copyOf(content(), 10));
        refused(
                "10 of the 40 bytes of the " + sample.kind().file() + " "
                        + sample.names().getFirst(),
                task,
                sample.file(1));
    }

    /** A donor that is none, after a connection was lost in the midst of a file. */
    @Test
    void bytesOfAFileThatIsNotNamedAgain() throws Exception {
        RecipientTask task = started(1, LENGTH);
        say(task, sample.file(0));
        block(task, 0, Arrays.copyOf(content(), 10));
        receiver.recipient().record();
        receiver.restart();
        refused("not named in this round", started(1, LENGTH), new SerialDescriptor.Block(10, 30, 0));
    }

    /** As above, with nothing of the last file to send. */
    @Test
    void anEndWithoutAFileIsEnoughWhenAllIsHere() throws Exception {
        RecipientTask task = started(1, LENGTH);
        whole(task, sample.file(0));
        receiver.recipient().record();
        receiver.restart();
        say(started(1, LENGTH), new SerialDescriptor.End());
        assertThat(receiver.recipient().received()).isTrue();
    }

    @Test
    void aBlockThatWasChangedOnTheWayIsSeen() throws Exception {
        RecipientTask task = started(1, LENGTH);
        say(task, sample.file(0));
        assertThatThrownBy(() -> say(task, new SerialDescriptor.Block(0, LENGTH, 7), content()))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.CORRUPT_DATA))
                .hasMessageContaining(
                        "the " + sample.kind().file() + " " + sample.names().getFirst());
        assertThat(receiver.recipient().storedBytes(Stage.REDO_COPY)).isZero();
    }

    @Test
    void aWorkerIsSentNothing() throws Exception {
        started(1, LENGTH);
        RecipientTask worker = receiver.recipient().attached(NAME.encode(sample.kind()));
        refused("sends " + sample.kind().content() + " on a worker's connection", worker, new SerialDescriptor.End());
        worker.complete();
    }

    @Test
    void whatWasRecordedByAnotherEngineIsNotTakenForOnes() throws IOException {
        receiver.journal().append(9, ByteBuffer.allocate(1));
        assertThatThrownBy(receiver::restart)
                .hasMessageContaining("type 9 is not of " + sample.kind().content());
    }
}
