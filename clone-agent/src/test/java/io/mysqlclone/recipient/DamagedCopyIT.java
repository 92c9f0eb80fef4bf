package io.mysqlclone.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.page.PageChecksum;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.MysqlServer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The control of all other tests: a copy that is not the donor's data is told from one that is. */
final class DamagedCopyIT {
    private static final String NEEDLE = "a value that is easy to find in the file";
    private static final int PAGE_SIZE = 16384;
    private static final int FSP_FLAGS_AT = 54;

    @TempDir
    private static Path scratch;

    @TempDir
    private Path target;

    private static MysqlServer donor;

    @BeforeAll
    static void startDonor() {
        donor = MysqlServer.builder(scratch).donor().start();
        donor.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY, b VARCHAR(100));"
                + "INSERT INTO d.t VALUES (1, '" + NEEDLE + "'); CREATE TABLE d.u (a INT PRIMARY KEY)");
        CloneRequests.allowCloning(donor);
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    private CloneResult cloned() throws Exception {
        // Pages that only redo has could not be damaged in the file.
        donor.execute("FLUSH TABLES d.t FOR EXPORT; UNLOCK TABLES");
        return new CloneRun(CloneEngines.standard(), CloneRequests.from(donor).into(target), event -> {}).run();
    }

    @Test
    void oneChangedCharacterIsSeen() throws Exception {
        CloneResult result = cloned();
        Path file = target.resolve("d/t.ibd");
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(NEEDLE);
        assertThat(at).isPositive();
        bytes[at] = 'A';
        // A page of which mysqld thinks well.
        ByteBuffer pages = ByteBuffer.wrap(bytes);
        new PageChecksum(new FspFlags(pages.getInt(FSP_FLAGS_AT))).stamp(pages, at / PAGE_SIZE * PAGE_SIZE);
        Files.write(file, bytes);

        assertThatThrownBy(() -> StartedCopy.assertEquals(donor, result))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("tables differ between donor and copy: {d.t=");
    }

    @Test
    void aTransactionInExcessIsSeen() throws Exception {
        CloneResult result = cloned();
        try (MysqlServer copy = StartedCopy.of(result).start()) {
            copy.execute("CREATE SCHEMA e");
            copy.stop();
        }

        assertThatThrownBy(() -> StartedCopy.assertEquals(donor, result))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("gtid_executed");
    }

    @Test
    void aMissingFileIsSeen() throws Exception {
        CloneResult result = cloned();
        Files.delete(target.resolve("d/u.ibd"));

        // mysqld starts only when the redo log does not mention the file.
        assertThatThrownBy(() -> StartedCopy.assertEquals(donor, result))
                .isInstanceOfAny(MysqlServer.StartException.class, AssertionError.class);
    }
}
