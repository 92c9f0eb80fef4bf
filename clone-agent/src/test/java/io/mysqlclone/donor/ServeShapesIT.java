package io.mysqlclone.donor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.innodb.source.Settings;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.recipient.CloneRequests;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.storage.AllocatedSize;
import io.mysqlclone.testbed.Keyring;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.MysqlServerBuilder;
import io.mysqlclone.testbed.SampleData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A → serve → B → serve → C: a stopped server's directory is served, and the clone of it again, on which no server has
 * started. C then is what A was.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ServeShapesIT {
    @TempDir
    private Path scratch;

    private CloneResult served(Settings source, String name, UnaryOperator<CloneRequests> moved) throws Exception {
        try (Served served = Served.directory(source)) {
            CloneRequests requests = moved.apply(
                    CloneRequests.from(served.endpoint()).connections(3).tls(TlsMode.REQUIRED));
            CloneResult result =
                    new CloneRun(CloneEngines.standard(), requests.into(scratch.resolve(name)), event -> {}).run();
            assertThat(served.donor().completed()).isEqualTo(1);
            return result;
        }
    }

    private CloneResult served(Settings source, String name) throws Exception {
        return served(source, name, requests -> requests);
    }

    private MysqlServerBuilder copy(CloneResult result) {
        return MysqlServer.builder(scratch).dataDir(result.dataDir()).donor();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4k", "64k"})
    void smallestAndLargestPages(String pageSize) throws Exception {
        String option = "--innodb-page-size=" + pageSize;
        try (MysqlServer server =
                MysqlServer.builder(scratch).donor().option(option).start()) {
            SampleData.in("sample").mebibytes(8).createIn(server);
            StoppedServer stopped = StoppedServer.stop(server);

            CloneResult b = served(Settings.of(server.dataDir()), "b");
            CloneResult c = served(Settings.of(b.dataDir()), "c");

            stopped.assertServes(copy(c).option(option));
        }
    }

    @Test
    void encryptedPagesAndPagesWithHoles() throws Exception {
        Keyring keyring = Keyring.in(Files.createDirectory(scratch.resolve("keyring")));
        try (MysqlServer server = MysqlServer.builder(scratch)
                .donor()
                .keyring(keyring)
                .option("--innodb-redo-log-encrypt=ON")
                .option("--innodb-undo-log-encrypt=ON")
                .start()) {
            SampleData.in("sample").mebibytes(4).encrypted().createIn(server);
            server.execute("""
                    CREATE TABLE sample.secret_with_holes (a INT PRIMARY KEY, b TEXT)
                        COMPRESSION = 'zlib' ENCRYPTION = 'Y';
                    INSERT INTO sample.secret_with_holes VALUES (1, REPEAT('b', 10000));
                    CREATE TABLE sample.holes (a INT PRIMARY KEY, b LONGTEXT) COMPRESSION = 'lz4';
                    INSERT INTO sample.holes VALUES (1, REPEAT('b', 8000000))""");
            StoppedServer stopped = StoppedServer.stop(server);

            CloneResult b = served(new Settings(server.dataDir(), List.of(), Optional.of(keyring.keys())), "b");
            // Its keys are sealed with InnoDB's own key until a server starts on it: no keyring is needed.
            CloneResult c = served(Settings.of(b.dataDir()), "c");

            Path holes = Path.of("sample/holes.ibd");
            assertThat(onDisk(c.dataDir().resolve(holes)))
                    .isLessThanOrEqualTo(onDisk(server.dataDir().resolve(holes)) + (16 << 10));
            stopped.assertServes(copy(c).keyring(Keyring.in(Files.createDirectory(scratch.resolve("another")))));
        }
    }

    private static long onDisk(Path file) throws Exception {
        return AllocatedSize.of(file, Files.size(file));
    }

    @Test
    void tablespacesOutsideTheDirectory() throws Exception {
        Path external = Files.createDirectory(scratch.toRealPath().resolve("external"));
        Path second = scratch.toRealPath().resolve("second");
        Path third = scratch.toRealPath().resolve("third");
        try (MysqlServer server = MysqlServer.builder(scratch)
                .donor()
                .option("--innodb-directories=" + external)
                .start()) {
            SampleData.in("sample").mebibytes(4).externalDirectory(external).createIn(server);
            StoppedServer stopped = StoppedServer.stop(server);

            CloneResult b = served(Settings.of(server.dataDir()), "b", requests -> requests.relocate(external, second));
            // Its files are not where its dictionary says.
            CloneResult c = served(
                    new Settings(b.dataDir(), List.of(second), Optional.empty()),
                    "c",
                    requests -> requests.relocate(second, third).relocate(external, third));

            assertThat(c.innodbDirectories()).containsExactly(third);
            Files.move(external, external.resolveSibling("away"));
            Files.move(second, second.resolveSibling("away-too"));
            stopped.assertServes(copy(c).option("--innodb-directories=" + third));
        }
    }
}
