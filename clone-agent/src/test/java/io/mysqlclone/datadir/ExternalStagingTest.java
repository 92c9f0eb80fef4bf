package io.mysqlclone.datadir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.storage.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExternalStagingTest {
    @TempDir
    Path scratch;

    private Path target;

    @BeforeEach
    void mount() throws IOException {
        target = Files.createDirectory(scratch.toRealPath().resolve("target"));
    }

    private Staging staging(String dataDirectory) throws IOException {
        var staging = new Staging(DataDirectory.open(scratch.resolve(dataDirectory)));
        staging.create();
        staging.reopen();
        return staging;
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> folders = Files.list(target.resolve("#clone-agent"))) {
            return folders.toList();
        }
    }

    @Test
    void twoClonesHaveNoFileInCommon() throws IOException {
        try (Staging one = staging("one");
                Staging other = staging("other")) {
            Path first = Files.writeString(one.external(target, 17), "one");
            Path second = Files.writeString(other.external(target, 17), "other");
            assertThat(first).isNotEqualTo(second);
            assertThat(folders()).hasSize(2);

            one.remove();
            assertThat(first).doesNotExist();
            assertThat(second).hasContent("other");
            other.remove();
            assertThat(target).isEmptyDirectory();
        }
    }

    @Test
    void theNextProcessFindsTheSameFile() throws IOException {
        Path file;
        try (Staging before = staging("one")) {
            file = Files.writeString(before.external(target, 17), "received");
        }
        try (Staging after = staging("one")) {
            assertThat(after.external(target, 17)).isEqualTo(file).hasContent("received");
        }
    }

    /** It need not be told where that clone had files, nor have used one. */
    @Test
    void theNextProcessRemovesThemAll() throws IOException {
        Path second = Files.createDirectory(scratch.resolve("second"));
        try (Staging before = staging("one")) {
            Files.createFile(before.external(target, 1));
            Files.createFile(before.external(second, 2));
        }

        new Staging(DataDirectory.open(scratch.resolve("one"))).remove();

        assertThat(target).isEmptyDirectory();
        assertThat(second).isEmptyDirectory();
        assertThat(scratch.resolve("one/#clone-agent")).isEmptyDirectory();
    }

    @Test
    void aTargetThatIsNotMountedIsMissed() throws IOException {
        try (Staging before = staging("one")) {
            assertThat(before.hasExternal(target)).isFalse();
            Files.createFile(before.external(target, 1));
            assertThat(before.hasExternal(target)).isTrue();
        }
        Path unmounted = Files.move(target, target.resolveSibling("unmounted"));
        Files.createDirectory(target);
        try (Staging without = staging("one")) {
            assertThat(without.hasExternal(target)).isFalse();
        }
        assertThat(target).isEmptyDirectory();

        Files.delete(target);
        Files.move(unmounted, target);
        try (Staging with = staging("one")) {
            assertThat(with.hasExternal(target)).isTrue();
        }
    }

    /** The note comes first, so that nothing is made which no note tells of. */
    @Test
    void aProcessThatEndedBeforeItMadeTheFolderIsGoneOnFrom() throws IOException {
        try (Staging before = staging("one")) {
            Files.createFile(before.external(target, 1));
        }
        Trees.delete(target.resolve("#clone-agent"));

        try (Staging after = staging("one")) {
            assertThat(Files.createFile(after.external(target, 1))).exists();
            after.remove();
        }
        assertThat(target).isEmptyDirectory();
    }

    /** A data directory that was copied, with an unfinished clone in it. */
    @Test
    void twoProcessesDoNotWorkOnOneClonesFiles() throws IOException {
        try (Staging original = staging("one")) {
            Files.createFile(original.external(target, 1));
            Path copied = Files.createDirectories(scratch.resolve("copy/#clone-agent"));
            Files.copy(scratch.resolve("one/#clone-agent/elsewhere"), copied.resolve("elsewhere"));

            assertThatThrownBy(() -> staging("copy").close())
                    .isInstanceOfSatisfying(
                            TargetRefusedException.class,
                            e -> assertThat(e.reason()).isEqualTo(TargetRefusedException.Reason.BUSY));
        }
    }

    @Test
    void anUnreadableNoteIsSaid() throws IOException {
        Files.createDirectories(scratch.resolve("one/#clone-agent"));
        Files.writeString(scratch.resolve("one/#clone-agent/elsewhere"), "../../etc\n/etc\n");

        assertThatThrownBy(() -> staging("one").close()).hasMessageContaining("is not readable");
    }
}
