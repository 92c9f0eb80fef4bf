package io.mysqlclone.datadir;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FreeSpaceTest {
    @TempDir
    Path scratch;

    @Test
    void comparesWhatIsNeededWithTheVolumeOfADirectoryThatIsNotThereYet() throws Exception {
        DataDirectory absent = DataDirectory.examine(scratch.resolve("absent"));
        assertThat(FreeSpace.shortage(absent, 1)).isEmpty();
        assertThat(FreeSpace.shortage(absent, Long.MAX_VALUE))
                .hasValueSatisfying(text -> assertThat(text).contains("3873").contains("absent"));
        assertThat(Files.exists(scratch.resolve("absent"))).isFalse();
    }
}
