package io.mysqlclone.donor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real mysqld clones from a served directory, and can't tell it from a server. */
final class ServeStockIT {
    @TempDir
    static Path scratch;

    private static StoppedServer stopped;
    private static MysqlServer recipient;

    private Served served;

    @BeforeAll
    static void fill() throws IOException {
        try (MysqlServer donor = MysqlServer.builder(Files.createDirectory(scratch.resolve("donor")))
                .donor()
                .start()) {
            SampleData.in("sample").mebibytes(40).createIn(donor);
            stopped = StoppedServer.stop(donor);
        }
        recipient = MysqlServer.builder(Files.createDirectory(scratch.resolve("recipient")))
                .plugin("mysql_clone.so")
                .start();
    }

    @AfterAll
    static void stop() {
        recipient.close();
    }

    @BeforeEach
    void serve() throws IOException {
        served = Served.directory(stopped.dataDir());
    }

    @AfterEach
    void close() throws IOException {
        served.close();
    }

    @ParameterizedTest
    @CsvSource({
        "1, REQUIRE NO SSL, OFF",
        "4, REQUIRE NO SSL, OFF",
        "16, REQUIRE NO SSL, OFF",
        "1, REQUIRE SSL, OFF",
        "4, REQUIRE SSL, OFF",
        "16, '', OFF",
        "1, REQUIRE NO SSL, ON",
        "4, REQUIRE SSL, ON"
    })
    void clonesIntoADirectory(int tasks, String tls, String compression) throws IOException {
        Path target = scratch.resolve("copy-" + tasks + tls.replace(' ', '_') + compression);
        recipient.execute("SET GLOBAL clone_autotune_concurrency = OFF; SET GLOBAL clone_max_concurrency = " + tasks
                + "; SET GLOBAL clone_enable_compression = " + compression);

        cloneInto(target, tls);

        assertThat(recipient
                        .query("SELECT STATE, ERROR_NO FROM performance_schema.clone_status")
                        .getFirst())
                .containsExactly("Completed", "0");
        stopped.assertServes(MysqlServer.builder(scratch).dataDir(target).donor());
        assertThat(served.donor().completed()).isEqualTo(1);
    }

    @Test
    void clonesWithTheStockRecipientsOwnChoiceOfTasks() throws IOException {
        Path target = scratch.resolve("copy-auto");
        recipient.execute("SET GLOBAL clone_autotune_concurrency = ON; SET GLOBAL clone_enable_compression = OFF");

        cloneInto(target, "");

        stopped.assertServes(MysqlServer.builder(scratch).dataDir(target).donor());
    }

    private void cloneInto(Path target, String tls) throws IOException {
        recipient.execute("SET GLOBAL clone_valid_donor_list = '127.0.0.1:" + served.port()
                + "'; CLONE INSTANCE FROM cloner@127.0.0.1:" + served.port()
                + " IDENTIFIED BY 'secret' DATA DIRECTORY = '"
                + target + "' " + tls);
    }
}
