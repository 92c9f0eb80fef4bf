package io.mysqlclone.innodb.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.Keyring;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The data directory of one server that was stopped cleanly, damaged in one way after the other. */
class TablespaceVerificationIT {
    private static final int PAGE = 16384;
    private static final String TABLE = "d/plain_1.ibd";

    @TempDir
    static Path scratch;

    private static Path dataDir;

    @BeforeAll
    static void stopAServerThatHasTablesOfAllKinds() throws Exception {
        try (MysqlServer server = MysqlServer.builder(Files.createDirectory(scratch.resolve("server")))
                .option("--innodb-data-file-path=ibdata1:12M;ibdata2:12M:autoextend")
                .keyring(Keyring.in(Files.createDirectory(scratch.resolve("keyring"))))
                .start()) {
            SampleData.in("d").mebibytes(24).encrypted().createIn(server);
            // More than the first file of the system tablespace holds.
            server.execute("CREATE TABLE d.large (id INT PRIMARY KEY, b LONGTEXT) TABLESPACE innodb_system;"
                    + "INSERT INTO d.large WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 900)"
                    + " SELECT n, REPEAT('x', 16000) FROM r; SET GLOBAL innodb_fast_shutdown = 0");
            server.stop();
            dataDir = server.dataDir();
        }
    }

    private static TablespaceVerification.Outcome verify() throws Exception {
        return new TablespaceVerification(dataDir, 3).run(progress -> {});
    }

    @Test
    void passesEveryPageOfEveryKindOfTablespaceAndTellsItsProgress() throws Exception {
        AtomicLong last = new AtomicLong();
        AtomicLong total = new AtomicLong();
        var outcome = new TablespaceVerification(dataDir, 2).run(progress -> {
            last.accumulateAndGet(progress.bytes(), Math::max);
            total.set(progress.totalBytes());
        });

        assertThat(outcome.problems()).isEmpty();
        assertThat(outcome.corrupt()).isZero();
        assertThat(outcome.files()).isGreaterThan(15);
        assertThat(outcome.unverifiable())
                .as("encrypted and page-compressed pages")
                .isPositive();
        assertThat(outcome.verified()).isGreaterThan(24L * 1024 * 1024 / PAGE);
        assertThat(outcome.bytes()).isEqualTo(total.get()).isEqualTo(last.get());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                TABLE,
                "ibdata1",
                "ibdata2",
                "mysql.ibd",
                "undo_001",
                "d_undo.ibu",
                "d_general.ibd",
                "d/rows_4k.ibd"
            })
    void namesFileAndPageOfAFlippedByte(String name) throws Exception {
        int pageSize = name.contains("4k") ? 4096 : PAGE;
        Path file = dataDir.resolve(name);
        int page = usedPage(file, pageSize);
        long offset = (long) page * pageSize + pageSize / 2;
        flip(file, offset);
        try {
            long number = page + (name.equals("ibdata2") ? 12L * 1024 * 1024 / PAGE : 0);
            var outcome = verify();
            assertThat(outcome.corrupt()).isEqualTo(1);
            assertThat(outcome.problems()).containsExactly("page " + number + " of " + name + " has a wrong checksum");
        } finally {
            flip(file, offset);
        }
    }

    @Test
    void countsAllDamagedPagesButNamesOnlySome() throws Exception {
        Path file = dataDir.resolve(TABLE);
        Path kept = Files.copy(file, scratch.resolve("kept.ibd"), StandardCopyOption.REPLACE_EXISTING);
        int damaged = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int page = 1; page < channel.size() / PAGE && damaged < 150; page++) {
                ByteBuffer header = ByteBuffer.allocate(8);
                channel.read(header, (long) page * PAGE);
                if (header.getInt(0) != 0) {
                    channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}), (long) page * PAGE + 5000);
                    damaged++;
                }
            }
            assertThat(damaged).isEqualTo(150);
            var outcome = verify();
            assertThat(outcome.corrupt()).isEqualTo(damaged);
            assertThat(outcome.problems()).hasSize(100);
        } finally {
            Files.move(kept, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void findsAFileThatWasTruncated() throws Exception {
        Path file = dataDir.resolve(TABLE);
        Path kept = Files.copy(file, scratch.resolve("kept.ibd"), StandardCopyOption.REPLACE_EXISTING);
        long pages = Files.size(file) / PAGE;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate((pages - 3) * PAGE + 1000);
        }
        try {
            var outcome = verify();
            assertThat(outcome.problems())
                    .anySatisfy(problem -> assertThat(problem)
                            .contains(TABLE)
                            .contains("was truncated")
                            .contains("3 of them"))
                    .anySatisfy(problem ->
                            assertThat(problem).contains("page " + (pages - 3) + " of " + TABLE + " is cut off"));
            assertThat(outcome.corrupt()).isEqualTo(4);
        } finally {
            Files.move(kept, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void findsAPageThatWasWrittenToTheWrongPlace() throws Exception {
        Path file = dataDir.resolve(TABLE);
        assertFound(file, 4, page(file, 3), "page 4 of " + TABLE + " is page 3 by its header");
    }

    @Test
    void findsAPageOfAnotherTable() throws Exception {
        Path file = dataDir.resolve(TABLE);
        assertFound(
                file, 4, page(dataDir.resolve("d/plain_2.ibd"), 4), "page 4 of " + TABLE + " belongs to tablespace");
    }

    @Test
    void followsTheRedoLogOfACloneThatHasNotStarted() throws Exception {
        try (MysqlServer donor = MysqlServer.builder(Files.createDirectory(scratch.resolve("donor")))
                .donor()
                .start()) {
            donor.createCloneUser("cloner", "secret");
            Path copy = scratch.resolve("copy");
            new CloneRun(CloneEngines.standard(), request(donor, copy), event -> {}).run();
            var verification = new TablespaceVerification(copy, 2);
            assertThat(verification.run(progress -> {}).problems()).isEmpty();

            flip(copy.resolve("#innodb_redo/#ib_redo0"), 2048 + 20);
            var outcome = verification.run(progress -> {});
            assertThat(outcome.corrupt()).isPositive();
            assertThat(outcome.problems())
                    .anySatisfy(problem ->
                            assertThat(problem).startsWith("#innodb_redo/#ib_redo0 is damaged at offset 2048"));
        }
    }

    private static CloneRequest request(MysqlServer donor, Path copy) {
        return new CloneRequest(
                new ConnectionOptions(
                        new Endpoint.Tcp("127.0.0.1", donor.port()),
                        new Credentials("cloner", Secret.of("secret")),
                        TlsOptions.of(TlsMode.PREFERRED),
                        Compression.NONE,
                        Duration.ofSeconds(10)),
                new CloneRequest.Target(copy, false, List.of()),
                new CloneRequest.Concurrency.Fixed(1),
                Limits.NONE,
                new CloneRequest.DdlPolicy(Duration.ofSeconds(300), false),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                true,
                4 << 20,
                CloneRequest.Commit.IF_STOPPED);
    }

    @Test
    void refusesADirectoryThatAServerHasOpen() throws Exception {
        try (MysqlServer server = MysqlServer.builder(Files.createDirectory(scratch.resolve("running")))
                .start()) {
            var verification = new TablespaceVerification(server.dataDir(), 1);
            assertThatThrownBy(() -> verification.run(progress -> {}))
                    .isInstanceOf(VerificationRefusedException.class)
                    .hasMessageContaining("mysqld has")
                    .hasMessageContaining("ibdata1 open");
            assertThat(server.sql().value("SELECT 1"))
                    .as("the server is not disturbed")
                    .isEqualTo("1");
            server.stop();
            assertThat(verification.run(progress -> {}).problems()).isEmpty();
        }
    }

    @Test
    void refusesAnUnfinishedClone() throws Exception {
        Path marker = Files.createDirectory(scratch.resolve("unfinished")).resolve("#clone/#status_in_progress");
        Files.createDirectory(marker.getParent());
        Files.createFile(marker);
        assertThatThrownBy(() -> new TablespaceVerification(scratch.resolve("unfinished"), 1).run(progress -> {}))
                .isInstanceOf(VerificationRefusedException.class)
                .hasMessageContaining("unfinished clone");
    }

    @Test
    void refusesADirectoryWithoutTablespaces() {
        assertThatThrownBy(() -> new TablespaceVerification(scratch.resolve("keyring"), 1).run(progress -> {}))
                .isInstanceOf(VerificationRefusedException.class)
                .hasMessageContaining("holds no tablespace");
    }

    private static void assertFound(Path file, int number, byte[] wrong, String sentence) throws Exception {
        byte[] right = page(file, number);
        write(file, number, wrong);
        try {
            var outcome = verify();
            assertThat(outcome.corrupt()).isEqualTo(1);
            assertThat(outcome.problems()).singleElement().asString().startsWith(sentence);
        } finally {
            write(file, number, right);
        }
    }

    /** A page behind the first one that is in use. */
    private static int usedPage(Path file, int pageSize) throws IOException {
        try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
            for (int page = 2; page < reader.length() / pageSize; page++) {
                reader.seek((long) page * pageSize);
                if (reader.readInt() != 0) {
                    return page;
                }
            }
        }
        throw new AssertionError(file + " has no page in use");
    }

    private static void flip(Path file, long offset) throws IOException {
        try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
            writer.seek(offset);
            int before = writer.read();
            writer.seek(offset);
            writer.write(before ^ 0x10);
        }
    }

    private static byte[] page(Path file, int number) throws IOException {
        byte[] page = new byte[PAGE];
        try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
            reader.seek((long) number * PAGE);
            reader.readFully(page);
        }
        return page;
    }

    private static void write(Path file, int number, byte[] page) throws IOException {
        try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
            writer.seek((long) number * PAGE);
            writer.write(page);
        }
    }
}
