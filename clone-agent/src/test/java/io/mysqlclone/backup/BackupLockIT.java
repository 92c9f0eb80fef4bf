package io.mysqlclone.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.innodb.live.Mysqld;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.testbed.MysqlServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The backup lock of a real server while a DDL statement is under way for long. */
final class BackupLockIT {
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    private Path scratch;

    private static BackupServer open(MysqlServer server) throws DonorException {
        var options = new ConnectionOptions(
                new Endpoint.UnixSocket(server.socket()),
                new Credentials("root", Secret.of("")),
                TlsOptions.of(TlsMode.DISABLED),
                Compression.NONE,
                Duration.ofSeconds(10));
        return BackupServer.open(options, Optional.empty(), true);
    }

    private static CompletableFuture<Void> inBackground(MysqlServer server, String statement) {
        return CompletableFuture.runAsync(() -> server.execute(statement));
    }

    private static void awaitDdl(MysqlServer server) {
        while (server.query("SELECT * FROM performance_schema.metadata_locks WHERE OBJECT_TYPE = 'BACKUP LOCK'")
                .isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void isWaitedForWithoutHoldingUpOtherDdl() throws Exception {
        try (MysqlServer server = MysqlServer.builder(scratch).replicated().start();
                BackupServer backup = open(server);
                Connection reader = server.connect();
                Statement read = reader.createStatement()) {
            server.execute("CREATE DATABASE shop; CREATE TABLE shop.a (id INT)");
            reader.setAutoCommit(false);
            read.executeQuery("SELECT * FROM shop.a").close();
            var slow = inBackground(server, "ALTER TABLE shop.a ADD COLUMN b INT, ALGORITHM=COPY");
            awaitDdl(server);

            var lock = CompletableFuture.supplyAsync(() -> {
                try {
                    return backup.lock(LONG);
                } catch (DonorException e) {
                    throw new IllegalStateException(e);
                }
            });
            // One that comes behind a waiting lock would wait for as long as the lock does.
            for (int i = 0; i < 5; i++) {
                server.execute("CREATE TABLE shop.b (id INT); DROP TABLE shop.b");
            }
            assertThat(lock).isNotDone();

            reader.rollback();
            try (Mysqld.BackupLock held = lock.get()) {
                slow.get();
                assertThat(held.files()).isNotEmpty();
            }
        }
    }

    @Test
    void isGivenUpWhenDdlTakesTooLong() throws Exception {
        try (MysqlServer server = MysqlServer.builder(scratch).replicated().start();
                BackupServer backup = open(server);
                Connection reader = server.connect();
                Statement read = reader.createStatement()) {
            server.execute("CREATE DATABASE mall; CREATE TABLE mall.a (id INT)");
            reader.setAutoCommit(false);
            read.executeQuery("SELECT * FROM mall.a").close();
            var slow = inBackground(server, "ALTER TABLE mall.a ADD COLUMN b INT, ALGORITHM=COPY");
            awaitDdl(server);

            assertThatThrownBy(() -> backup.lock(Duration.ofSeconds(1)))
                    .isInstanceOfSatisfying(
                            DonorException.class, e -> assertThat(e.error()).isEqualTo(Mysqld.LOCK_WAIT_TIMEOUT));

            reader.rollback();
            slow.get();
            backup.lock(LONG).close();
        }
    }
}
