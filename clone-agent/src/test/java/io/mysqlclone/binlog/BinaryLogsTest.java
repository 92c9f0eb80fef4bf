package io.mysqlclone.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.serial.SerialDescriptor;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By what names a donor may send logs, and in which order. */
final class BinaryLogsTest {
    private static SerialDescriptor heard(SerialDescriptor said) throws MalformedMessageException {
        ByteBuffer bytes = ByteBuffer.allocate(SerialDescriptor.MAX_LENGTH);
        said.encode(bytes);
        return SerialDescriptor.decode(BinaryLogs.KIND, bytes.flip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"binlog.000001", "mysql-bin.123456", "db 1.example.com-bin.0000000001"})
    void namesOfLogs(String name) throws Exception {
        assertThat(LogName.parse(name)).isPresent();
        var log = new SerialDescriptor.File(0, 1, name);
        assertThat(heard(log)).isEqualTo(log);
        assertThat(log.directory()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "binlog.index",
                "../binlog.000001",
                "../../etc/cron.000001",
                "a/b.000001",
                "/binlog.000001",
                ".000001",
                ".hidden.000001",
                "#clone.000001",
                "bin\nlog.000001",
                "binlog.00001",
                "binlog.00000000001",
                "ibdata1",
                ""
            })
    void namesOfOtherThings(String name) {
        assertThat(LogName.parse(name)).isEmpty();
        assertThatThrownBy(() -> heard(new SerialDescriptor.File(0, 1, name)))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void aNameThatIsNoneIsShownOnOneLine() {
        assertThatThrownBy(() -> heard(new SerialDescriptor.File(0, 1, "bin\nlog.000001")))
                .hasMessageContaining("name is bin?log.000001, allowed is that of a binary log");
    }

    @Test
    void theLongestNameHasRoom() throws Exception {
        var longest = new SerialDescriptor.File(0, 1, "漢".repeat(200) + ".0000000001");
        assertThat(heard(longest)).isEqualTo(longest);
    }

    @Test
    void logsHaveNoDirectories() {
        assertThatThrownBy(() -> heard(new SerialDescriptor.Directory("d")))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void logsComeInTheOrderOfTheirNumbers() {
        assertThat(BinaryLogs.KIND.mayFollow("binlog.000009", "binlog.000010")).isTrue();
        assertThat(BinaryLogs.KIND.mayFollow("binlog.999999", "binlog.1000000")).isTrue();
        assertThat(BinaryLogs.KIND.mayFollow("binlog.000009", "binlog.000009")).isFalse();
        assertThat(BinaryLogs.KIND.mayFollow("binlog.000009", "binlog.000008")).isFalse();
        assertThat(BinaryLogs.KIND.mayFollow("binlog.000009", "other.000010")).isFalse();
    }
}
