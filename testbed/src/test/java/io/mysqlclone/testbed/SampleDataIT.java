package io.mysqlclone.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SampleDataIT {

    @TempDir
    private Path scratch;

    @ParameterizedTest
    @ValueSource(strings = {"4k", "16k", "64k"})
    void fillsTheTablesThatAPageSizeAllows(String pageSize) {
        try (MysqlServer server = MysqlServer.builder(scratch)
                .option("--innodb-page-size=" + pageSize)
                .start()) {
            SampleData.in("s").mebibytes(8).smallTables(3).createIn(server);
            Map<String, String> checksums = server.checksums();
            assertThat(checksums).containsKeys("s.plain_1", "s.instant", "s.small_2", "s-ü.#.`quoted`");
            assertThat(checksums.values()).doesNotHaveDuplicates();
            assertThat(checksums).doesNotContainValue("NULL").doesNotContainValue("0");
            assertThat(checksums.containsKey("s.page_zlib")).isEqualTo(!pageSize.equals("4k"));
            assertThat(checksums.containsKey("s.rows_8k")).isEqualTo(pageSize.equals("16k"));
        }
    }

    @Test
    void encryptedAndExternalTablesAreWhereTheyShallBe() throws Exception {
        Path external = Files.createDirectory(scratch.resolve("external"));
        try (MysqlServer server = MysqlServer.builder(scratch)
                .keyring(Keyring.in(scratch))
                .option("--innodb-directories=" + external)
                .start()) {
            SampleData.in("s")
                    .mebibytes(8)
                    .encrypted()
                    .externalDirectory(external)
                    .createIn(server);
            assertThat(external.resolve("s/elsewhere.ibd")).exists();
            assertThat(external.resolve("s_external.ibd")).exists();
            assertThat(server.sql()
                            .value("SELECT GROUP_CONCAT(name ORDER BY name) FROM information_schema.innodb_tablespaces"
                                    + " WHERE encryption = 'Y'"))
                    .isEqualTo("s/secret,s_encrypted");
        }
    }
}
