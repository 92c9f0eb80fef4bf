package io.mysqlclone.datadir.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.release.Release;
import io.mysqlclone.release.ServerVersion;
import io.mysqlclone.testbed.MysqlInstallation;
import io.mysqlclone.testbed.MysqlServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All three places in which a real server writes its version. */
final class LastServerIT {
    @TempDir
    private Path scratch;

    @Test
    void aServerWritesItsVersionInThreePlaces() throws IOException {
        ServerVersion version =
                ServerVersion.parse(MysqlInstallation.find().version()).orElseThrow();
        Path dataDir;
        try (MysqlServer server = MysqlServer.builder(scratch).replicated().start()) {
            dataDir = server.dataDir();
            assertThat(LastServer.of(dataDir, List.of()).map(Release::version)).contains(version);
        }
        Files.deleteIfExists(dataDir.resolve("mysql_upgrade_history"));
        assertThat(LastServer.of(dataDir, List.of())).contains(new Release(version, Optional.empty()));
        for (Path log : binaryLogs(dataDir)) {
            assertThat(LogWriter.of(log).map(LogWriter::version)).contains(version);
            Files.delete(log);
        }
        assertThat(LastServer.of(dataDir, List.of())).contains(new Release(version, Optional.empty()));
    }

    private static List<Path> binaryLogs(Path dataDir) throws IOException {
        try (Stream<Path> files = Files.list(dataDir)) {
            List<Path> logs = files.filter(file -> file.getFileName().toString().matches("binlog\\.\\d+"))
                    .toList();
            assertThat(logs).isNotEmpty();
            return logs;
        }
    }
}
