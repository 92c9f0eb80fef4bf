package io.mysqlclone.datadir.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogIndexTest {
    @TempDir
    private Path scratch = Path.of("");

    private Path data = Path.of("");

    @BeforeEach
    void makeDirectories() throws IOException {
        data = Files.createDirectory(scratch.toRealPath().resolve("data"));
        Files.createDirectory(data.resolve("logs"));
    }

    private Path log(String name) throws IOException {
        Path log = data.resolve(name);
        Files.write(log, BinaryLogs.log().noPreviousGtids().toBytes());
        return log;
    }

    private List<LogIndex> all(Path... elsewhere) throws IOException {
        return LogIndex.all(data, List.of(elsewhere));
    }

    private void assertRefused(String... words) {
        assertThatExceptionOfType(TargetRefusedException.class)
                .isThrownBy(this::all)
                .satisfies(refused -> {
                    assertThat(refused.reason()).isEqualTo(TargetRefusedException.Reason.LOGS_ELSEWHERE);
                    assertThat(refused.getMessage()).contains(words);
                });
    }

    @Test
    void indexesAreFoundInTheDirectoryAndOneBelow() throws IOException {
        Path top = log("binlog.000001");
        Path below = log("logs/b.000007");
        Files.writeString(data.resolve("binlog.index"), "./binlog.000001\n./binlog.000002\n");
        Files.writeString(data.resolve("logs/b.index"), "./logs/b.000007\n");
        Files.createDirectories(data.resolve("#innodb_temp"));
        Files.writeString(data.resolve("#innodb_temp/x.index"), "/nowhere/x.000001\n");
        assertThat(all()).extracting(LogIndex::binaryLogs).containsExactly(List.of(top), List.of(below));
    }

    @Test
    void aNameThatBothPlacesHaveIsRefused() throws IOException {
        log("binlog.000001");
        Path other = Files.createDirectory(scratch.toRealPath().resolve("other"));
        Files.copy(data.resolve("binlog.000001"), other.resolve("binlog.000001"));
        Files.writeString(data.resolve("binlog.index"), other.resolve("binlog.000001") + "\n");
        assertRefused(
                other.resolve("binlog.000001").toString(),
                data.resolve("binlog.000001").toString(),
                "remove");
        Files.delete(other.resolve("binlog.000001"));
        assertThat(all().getFirst().binaryLogs()).containsExactly(data.resolve("binlog.000001"));
    }

    @Test
    void anIndexOutsideMustSeeItsLogsWhereMysqldDoes() throws IOException {
        Path other = Files.createDirectory(scratch.toRealPath().resolve("other"));
        log("here.000001");
        Files.move(data.resolve("here.000001"), other.resolve("b.000001"));
        Path index = other.resolve("b.index");
        Files.writeString(index, other.resolve("b.000001") + "\n");
        assertThat(all(index).getFirst().binaryLogs()).containsExactly(other.resolve("b.000001"));
        Files.writeString(index, "/nowhere/b.000001\n");
        assertThatExceptionOfType(TargetRefusedException.class)
                .isThrownBy(() -> all(index))
                .withMessageContaining("/nowhere/b.000001");
    }

    @Test
    void anIndexThatIsTooLargeToBeOneIsNotPassedOver() throws IOException {
        try (var index = new RandomAccessFile(data.resolve("binlog.index").toFile(), "rw")) {
            index.setLength((64 << 20) + 1);
        }
        assertRefused("binlog.index is larger than 64 MiB");
    }

    @Test
    void relayLogsAloneDoNotTellWhereTheBinaryLogsAre() throws IOException {
        byte[] relay = BinaryLogs.log().noPreviousGtids().toBytes();
        relay[4 + 17] = 0x40;
        Files.write(data.resolve("relay.000001"), relay);
        Files.writeString(data.resolve("relay.index"), "./relay.000001\n");
        DataDirectory directory = DataDirectory.open(data);
        assertThatExceptionOfType(TargetRefusedException.class)
                .isThrownBy(() -> LiveDirectory.requireKnownLogs(directory, List.of(), false))
                .withMessageContaining("--no-binary-logs");
        LiveDirectory.requireKnownLogs(directory, List.of(), true);
        log("binlog.000001");
        Files.writeString(data.resolve("binlog.index"), "./binlog.000001\n");
        LiveDirectory.requireKnownLogs(directory, List.of(), false);
    }
}
