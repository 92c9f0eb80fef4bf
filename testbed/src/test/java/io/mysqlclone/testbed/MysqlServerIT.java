package io.mysqlclone.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MysqlServerIT {

    @TempDir
    private Path scratch;

    @Test
    void servesStatementsAndKeepsItsDataOverAKill() {
        try (MysqlServer server = MysqlServer.builder(scratch).donor().start()) {
            server.execute(
                    "CREATE SCHEMA s; CREATE TABLE s.t (id INT PRIMARY KEY, v TEXT); INSERT INTO s.t VALUES (1, NULL)");
            assertThat(server.query("SELECT * FROM s.t")).containsExactly(List.of("1", "NULL"));
            var before = server.checksums();
            int port = server.port();

            server.kill();
            assertThat(server.isRunning()).isFalse();
            server.start();

            assertThat(server.checksums()).isEqualTo(before).containsOnlyKeys("s.t");
            assertThat(server.port()).isEqualTo(port);
            assertThat(server.gtidExecuted()).endsWith(":1-3");
        }
    }

    @Test
    void laterStatementsReportTheirErrors() {
        try (MysqlServer server = MysqlServer.builder(scratch).start()) {
            assertThatThrownBy(() -> server.execute("SELECT 1; SELECT * FROM no.such"))
                    .hasMessageContaining("MySQL error 1049");
        }
    }

    @Test
    void tellsWhyItDidNotStart() throws Exception {
        Files.createDirectory(scratch.resolve("empty"));
        var failure =
                MysqlServer.expectStartFailure(MysqlServer.builder(scratch).dataDir(scratch.resolve("empty")));
        assertThat(failure.exitCode()).isNotZero();
        assertThat(failure.errorLog()).contains("[ERROR]");
    }

    @Test
    void pageSizeAndCaseOfNamesAreThoseAskedFor() {
        try (MysqlServer server = MysqlServer.builder(scratch)
                .option("--innodb-page-size=4k")
                .option("--lower_case_table_names=1")
                .start()) {
            assertThat(server.query("SELECT @@innodb_page_size, @@lower_case_table_names"))
                    .containsExactly(List.of("4096", "1"));
        }
    }

    @Test
    void aKeyringLetsTablesBeEncrypted() {
        Keyring keyring = Keyring.in(scratch);
        try (MysqlServer server = MysqlServer.builder(scratch).keyring(keyring).start()) {
            server.execute("CREATE SCHEMA s; CREATE TABLE s.secret (id INT PRIMARY KEY) ENCRYPTION = 'Y'");
            assertThat(keyring.keys()).isNotEmptyFile();
            server.restart();
            assertThat(server.query("SELECT COUNT(*) FROM s.secret")).containsExactly(List.of("0"));
        }
    }
}
