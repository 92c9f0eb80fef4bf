package io.mysqlclone.recipient.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneRequest.OldServer;
import io.mysqlclone.recipient.CloneRequest.Overwrite;
import io.mysqlclone.release.Release;
import io.mysqlclone.release.ServerVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LiveServerTest {
    @TempDir
    Path dataDir;

    @ParameterizedTest
    @CsvSource({"0x4800, 16384", "0x48C0, 4096", "0x4900, 8192", "0x4980, 32768", "0x49C0, 65536"})
    void readsThePageSizeFromTheSystemTablespace(String flags, int pageSize) throws IOException {
        systemTablespace(Integer.decode(flags));
        assertThat(live(Optional.empty()).pageSize()).isEqualTo(pageSize);
    }

    @Test
    void theVersionIsThatOfTheFilesUnlessSomebodySaysAnother() throws IOException {
        systemTablespace(0x4800);
        assertThat(live(Optional.empty()).release()).isEmpty();
        Files.write(
                dataDir.resolve("mysql.ibd"),
                ByteBuffer.allocate(64).putInt(8, 80036).array());
        assertThat(live(Optional.empty()).release()).contains(Release.of(new ServerVersion(8, 0, 36)));
        assertThat(live(ServerVersion.parse("8.4.6")).release()).contains(Release.of(new ServerVersion(8, 4, 6)));
    }

    @Test
    void needsASystemTablespace() {
        assertThatThrownBy(() -> live(Optional.empty())).isInstanceOf(NoSuchFileException.class);
    }

    private LiveServer live(Optional<ServerVersion> said) throws IOException {
        return LiveServer.of(new CloneRequest.Target(
                dataDir, true, List.of(), Overwrite.ALWAYS, new OldServer(List.of(), false, false, said)));
    }

    private void systemTablespace(int flags) throws IOException {
        Files.write(
                dataDir.resolve("ibdata1"),
                ByteBuffer.allocate(4096).putInt(54, flags).array());
    }
}
