package io.mysqlclone.recipient.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.commit.CloneMarkers;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.engine.Relocation;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.DonorIdentity;
import io.mysqlclone.recipient.Progress.StageProgress;
import io.mysqlclone.recipient.Progress.StageState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReceivedNoteTest {
    private static final Instant BEGIN = Instant.parse("2026-05-04T10:00:00.123456789Z");

    /** As it was written before events could be stopped. */
    private static final byte[] FIRST_FORMAT = Base64.getDecoder()
            .decode(
                    "TE9ORUpSTkwCAAAAn9aeV8IAAAABAQEAA2g6MQEAAAABAAQvZXh0AAgvbW50L2V4dAEABTkuNy40ACRmY2M1N2NlYy1lNjMxLTEx"
                            + "ZjEtOTg4Ni0wMmZjMDAwMDAwMDEAAAAAafhuIAdbzRUAAAAAafhuKQdbzRUAAAAcvpkaFAAAAAAAAAAHAAAAKgAAAAAAAAPoAAAA"
                            + "AAAAAAMAAAAAAAAjKAAAAAEACC9tbnQvZXh0AAVORVZFUgAAAAEADS9sb2dzL2IuaW5kZXgBAAEAAAAFdToxLTVCTqGRQQAAAAIA"
                            + "CUZJTEUgQ09QWQEAAAAAafhuIAdbzRUBAAAAAGn4biUHW80VAAAABAAAAAAAAABkAAAAAAAAAGMAAAAAAAAAYkcyLqwfAAAAAwAO"
                            + "I2Nsb25lLWFnZW50LzAADWQvdMOkYmxlCi5pYmSwaK7hBwAAAAUABW15c3Fs5NouOwMAAAAFAAFkojL1RAQAAAAEAAAAASOXBHc=");

    @TempDir
    private Path scratch;

    private DataDirectory directory;

    @BeforeEach
    void open() throws IOException {
        directory = DataDirectory.open(scratch.resolve("data"));
        directory.createPrivate(directory.agentDirectory());
    }

    private Received received() throws IOException {
        Path elsewhere = Files.writeString(scratch.resolve("1"), "content");
        return received(List.of(inside(), new PlacedFile(elsewhere, Path.of("/mnt/ext/t.ibd"))), true);
    }

    private PlacedFile inside() throws IOException {
        Path staged = Files.writeString(directory.agentDirectory().resolve("0"), "content");
        return new PlacedFile(staged, directory.root().resolve("d/täble\n.ibd"));
    }

    private Received received(List<PlacedFile> files, boolean stopEvents) {
        Path root = directory.root();
        var stage = new StageProgress(
                Stage.FILE_COPY,
                StageState.COMPLETED,
                Optional.of(BEGIN),
                Optional.of(BEGIN.plusSeconds(5)),
                4,
                100,
                99,
                98);
        var server = new DonorIdentity("9.7.4", Optional.of("fcc57cec-e631-11f1-9886-02fc00000001"));
        return new Received(
                new CloneIdentity(
                        "h:1", true, Set.of(new Relocation("/ext", Path.of("/mnt/ext"))), Optional.of(server)),
                BEGIN,
                BEGIN.plusSeconds(9),
                new CloneResult(
                        "h:1",
                        server.version(),
                        server.serverUuid(),
                        root,
                        true,
                        false,
                        123456789012L,
                        7,
                        42,
                        new CloneResult.Pages(1000, 3),
                        Duration.ofSeconds(9),
                        false,
                        false,
                        List.of(Path.of("/mnt/ext")),
                        List.of(stage)),
                files,
                List.of(root.resolve("mysql"), root.resolve("d")),
                CloneRequest.Overwrite.NEVER,
                new CloneRequest.OldServer(List.of(Path.of("/logs/b.index")), true, false),
                stopEvents,
                Optional.of("u:1-5"));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Received written = received();
        new ReceivedNote(directory).write(written);
        assertThat(ReceivedNote.read(directory)).contains(written);
        assertThat(directory.agentDirectory().resolve("received.new")).doesNotExist();
    }

    /** The commit may be of a newer agent than received, or of an older one. */
    @Test
    void withoutStoppedEventsItIsAsItWasBefore() throws IOException {
        Received received = received(List.of(inside()), false);
        Path note = Files.write(CloneMarkers.received(directory.root()), FIRST_FORMAT);
        assertThat(ReceivedNote.read(directory)).contains(received);

        Files.delete(note);
        new ReceivedNote(directory).write(received);
        assertThat(note).hasBinaryContent(FIRST_FORMAT);
    }

    @Test
    void theDirectoryMayBeSeenAtAnotherPath() throws IOException {
        new ReceivedNote(directory).write(received());
        Path moved = Files.move(directory.root(), scratch.resolve("mounted"));
        Received read = ReceivedNote.read(DataDirectory.open(moved)).orElseThrow();
        assertThat(read.files().getFirst().staged()).isEqualTo(moved.resolve("#clone-agent/0"));
        assertThat(read.files().getFirst().target()).isEqualTo(moved.resolve("d/täble\n.ibd"));
        assertThat(read.files().getLast().staged()).isEqualTo(scratch.resolve("1"));
    }

    @Test
    void withoutANoteNothingIsReceived() throws IOException {
        assertThat(ReceivedNote.read(directory)).isEmpty();
    }

    @Test
    void aNoteThatIsNotWholeIsNoNote() throws IOException {
        new ReceivedNote(directory).write(received());
        Path note = CloneMarkers.received(directory.root());
        byte[] whole = Files.readAllBytes(note);
        for (int length = 0; length < whole.length; length += 3) {
            Files.write(note, Arrays.copyOf(whole, length));
            assertThatIOException().isThrownBy(() -> ReceivedNote.read(directory));
        }
        for (int at = 0; at < whole.length; at += 7) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(note, damaged);
            assertThatIOException().as("byte %d", at).isThrownBy(() -> ReceivedNote.read(directory));
        }
    }
}
