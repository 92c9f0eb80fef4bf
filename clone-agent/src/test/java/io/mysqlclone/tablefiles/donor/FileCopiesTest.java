package io.mysqlclone.tablefiles.donor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.PointMissedException;
import io.mysqlclone.serial.donor.HeldFiles;
import io.mysqlclone.storage.SpoolSpace;
import io.mysqlclone.tablefiles.SchemaName;
import io.mysqlclone.tablefiles.TableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are copied again, and that a copy is of one moment. */
final class FileCopiesTest {
    private static final Instant LONG_AGO = Instant.parse("2026-01-02T03:04:05Z");
    private static final long LIMIT = 1000;

    @TempDir
    Path scratch;

    private Path dataDir;
    private SpoolSpace space;

    @BeforeEach
    void makeDirectories() throws IOException {
        dataDir = Files.createDirectory(scratch.resolve("data"));
        Files.createDirectory(dataDir.resolve("d"));
        space = new SpoolSpace(Files.createDirectory(scratch.resolve("spool")), LIMIT);
    }

    private Path write(String name, String content, Instant time) throws IOException {
        Path file = Files.writeString(dataDir.resolve(name), content);
        Files.setLastModifiedTime(file, FileTime.from(time));
        return file;
    }

    private FileCopies copies(boolean trustsTimes) throws DonorException {
        return FileCopies.in(space, dataDir, trustsTimes);
    }

    private void approach(FileCopies copies) throws Exception {
        copies.approach(TableListing.of(dataDir).files());
    }

    private static long inAMinute() {
        return System.nanoTime() + Duration.ofMinutes(1).toNanos();
    }

    private HeldTables complete(FileCopies copies) throws Exception {
        return copies.complete(TableListing.of(dataDir), inAMinute());
    }

    private static List<String> contents(HeldTables held) throws IOException {
        List<String> contents = new ArrayList<>();
        for (HeldFiles.Held file : held.files()) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.length());
            while (bytes.hasRemaining() && file.channel().read(bytes, file.offset() + bytes.position()) >= 0) {
                // On to the rest.
            }
            contents.add(file.name() + "=" + new String(bytes.array(), StandardCharsets.US_ASCII));
        }
        return contents;
    }

    @Test
    void whatWasNotWrittenToSinceIsNotReadAgain() throws Exception {
        write("d/a.MYD", "old", LONG_AGO);
        write("d/b.MYD", "old", LONG_AGO);
        try (FileCopies copies = copies(true)) {
            approach(copies);
            // As nobody writes: the same length at the same time.
            write("d/a.MYD", "NEW", LONG_AGO);
            write("d/b.MYD", "NEW", LONG_AGO.plusNanos(1000));
            write("d/c.MYD", "NEW", LONG_AGO);

            assertThat(contents(complete(copies))).containsExactly("d/a.MYD=old", "d/b.MYD=NEW", "d/c.MYD=NEW");
        }
    }

    @Test
    void whatWasWrittenJustBeforeItsCopyIsReadAgain() throws Exception {
        Instant now = Instant.now();
        write("d/a.MYD", "old", now);
        try (FileCopies copies = copies(true)) {
            approach(copies);
            write("d/a.MYD", "NEW", now);
            assertThat(contents(complete(copies))).containsExactly("d/a.MYD=NEW");
        }
    }

    /** The server maps its files: no time tells of writes. */
    @Test
    void timesAreNotTrustedWhereTheyTellNothing() throws Exception {
        write("d/a.MYD", "old", LONG_AGO);
        try (FileCopies copies = copies(false)) {
            approach(copies);
            write("d/a.MYD", "NEW", LONG_AGO);
            assertThat(contents(complete(copies))).containsExactly("d/a.MYD=NEW");
        }
    }

    @Test
    void aFileThatGrowsShrinksAndIsReplaced() throws Exception {
        write("d/a.MYD", "12345", LONG_AGO);
        write("d/b.MYD", "bbbbb", LONG_AGO);
        try (FileCopies copies = copies(true)) {
            approach(copies);
            write("d/a.MYD", "1", LONG_AGO.plusSeconds(1));
            approach(copies);
            write("d/a.MYD", "123", LONG_AGO.plusSeconds(2));
            approach(copies);
            assertThat(space.used()).isEqualTo(10);
            write("d/a.MYD", "12345678", LONG_AGO.plusSeconds(3));
            Files.move(
                    write("d/b.TMD", "other", LONG_AGO),
                    dataDir.resolve("d/b.MYD"),
                    StandardCopyOption.REPLACE_EXISTING);
            HeldTables held = complete(copies);
            assertThat(contents(held)).containsExactly("d/a.MYD=12345678", "d/b.MYD=other");
        }
    }

    @Test
    void theRoomIsGivenBackOnce() throws Exception {
        write("d/a.MYD", "12345", LONG_AGO);
        FileCopies copies = copies(true);
        approach(copies);
        assertThat(space.used()).isEqualTo(5);
        HeldTables held = complete(copies);
        held.close();
        held.close();
        assertThat(space.used()).isZero();
        FileCopies given = copies(true);
        approach(given);
        given.close();
        assertThat(space.used()).isZero();
    }

    @Test
    void whatHasNoRoomIsSaid() throws Exception {
        write("d/a.MYD", "x".repeat((int) LIMIT + 1), LONG_AGO);
        try (FileCopies copies = copies(true)) {
            assertThatThrownBy(() -> approach(copies))
                    .isInstanceOf(DonorException.class)
                    .hasMessageContaining("--spool-size");
        }
        assertThat(space.used()).isZero();
    }

    @Test
    void aLinkIsFollowedAsTheServerDoes() throws Exception {
        Path elsewhere = Files.writeString(scratch.resolve("rows"), "far");
        Files.createSymbolicLink(dataDir.resolve("d/a.MYD"), elsewhere);
        try (FileCopies copies = copies(true)) {
            assertThat(contents(complete(copies))).containsExactly("d/a.MYD=far");
        }
    }

    @Test
    void whenTimeIsUpTheFileIsNamed() throws Exception {
        write("d/a.MYD", "12345", LONG_AGO);
        try (FileCopies copies = copies(true)) {
            assertThatThrownBy(() -> copies.complete(TableListing.of(dataDir), System.nanoTime() - 1))
                    .isInstanceOfSatisfying(
                            PointMissedException.class,
                            missed -> assertThat(missed.advice()).contains("--with-unlogged-tables"))
                    .hasMessageContaining("the file d/a.MYD of 0 MiB was written to");
            approach(copies);
            assertThat(contents(copies.complete(TableListing.of(dataDir), System.nanoTime() - 1)))
                    .as("nothing to copy")
                    .containsExactly("d/a.MYD=12345");
        }
    }

    @Test
    void aFileThatIsDroppedMeanwhile() throws Exception {
        write("d/a.MYD", "12345", LONG_AGO);
        var gone = new TableFile(new SchemaName("d"), "gone", TableFile.Kind.MYD);
        try (FileCopies copies = copies(true)) {
            copies.approach(List.of(gone));
            assertThat(contents(complete(copies))).containsExactly("d/a.MYD=12345");
            assertThatThrownBy(() -> copies.complete(new TableListing(List.of(), List.of(gone)), inAMinute()))
                    .isInstanceOf(DonorException.class)
                    .hasMessageContaining("d/gone.MYD can't be read");
        }
    }

    @Test
    void filesOfTablesAndNoOthers() throws Exception {
        for (String schema :
                List.of("mysql", "performance_schema", "sys", "nothing", "s@002d", "#innodb_temp", "a.b")) {
            Files.createDirectory(dataDir.resolve(schema));
        }
        for (String name : List.of(
                "d/t.MYI",
                "d/t_1.sdi",
                "d/#sql-1_2.MYD",
                "d/i.ibd",
                "d/t.TMD",
                "mysql/general_log.CSV",
                "mysql/slow_log.CSM",
                "mysql/general_log_2.sdi",
                "mysql/mine.MYI",
                "performance_schema/x_1.sdi",
                "s@002d/c.CSV",
                "s@002d/c.CSM",
                "s@002d/o.ARZ",
                "s@002d/m.MRG",
                "a.b/t.MYD",
                "stray.MYD")) {
            write(name, "", LONG_AGO);
        }
        TableListing listing = TableListing.of(dataDir);
        assertThat(listing.files())
                .extracting(TableFile::toString)
                .containsExactly(
                        "d/t.MYI",
                        "d/t_1.sdi",
                        "mysql/general_log_2.sdi",
                        "mysql/mine.MYI",
                        "s@002d/c.CSM",
                        "s@002d/c.CSV",
                        "s@002d/m.MRG",
                        "s@002d/o.ARZ");
        assertThat(listing.schemas())
                .extracting(SchemaName::directory)
                .containsExactly("d", "mysql", "nothing", "performance_schema", "s@002d", "sys");
        assertThat(listing.tables("MyISAM")).isEqualTo(2);
        assertThat(listing.tables("CSV")).isEqualTo(1);
    }
}
