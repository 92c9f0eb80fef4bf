package io.mysqlclone.datadir.live;

import static io.mysqlclone.datadir.live.BinaryLogs.log;
import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.datadir.live.BinaryLogFile.Gtids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BinaryLogFileTest {
    @TempDir
    private Path directory = Path.of("");

    static Stream<Arguments> logs() {
        return Stream.of(
                Arguments.of("of a new server", log().noPreviousGtids(), Gtids.NONE),
                Arguments.of(
                        "that begins with the GTIDs of the logs before it",
                        log().event(BinaryLogs.PREVIOUS_GTIDS, new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 7}),
                        Gtids.SOME),
                Arguments.of(
                        "that begins with tagged GTIDs",
                        log().event(BinaryLogs.PREVIOUS_GTIDS, new byte[] {1, 1, 0, 0, 0, 0, 0, 1, 7}),
                        Gtids.SOME),
                Arguments.of(
                        "with a transaction", log().noPreviousGtids().event(BinaryLogs.GTID, new byte[42]), Gtids.SOME),
                Arguments.of(
                        "with a tagged transaction",
                        log().noPreviousGtids().event(BinaryLogs.GTID_TAGGED, new byte[60]),
                        Gtids.SOME),
                Arguments.of(
                        "with transactions without GTIDs",
                        log().noPreviousGtids()
                                .event(BinaryLogs.ANONYMOUS_GTID, new byte[42])
                                .event(BinaryLogs.QUERY, new byte[9]),
                        Gtids.NONE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("logs")
    void tellsWhetherTransactionsWereExecuted(String name, BinaryLogs log, Gtids expected) throws IOException {
        Path file = directory.resolve("binlog.000001");
        Files.write(file, log.toBytes());
        assertThat(BinaryLogFile.gtids(file)).as(name).isEqualTo(expected);
    }

    @Test
    void saysThatAnEncryptedLogCannotBeRead() throws IOException {
        Path file = directory.resolve("binlog.000001");
        byte[] bytes = log().noPreviousGtids().toBytes();
        bytes[0] = (byte) 0xfd;
        Files.write(file, bytes);
        assertThat(BinaryLogFile.gtids(file)).isEqualTo(Gtids.UNKNOWN);
    }

    @Test
    void doesNotReadOnThroughALogWithoutEnd() throws IOException {
        BinaryLogs log = log();
        for (int i = 0; i < 2000; i++) {
            log.event(BinaryLogs.QUERY, new byte[1]);
        }
        Path file = directory.resolve("binlog.000001");
        Files.write(file, log.event(BinaryLogs.GTID, new byte[42]).toBytes());
        assertThat(BinaryLogFile.gtids(file)).isEqualTo(Gtids.NONE);
    }

    /** A server may be writing it, or something else may lie there under that name. */
    @Property(tries = 300)
    void endsWhateverTheFileHolds(@ForAll byte[] content, @ForAll boolean withMagic) throws IOException {
        byte[] bytes = withMagic ? concatenated(log().toBytes(), content) : content;
        Path file = Files.createTempFile("binlog", "");
        try {
            Files.write(file, bytes);
            assertThat(BinaryLogFile.gtids(file)).isNotNull();
            assertThat(BinaryLogFile.kind(file)).isNotNull();
        } finally {
            Files.delete(file);
        }
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
