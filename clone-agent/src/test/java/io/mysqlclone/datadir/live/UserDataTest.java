package io.mysqlclone.datadir.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.datadir.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data directory as {@code mysqld --initialize} and a first start leave it, and what its users add. */
class UserDataTest {
    @TempDir
    private Path dataDir = Path.of("");

    @BeforeEach
    void initialise() throws IOException {
        for (String folder : List.of("#innodb_redo", "mysql", "sys", "performance_schema", "lost+found")) {
            Files.createDirectory(dataDir.resolve(folder));
        }
        for (String file : List.of(
                "ibdata1",
                "mysql.ibd",
                "undo_001",
                "undo_002",
                "mysql/general_log.CSV",
                "mysql/general_log_213.sdi",
                "sys/sys_config.ibd",
                "performance_schema/accounts_146.sdi")) {
            Files.writeString(dataDir.resolve(file), "");
        }
        log("binlog.000001", BinaryLogs.log().noPreviousGtids());
        Files.writeString(dataDir.resolve("binlog.index"), "./binlog.000001\n");
    }

    @Test
    void aServerThatWasNeverUsedHasNone() throws IOException {
        assertThat(userData().isEmpty()).isTrue();
    }

    @Test
    void aSchemaWithoutTablesIsNone() throws IOException {
        Files.createDirectory(dataDir.resolve("app"));
        assertThat(userData().isEmpty()).isTrue();
    }

    @Test
    void allOfItIsNamed() throws IOException {
        Files.createDirectory(dataDir.resolve("app@002d1"));
        Files.writeString(dataDir.resolve("app@002d1/t#p#p0.ibd"), "");
        Files.createDirectory(dataDir.resolve("old"));
        Files.writeString(dataDir.resolve("old/m.MYD"), "");
        Files.writeString(dataDir.resolve("ts1.ibd"), "");
        log("binlog.000002", BinaryLogs.log().noPreviousGtids().event(BinaryLogs.GTID, new byte[42]));
        Files.writeString(dataDir.resolve("binlog.index"), "./binlog.000001\n./binlog.000002\n");

        assertThat(userData())
                .isEqualTo(new UserData(List.of("app-1", "old"), List.of("ts1.ibd"), List.of("binlog.000002")));
        assertThat(userData().description())
                .isEqualTo("tables in the schemas app-1, old; the general tablespaces ts1.ibd; executed GTIDs in the"
                        + " binary logs binlog.000002");
    }

    @Test
    void anEncryptedBinaryLogMayHoldTransactions() throws IOException {
        byte[] encrypted = BinaryLogs.log().noPreviousGtids().toBytes();
        encrypted[0] = (byte) 0xfd;
        Files.write(dataDir.resolve("binlog.000001"), encrypted);
        assertThat(userData().transactions()).containsExactly("binlog.000001");
    }

    @Test
    void aLongListIsCutInTheDescription() throws IOException {
        for (int i = 10; i < 25; i++) {
            Files.createDirectory(dataDir.resolve("s" + i));
            Files.writeString(dataDir.resolve("s" + i + "/t.ibd"), "");
        }
        assertThat(userData().schemas()).hasSize(15);
        assertThat(userData().description()).endsWith("s18, s19 and 5 more");
    }

    private void log(String name, BinaryLogs log) throws IOException {
        Files.write(dataDir.resolve(name), log.toBytes());
    }

    private UserData userData() throws IOException {
        return UserData.of(DataDirectory.open(dataDir), List.of());
    }
}
