package io.mysqlclone.recipient.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LiveServerTest {
    @TempDir
    Path dataDir;

    @ParameterizedTest
    @CsvSource({"0x4800, 16384", "0x48C0, 4096", "0x4900, 8192", "0x4980, 32768", "0x49C0, 65536"})
    void readsThePageSizeFromTheSystemTablespace(String flags, int pageSize) throws IOException {
        systemTablespace(Integer.decode(flags));
        assertThat(LiveServer.of(dataDir).pageSize()).isEqualTo(pageSize);
    }

    @Test
    void readsTheVersionThatRanLast() throws IOException {
        systemTablespace(0x4800);
        history("""
                {"file_format":"1","upgrade_history":[
                {"date":"2025-01-01 00:00:00","version":"8.4.3","maturity":"LTS","initialize":true},
                {"date":"2026-01-01 00:00:00","version":"9.7.4","maturity":"LTS"}]}
                """);
        assertThat(LiveServer.of(dataDir).version()).isEqualTo(ServerVersion.parse("9.7.4"));
    }

    @Test
    void worksWithoutAHistory() throws IOException {
        systemTablespace(0x4800);
        assertThat(LiveServer.of(dataDir).version()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "nonsense", "{\"version\":7}", "{\"version\":\"x\"}"})
    void aDamagedHistoryTellsNothing(String text) throws IOException {
        systemTablespace(0x4800);
        history(text);
        assertThat(LiveServer.of(dataDir).version()).isEmpty();
    }

    @Test
    void needsASystemTablespace() {
        assertThatThrownBy(() -> LiveServer.of(dataDir)).isInstanceOf(NoSuchFileException.class);
    }

    private void systemTablespace(int flags) throws IOException {
        Files.write(
                dataDir.resolve("ibdata1"),
                ByteBuffer.allocate(4096).putInt(54, flags).array());
    }

    private void history(String text) throws IOException {
        Files.writeString(dataDir.resolve("mysql_upgrade_history"), text);
    }
}
