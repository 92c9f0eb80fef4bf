package io.mysqlclone.innodb.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.Staging;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.Relocation;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.snapshot.Descriptors;
import io.mysqlclone.storage.BlockSinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StagedFilesTest {
    @TempDir
    Path scratch;

    private Path volume;
    private DataDirectory directory;
    private Optional<Staging> before = Optional.empty();

    @BeforeEach
    void make() throws IOException {
        volume = scratch.resolve("volume");
        directory = DataDirectory.open(Files.createDirectory(scratch.resolve("data")));
    }

    @Test
    void aRelocatedFileIsPlacedAgainWhereItWas() throws IOException {
        process().place(List.of(external()));
        StagedFiles next = process();
        next.placeAgain(List.of(external()));
        assertThat(next.data(1)).startsWithRaw(volume.toRealPath());
    }

    /** What is found behind the mount point then is another, empty directory, which must not be taken for the volume. */
    @Test
    void aVolumeThatIsNotMountedIsNotTakenForAnEmptyOne() throws IOException {
        process().place(List.of(external()));
        Files.move(volume, scratch.resolve("elsewhere"));
        requireMissing();
        assertThat(volume).doesNotExist();
        Files.createDirectory(volume);
        requireMissing();
        assertThat(volume).isEmptyDirectory();
        Files.delete(volume);
        Files.move(scratch.resolve("elsewhere"), volume);
        process().placeAgain(List.of(external()));
    }

    private void requireMissing() throws IOException {
        StagedFiles next = process();
        assertThatThrownBy(() -> next.placeAgain(List.of(external())))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.TARGET_MISSING))
                .hasMessageContaining(volume.toString())
                .hasMessageContaining("mount it and run the same command again");
    }

    /** The files as a process has them that has just begun, after the one before it has ended. */
    private StagedFiles process() throws IOException {
        if (before.isPresent()) {
            before.get().close();
        }
        var staging = new Staging(directory);
        before = Optional.of(staging);
        staging.create();
        staging.reopen();
        return new StagedFiles(
                directory,
                staging,
                BlockSinks.throughPageCache(directory.agentDirectory()),
                List.of(new Relocation("/donor", volume)));
    }

    private static FileDescriptor external() {
        return Descriptors.file(SnapshotState.FILE_COPY, 1, 101, Descriptors.TABLE, 114688, 1, 1, "/donor/d/t1.ibd", 0);
    }
}
