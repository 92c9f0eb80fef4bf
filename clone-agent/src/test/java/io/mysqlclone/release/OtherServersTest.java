package io.mysqlclone.release;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OtherServersTest {
    @ParameterizedTest
    @CsvSource({
        "5.5.5-10.11.6-MariaDB-log, MariaDB",
        "11.8.2-MariaDB-ubu2404, MariaDB",
        "8.0.29, whose redo log has another form",
        "8.0.28, 8.0.28",
        "5.7.44-log, 5.7.44"
    })
    void areKnownByTheirGreeting(String version, String words) {
        assertThat(OtherServers.refusal(version).orElseThrow()).contains(words, "3864");
    }

    /** What is not known is asked. */
    @ParameterizedTest
    @ValueSource(strings = {"8.0.30", "8.0.36-28.1", "8.4.6-commercial", "9.7.4-2", "26.10.0", "", "proxy"})
    void othersAreAsked(String version) {
        assertThat(OtherServers.refusal(version)).isEmpty();
    }
}
