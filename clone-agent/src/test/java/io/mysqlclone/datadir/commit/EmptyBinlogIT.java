package io.mysqlclone.datadir.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.datadir.live.LogWriter;
import io.mysqlclone.release.ServerVersion;
import io.mysqlclone.testbed.MysqlServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real mysqld finds an empty log in the place of each of its own, and takes it for one. */
final class EmptyBinlogIT {
    @TempDir
    private Path scratch;

    /** Servers of 8.0 know one type of event less, and their logs are shorter by a byte. */
    @ParameterizedTest
    @ValueSource(strings = {"8.0.30", "8.0.42", "8.4.6", "9.7.4", "26.10.0"})
    void mysqldStartsOnItWhateverServerItSeemsToBeOf(String version) throws IOException {
        ServerVersion writer = ServerVersion.parse(version).orElseThrow();
        Path dataDir;
        try (MysqlServer server = MysqlServer.builder(scratch).replicated().start()) {
            dataDir = server.dataDir();
            server.execute("FLUSH BINARY LOGS; CREATE SCHEMA s");
        }
        List<Path> logs = binaryLogs(dataDir);
        assertThat(logs).hasSizeGreaterThan(1);
        for (Path log : logs) {
            Files.write(log, EmptyBinlog.bytes(Instant.now(), writer));
            assertThat(LogWriter.of(log).orElseThrow().version()).isEqualTo(writer);
        }
        try (MysqlServer server =
                MysqlServer.builder(scratch).dataDir(dataDir).replicated().start()) {
            assertThat(server.query("SHOW BINARY LOGS")).hasSize(logs.size() + 1);
            assertThat(server.query("SHOW BINLOG EVENTS IN '" + logs.getFirst().getFileName() + "'"))
                    .satisfiesExactly(
                            format -> assertThat(format.toString()).contains("Format_desc", "Server ver: " + version),
                            gtids -> assertThat(gtids.toString()).contains("Previous_gtids"));
        }
    }

    @Test
    void theTypesOfEventsAreThoseOfTheServer() {
        byte[] old = EmptyBinlog.bytes(Instant.EPOCH, new ServerVersion(8, 0, 42));
        byte[] tagged = EmptyBinlog.bytes(Instant.EPOCH, new ServerVersion(8, 4, 6));
        assertThat(tagged).hasSize(old.length + 1);
    }

    private static List<Path> binaryLogs(Path dataDir) throws IOException {
        try (Stream<Path> files = Files.list(dataDir)) {
            return files.filter(file -> file.getFileName().toString().matches("binlog\\.\\d+"))
                    .sorted()
                    .toList();
        }
    }
}
