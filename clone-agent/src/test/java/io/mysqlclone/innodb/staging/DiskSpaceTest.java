package io.mysqlclone.innodb.staging;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.storage.DataDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpaceTest {
    @TempDir
    Path scratch;

    private static StateDescriptor needing(long bytes) {
        return new StateDescriptor(SnapshotState.FILE_COPY, 0, 1, 1, bytes, bytes, StateDescriptor.START);
    }

    @Test
    void comparesTheDonorsEstimateWithTheVolumeOfADirectoryThatIsNotThereYet() throws Exception {
        DataDirectory absent = DataDirectory.examine(scratch.resolve("absent"));
        assertThat(DiskSpace.shortage(absent, needing(1))).isEmpty();
        assertThat(DiskSpace.shortage(absent, needing(Long.MAX_VALUE)))
                .hasValueSatisfying(text -> assertThat(text).contains("3873").contains("absent"));
        assertThat(Files.exists(scratch.resolve("absent"))).isFalse();
    }
}
