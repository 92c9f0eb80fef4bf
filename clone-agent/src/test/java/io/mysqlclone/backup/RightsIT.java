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
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a donor's account must be allowed to on a real server. */
final class RightsIT {
    private static final List<String> GLOBAL = List.of("BACKUP_ADMIN", "RELOAD", "SYSTEM_VARIABLES_ADMIN", "PROCESS");

    @TempDir
    static Path scratch;

    private static MysqlServer server;

    @BeforeAll
    static void start() {
        server = MysqlServer.builder(scratch).replicated().start();
        server.execute("INSTALL COMPONENT 'file://component_mysqlbackup'");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static BackupServer open(String account) throws DonorException {
        var options = new ConnectionOptions(
                new Endpoint.UnixSocket(server.socket()),
                new Credentials(account, Secret.of("")),
                TlsOptions.of(TlsMode.DISABLED),
                Compression.NONE,
                Duration.ofSeconds(10));
        return BackupServer.open(options, Optional.empty(), false);
    }

    @Test
    void allThatIsMissingIsToldAtOnceAndIsEnough() throws Exception {
        server.execute("CREATE USER none@localhost");
        String grants = "GRANT BACKUP_ADMIN, RELOAD, SYSTEM_VARIABLES_ADMIN, PROCESS ON *.* TO 'none'@'localhost';"
                + " GRANT SELECT ON performance_schema.* TO 'none'@'localhost'";

        assertThatThrownBy(() -> open("none"))
                .isInstanceOf(DonorException.class)
                .hasMessageEndingWith(": " + grants);

        server.execute(grants);
        try (BackupServer opened = open("none")) {
            assertThat(opened.startTracking(() -> {})).isPositive();
            opened.flushPages();
            try (Mysqld.BackupLock lock = opened.lock(Duration.ofSeconds(5))) {
                assertThat(lock.files()).isNotEmpty();
                assertThat(lock.takePoint().lsn()).isPositive();
            }
            opened.holdRedo().close();
        }
    }

    @Test
    void eachIsMissedByItself() {
        for (String missing : GLOBAL) {
            String name = "no_" + missing.toLowerCase(Locale.ROOT);
            server.execute("CREATE USER " + name + "@localhost; GRANT "
                    + String.join(
                            ", ",
                            GLOBAL.stream()
                                    .filter(each -> !each.equals(missing))
                                    .toList())
                    + " ON *.* TO " + name + "@localhost; GRANT SELECT ON performance_schema.* TO " + name
                    + "@localhost");

            assertThatThrownBy(() -> open(name))
                    .isInstanceOf(DonorException.class)
                    .hasMessageEndingWith(": GRANT " + missing + " ON *.* TO '" + name + "'@'localhost'");
        }
    }
}
