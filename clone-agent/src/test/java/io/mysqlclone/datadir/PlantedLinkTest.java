package io.mysqlclone.datadir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.storage.BlockSinks;
import io.mysqlclone.storage.DirectorySync;
import io.mysqlclone.storage.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who owns a data directory may put a symbolic link under a name that is about to be written. */
final class PlantedLinkTest {
    private static final String PRECIOUS = "not to be touched";

    @TempDir
    Path scratch;

    private DataDirectory directory;
    private Staging staging;
    private Path victim;

    @BeforeEach
    void open() throws IOException {
        victim = Files.writeString(scratch.resolve("victim"), PRECIOUS);
        directory = DataDirectory.open(scratch.resolve("data"));
        staging = new Staging(directory);
        staging.create();
    }

    private void plant(Path link) throws IOException {
        Files.createSymbolicLink(link, victim);
    }

    @Test
    void noStagedFileIsWrittenThroughIt() throws IOException {
        plant(staging.data(17));
        plant(staging.redo(0));

        for (BlockSinks sinks : new BlockSinks[] {
            BlockSinks.probe(directory.agentDirectory()), BlockSinks.throughPageCache(directory.agentDirectory())
        }) {
            assertThatThrownBy(() -> sinks.open(staging.data(17), true)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> sinks.open(staging.redo(0), true)).isInstanceOf(IOException.class);
        }
        assertThat(victim).hasContent(PRECIOUS);
    }

    @Test
    void noFileIsMadeDurableOrGivenAwayThroughIt() throws IOException {
        Path link = directory.agentDirectory().resolve("link");
        plant(link);
        var before = Files.getPosixFilePermissions(victim);

        assertThatThrownBy(() -> DirectorySync.file(link)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> directory.adopt(link)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> directory.adoptPrivate(link)).isInstanceOf(IOException.class);
        assertThat(Files.getPosixFilePermissions(victim)).isEqualTo(before);
    }

    @Test
    void noJournalIsWrittenThroughIt() throws IOException {
        Path journal = directory.agentDirectory().resolve("journal");
        plant(journal);

        assertThatThrownBy(() -> Journal.open(journal)).isInstanceOf(IOException.class);
        assertThat(victim).hasContent(PRECIOUS);
    }

    @Test
    void noFolderOfStagedFilesIsEnteredThroughIt() throws IOException {
        Path elsewhere = Files.createDirectory(scratch.resolve("elsewhere"));
        Files.createSymbolicLink(staging.data(0).resolveSibling("../001").normalize(), elsewhere);

        assertThatThrownBy(() -> staging.data(1000)).isInstanceOf(TargetRefusedException.class);
    }
}
