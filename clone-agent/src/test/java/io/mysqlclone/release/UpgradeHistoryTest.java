package io.mysqlclone.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UpgradeHistoryTest {
    @TempDir
    Path dataDir;

    /** Written as by 9.7.4, and upgraded by hand. */
    @Test
    void readsTheReleaseThatRanLast() throws IOException {
        history("""
                {"file_format":"1","upgrade_history":[
                {"date":"2025-01-01 00:00:00","version":"8.4.3","maturity":"LTS","initialize":true},
                {"date":"2026-01-01 00:00:00","version":"9.6.0","maturity":"INNOVATION"}]}
                """);
        assertThat(UpgradeHistory.last(dataDir))
                .contains(new Release(new ServerVersion(9, 6, 0), Optional.of("INNOVATION")));
    }

    @Test
    void anEntryWithoutMaturityHasNotTheOneBeforeIt() throws IOException {
        history("""
                {"upgrade_history":[{"version":"8.4.3","maturity":"LTS"},{"version":"9.6.0"}]}
                """);
        assertThat(UpgradeHistory.last(dataDir)).contains(Release.of(new ServerVersion(9, 6, 0)));
    }

    /** As 26.10 is said to write it; not seen. */
    @Test
    void updatesWithinAReleaseAreNoReleases() throws IOException {
        history("""
                {"file_format":"1","upgrade_history":[
                {"date":"2026-11-01 00:00:00","version":"26.10.0","maturity":"INNOVATION","initialize":true,
                 "update_history":[
                  {"date":"2026-11-02 00:00:00","version":"26.9.9.1","maturity":"LTS"},
                  {"date":"2026-11-03 00:00:00","version":"26.10.0.2"}]}]}
                """);
        assertThat(UpgradeHistory.last(dataDir))
                .contains(new Release(new ServerVersion(26, 10, 0), Optional.of("INNOVATION")));
    }

    @Test
    void thereMayBeNone() {
        assertThat(UpgradeHistory.last(dataDir)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "nonsense", "{\"version\":7}", "{\"version\":\"x\"}"})
    void aDamagedHistoryTellsNothing(String text) throws IOException {
        history(text);
        assertThat(UpgradeHistory.last(dataDir)).isEmpty();
    }

    private void history(String text) throws IOException {
        Files.writeString(dataDir.resolve("mysql_upgrade_history"), text);
    }
}
