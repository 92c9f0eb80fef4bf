package io.mysqlclone.recipient.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompletionTest {
    @TempDir
    Path scratch;

    private CloneTarget target;
    private Path waiting;

    @BeforeEach
    void open() throws IOException {
        target = CloneTarget.open(new CloneRequest.Target(scratch.resolve("target"), false, List.of()));
        waiting = Files.createDirectories(target.directory().cloneDirectory()).resolve("#replace_files");
        Files.createFile(waiting);
    }

    @AfterEach
    void close() throws IOException {
        target.close();
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Completion.write(target.directory(), result(List.of(Path.of("/ext/ä b"), Path.of("/ext/c=d"))));
        assertThat(Completion.read(target.directory(), target.form()))
                .hasValueSatisfying(read -> assertThat(read)
                        .usingRecursiveComparison()
                        .ignoringFields("networkBytes", "took", "resumed", "alreadyComplete", "stages")
                        .isEqualTo(result(List.of(Path.of("/ext/ä b"), Path.of("/ext/c=d")))))
                .hasValueSatisfying(read -> assertThat(read.alreadyComplete()).isTrue());
    }

    /** It is read by whoever comes next, whenever this process ends. */
    @Test
    void nothingIsSeenOfANoteThatIsBeingWritten() throws IOException {
        Completion.write(target.directory(), result(List.of()));
        Object before = Files.getAttribute(target.completion(), "unix:ino");
        Completion.write(target.directory(), result(List.of(Path.of("/ext"))));
        assertThat(Files.getAttribute(target.completion(), "unix:ino")).isNotEqualTo(before);
        assertThat(target.completion().resolveSibling("complete.new")).doesNotExist();
    }

    @Test
    void directoriesMayBeNone() throws IOException {
        Completion.write(target.directory(), result(List.of()));
        assertThat(Completion.read(target.directory(), target.form())
                        .orElseThrow()
                        .innodbDirectories())
                .isEmpty();
    }

    @Test
    void aCloneThatMysqldHasStartedOnIsNotOurs() throws IOException {
        Completion.write(target.directory(), result(List.of()));
        Files.delete(waiting);
        assertThat(Completion.read(target.directory(), target.form())).isEmpty();
    }

    @Test
    void withoutANoteThereIsNoClone() throws IOException {
        assertThat(Completion.read(target.directory(), target.form())).isEmpty();
    }

    /** The note is for people's eyes; the clone beside it is good whatever happened to the note. */
    @Test
    void aDamagedNoteIsReadAsFarAsItGoes() throws IOException {
        Files.writeString(target.completion(), "donor=h:1\nfiles=many\n");
        CloneResult read = Completion.read(target.directory(), target.form()).orElseThrow();
        assertThat(read.donor()).isEqualTo("h:1");
        assertThat(read.files()).isZero();
    }

    private CloneResult result(List<Path> directories) {
        return new CloneResult(
                "donor.example:3306",
                "9.7.4",
                Optional.of("fcc57cec-e631-11f1-9886-02fc00000001"),
                target.directory().root(),
                false,
                true,
                123456789012L,
                7,
                42,
                new CloneResult.Pages(1000, 3),
                Duration.ofSeconds(9),
                false,
                false,
                directories,
                List.of());
    }
}
