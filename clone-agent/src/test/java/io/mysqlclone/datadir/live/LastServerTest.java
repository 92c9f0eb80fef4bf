package io.mysqlclone.datadir.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.release.Release;
import io.mysqlclone.release.ServerVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories as servers of 8.0 leave them, which tell their version in no file of their own. */
final class LastServerTest {
    @TempDir
    Path dataDir;

    @Test
    void aHistoryIsBelievedFirst() throws IOException {
        Files.writeString(
                dataDir.resolve("mysql_upgrade_history"),
                "{\"upgrade_history\":[{\"version\":\"8.4.6\",\"maturity\":\"LTS\"}]}");
        log("binlog.000001", 1000, "8.0.42");
        dictionary(80036);
        assertThat(last()).contains(new Release(new ServerVersion(8, 4, 6), Optional.of("LTS")));
    }

    /** Of servers with several indexes, one may have been left over. */
    @Test
    void theNewestBinaryLogTellsWhereThereIsNoHistory() throws IOException {
        log("binlog.000001", 1000, "8.0.36-28.1");
        log("binlog.000002", 2000, "8.0.42-log");
        log("older.000009", 1500, "8.0.30");
        Files.writeString(dataDir.resolve("binlog.index"), "./binlog.000001\n./binlog.000002\n");
        Files.writeString(dataDir.resolve("older.index"), "./older.000009\n");
        dictionary(80036);
        assertThat(last()).contains(Release.of(new ServerVersion(8, 0, 42)));
    }

    @Test
    void aLogElsewhereTellsToo(@TempDir Path elsewhere) throws IOException {
        Path log = elsewhere.resolve("b.000001");
        Files.write(log, log(1000, "8.0.42"));
        Files.writeString(elsewhere.resolve("b.index"), log + "\n");
        assertThat(LastServer.of(dataDir, List.of(elsewhere.resolve("b.index"))))
                .contains(Release.of(new ServerVersion(8, 0, 42)));
    }

    @Test
    void theDictionaryTellsWhereThereAreNoLogs() throws IOException {
        dictionary(80036);
        assertThat(last()).contains(Release.of(new ServerVersion(8, 0, 36)));
    }

    @Test
    void anEncryptedLogTellsNothing() throws IOException {
        Files.write(
                dataDir.resolve("binlog.000001"),
                ByteBuffer.allocate(600).putInt(0xfd62696e).array());
        Files.writeString(dataDir.resolve("binlog.index"), "./binlog.000001\n");
        assertThat(last()).isEmpty();
        dictionary(80042);
        assertThat(last()).contains(Release.of(new ServerVersion(8, 0, 42)));
    }

    @Test
    void bytesThatAreNoVersionTellNothing() throws IOException {
        for (int number : new int[] {0, -1, 50744, 1_000_000}) {
            dictionary(number);
            assertThat(last()).as("%d", number).isEmpty();
        }
        Files.write(dataDir.resolve("mysql.ibd"), new byte[5]);
        assertThat(last()).isEmpty();
    }

    private Optional<Release> last() throws IOException {
        return LastServer.of(dataDir, List.of());
    }

    private void log(String name, int begun, String version) throws IOException {
        Files.write(dataDir.resolve(name), log(begun, version));
        Files.writeString(dataDir.resolve("binlog.index"), "./" + name + "\n");
    }

    private static byte[] log(int begun, String version) {
        return ByteBuffer.allocate(120)
                .putInt(0xfe62696e)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(begun)
                .put((byte) 15)
                .position(4 + 19)
                .putShort((short) 4)
                .put(version.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    private void dictionary(int number) throws IOException {
        Files.write(
                dataDir.resolve("mysql.ibd"),
                ByteBuffer.allocate(4096).putInt(8, number).array());
    }
}
