package io.mysqlclone.datadir.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.storage.RecordLock;
import io.mysqlclone.testbed.MysqlServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Judged by a real mysqld. */
final class RunningServerIT {
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    private Path scratch;

    @Test
    void aServerIsSeenFromItsStartToItsEndAndIsNotDisturbed() throws Exception {
        try (MysqlServer server = MysqlServer.builder(scratch).start()) {
            DataDirectory directory = DataDirectory.open(server.dataDir());
            for (int i = 0; i < 100; i++) {
                assertThat(RunningServer.on(directory)).isTrue();
            }
            assertThat(RunningServer.awaitStop(directory, Duration.ZERO, () -> false))
                    .isFalse();
            assertThat(RunningServer.appears(directory, Duration.ZERO)).isTrue();
            server.execute("CREATE SCHEMA s; CREATE TABLE s.t (id INT PRIMARY KEY)");

            server.stop();
            assertThat(RunningServer.on(directory)).isFalse();
            assertThat(RunningServer.appears(directory, Duration.ofMillis(50))).isFalse();
            server.start();
            assertThat(RunningServer.on(directory)).isTrue();
            server.kill();
            assertThat(RunningServer.on(directory)).isFalse();
        }
    }

    /** A donor closes each file that it has sent, and with it its lock on the file. */
    @ParameterizedTest
    @ValueSource(strings = {"ON", "OFF"})
    void aServerThatHasServedACloneIsSeenStill(String doublewrite) throws Exception {
        try (MysqlServer server = MysqlServer.builder(scratch)
                .donor()
                .option("--innodb-doublewrite=" + doublewrite)
                .start()) {
            server.execute("CLONE LOCAL DATA DIRECTORY = '" + scratch.resolve("copy") + "'");

            assertThat(RecordLock.isHeld(server.dataDir().resolve("ibdata1"))).isFalse();
            DataDirectory directory = DataDirectory.open(server.dataDir());
            assertThat(RunningServer.on(directory)).isTrue();
            server.stop();
            assertThat(RunningServer.on(directory)).isFalse();
        }
    }

    @Test
    void aStopIsAwaited() throws Exception {
        try (MysqlServer server = MysqlServer.builder(scratch).start()) {
            DataDirectory directory = DataDirectory.open(server.dataDir());
            CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> await(directory));
            assertThat(stopped).isNotDone();
            server.stop();
            assertThat(stopped.join()).isTrue();
        }
    }

    @Test
    void aWaitEndsWhenItIsTold() throws Exception {
        try (MysqlServer server = MysqlServer.builder(scratch).start()) {
            DataDirectory directory = DataDirectory.open(server.dataDir());
            assertThat(RunningServer.awaitStop(directory, LONG, () -> true)).isFalse();
        }
    }

    @Test
    void aServerThatStartsIsSeenByWhoeverWaitsForIt() throws Exception {
        try (MysqlServer server = MysqlServer.builder(scratch).start()) {
            DataDirectory directory = DataDirectory.open(server.dataDir());
            server.stop();
            CompletableFuture<Boolean> seen = CompletableFuture.supplyAsync(() -> {
                try {
                    return RunningServer.appears(directory, LONG);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            server.start();
            assertThat(seen.join()).isTrue();
        }
    }

    @Test
    void nobodyRunsWhereThereIsNoSystemTablespace() throws Exception {
        assertThat(RunningServer.on(DataDirectory.open(scratch))).isFalse();
    }

    private static boolean await(DataDirectory directory) {
        try {
            return RunningServer.awaitStop(directory, LONG, () -> false);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
