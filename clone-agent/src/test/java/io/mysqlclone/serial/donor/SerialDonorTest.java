package io.mysqlclone.serial.donor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorRelease;
import io.mysqlclone.engine.DonorSink;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.DonorTask;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.engine.RoundAbandonedException;
import io.mysqlclone.serial.SerialDescriptor;
import io.mysqlclone.serial.SerialLocator;
import io.mysqlclone.tablefiles.UnloggedTables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a donor sends of files that it holds, from the beginning or from where a recipient is. */
final class SerialDonorTest {
    private static final UnloggedTables KIND = UnloggedTables.KIND;

    @TempDir
    Path scratch;

    private final SerialDonor donor = new SerialDonor(KIND, new DonorRelease("9.7.4", "LTS"), 16384) {
        @Override
        public LogStop.Attendance attend() {
            return (_, _) -> _ -> new Spool(List.of());
        }
    };
    private FileChannel spool;
    private LogStop stop;
    private DonorSnapshot snapshot;

    /** One behind the other in one file, with something before them that is nobody's. */
    private record Spool(List<Held> files) implements HeldFiles {
        @Override
        public List<String> directories() {
            return List.of("d", "e");
        }

        @Override
        public void close() {
            // The test's own.
        }
    }

    /** Writes down what it is given. */
    private static final class Heard implements DonorSink {
        private final List<String> said = new ArrayList<>();

        @Override
        public boolean isSecure() {
            return true;
        }

        @Override
        public void descriptor(ByteBuffer descriptor) throws IOException {
            said.add(
                    switch (SerialDescriptor.decode(KIND, descriptor)) {
                        case SerialDescriptor.Start(int directories, int files, long bytes) ->
                            "start " + directories + " " + files + " " + bytes;
                        case SerialDescriptor.Directory(String name) -> name;
                        case SerialDescriptor.File(int index, long length, String name) ->
                            index + " " + name + " " + length;
                        case SerialDescriptor.Block(long offset, int length, int _) -> offset + "+" + length;
                        case SerialDescriptor.End() -> "end";
                    });
        }

        @Override
        public void data(FileChannel file, long offset, int length) {
            throw new AssertionError("blocks are read by whoever makes their checksum");
        }

        @Override
        public void data(ByteBuffer bytes) {
            said.add(StandardCharsets.US_ASCII.decode(bytes).toString());
        }
    }

    @BeforeEach
    void begin() throws Exception {
        spool = FileChannel.open(Files.writeString(scratch.resolve("spool"), "..rowsindex"), StandardOpenOption.READ);
        stop = stop(held("d/t.MYD", 2, 4), held("d/t.MYI", 6, 5), held("e/u.MYD", 6, 0));
        snapshot = donor.begin(SerialLocator.VERSION.encode(KIND));
    }

    @AfterEach
    void end() throws Exception {
        donor.close();
        spool.close();
    }

    private HeldFiles.Held held(String name, long offset, long length) {
        return new HeldFiles.Held(name, "copy of " + name, spool, offset, length);
    }

    private static LogStop stop(HeldFiles.Held... files) {
        return new LogStop(Optional.empty(), "", Map.of(KIND.type(), new Spool(List.of(files))));
    }

    private static List<String> sent(DonorTask task) throws Exception {
        var heard = new Heard();
        task.copy(heard);
        task.close();
        return heard.said;
    }

    private SerialLocator name() throws MalformedMessageException {
        return SerialLocator.decode(KIND, snapshot.locator());
    }

    @Test
    void allOfIt() throws Exception {
        snapshot.setLogStop(stop);
        assertThat(sent(snapshot.openMaster()))
                .containsExactly(
                        "start 2 3 9",
                        "d",
                        "e",
                        "0 d/t.MYD 4",
                        "0+4",
                        "rows",
                        "1 d/t.MYI 5",
                        "0+5",
                        "index",
                        "2 e/u.MYD 0",
                        "end");
        assertThat(snapshot.progress().stage()).isEqualTo("DONE");
        assertThat(snapshot.progress().bytes()).isEqualTo(9);
    }

    @Test
    void theRestForWhoComesBack() throws Exception {
        snapshot.setLogStop(stop);
        DonorTask lost = snapshot.openMaster();
        lost.close();
        assertThat(snapshot.resume(name().at(1, 2).encode(KIND))).isEqualTo(snapshot.locator());
        assertThat(sent(snapshot.openMaster()))
                .containsExactly("start 2 3 9", "d", "e", "1 d/t.MYI 5", "2+3", "dex", "2 e/u.MYD 0", "end");
        snapshot.resume(name().at(2, 0).encode(KIND));
        assertThat(sent(snapshot.openMaster())).containsExactly("start 2 3 9", "d", "e", "2 e/u.MYD 0", "end");
    }

    @Test
    void workersHaveNothingToDo() throws Exception {
        assertThatThrownBy(snapshot::openWorker).isInstanceOf(RoundAbandonedException.class);
        snapshot.openMaster();
        assertThat(sent(snapshot.openWorker())).isEmpty();
        assertThat(snapshot.progress().complete()).isFalse();
        assertThat(snapshot.isIdle()).isFalse();
    }

    @Test
    void withoutAPointThereIsNothingToSend() throws Exception {
        assertThat(donor.isWanted()).isTrue();
        assertThatThrownBy(() -> sent(snapshot.openMaster()))
                .isInstanceOf(DonorException.class)
                .hasMessageContaining("whose tables could be sent");
        snapshot.setLogStop(stop);
        assertThat(donor.isWanted()).isFalse();
    }

    @Test
    void aFileThatEndsTooEarlyIsNamed() throws Exception {
        snapshot.setLogStop(stop(held("d/t.MYD", 2, 10)));
        assertThatThrownBy(() -> sent(snapshot.openMaster()))
                .isInstanceOf(DonorException.class)
                .hasMessageContaining("the copy of d/t.MYD ends too early");
    }

    @Test
    void aRoundEndsWithOneOfItsTasks() throws Exception {
        snapshot.setLogStop(stop);
        DonorTask master = snapshot.openMaster();
        snapshot.openWorker().close();
        assertThatThrownBy(() -> sent(master)).isInstanceOf(RoundAbandonedException.class);
        assertThatThrownBy(snapshot::openWorker).isInstanceOf(RoundAbandonedException.class);
    }

    @Test
    void whatARecipientFailsWithIsToldToItsTasks() throws Exception {
        snapshot.setLogStop(stop);
        snapshot.recipientFailed(1026);
        assertThatThrownBy(() -> sent(snapshot.openMaster()))
                .isInstanceOfSatisfying(
                        DonorException.class, e -> assertThat(e.error()).isEqualTo(1026));
        assertThatThrownBy(() -> snapshot.resume(snapshot.locator())).isInstanceOf(DonorException.class);
    }

    @Test
    void anotherCloneIsNotGoneOnWith() throws Exception {
        var other = new SerialLocator(name().cloneId() - 1, 0, 0);
        assertThat(snapshot.names(snapshot.locator())).isTrue();
        assertThat(snapshot.names(name().at(2, 1).encode(KIND))).isTrue();
        assertThat(snapshot.names(other.encode(KIND))).isFalse();
        assertThatThrownBy(() -> snapshot.resume(other.encode(KIND))).isInstanceOf(DonorException.class);
        assertThat(donor.find(snapshot.locator())).as("of an earlier process").isEmpty();
    }

    @Test
    void aDonorThatEndsBeginsNoMore() throws Exception {
        snapshot.setLogStop(stop);
        donor.close();
        assertThatThrownBy(() -> donor.begin(SerialLocator.VERSION.encode(KIND)))
                .isInstanceOf(DonorException.class)
                .hasMessageContaining("being shut down");
        assertThatThrownBy(() -> sent(snapshot.openMaster())).isInstanceOf(RoundAbandonedException.class);
    }
}
