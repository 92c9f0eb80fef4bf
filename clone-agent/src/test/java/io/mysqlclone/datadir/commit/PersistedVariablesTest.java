package io.mysqlclone.datadir.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PersistedVariablesTest {
    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00.000123Z");

    private static final String OFF = "\"event_scheduler\":{\"Value\":\"OFF\",\"Metadata\":{\"Host\":\"localhost\","
            + "\"User\":\"clone-agent\",\"Timestamp\":1777888800000123}}";

    @TempDir
    private Path scratch = Path.of("");

    @Test
    void ofAServerThatKeptNone() throws IOException {
        assertThat(PersistedVariables.withoutEvents(Optional.empty(), NOW))
                .isEqualTo("{\"Version\":2,\"mysql_dynamic_variables\":{" + OFF + "}}");
    }

    @Test
    void allElseStaysAsItIs() throws IOException {
        assertThat(PersistedVariables.withoutEvents(
                        Optional.of(
                                "{\"Version\": 2, \"mysql_dynamic_variables\": {\"a\": {\"Value\": \"\u00fc\"},"
                                        + " \"event_scheduler\": {\"Value\": \"ON\"}}, \"mysql_static_variables\": {\"b\": [1, null]}}"),
                        NOW))
                .isEqualTo("{\"Version\":2,\"mysql_dynamic_variables\":{" + OFF
                        + ",\"a\":{\"Value\":\"\u00fc\"}},\"mysql_static_variables\":{\"b\":[1,null]}}");
    }

    @Test
    void whereverTheOldOneStands() throws IOException {
        assertThat(PersistedVariables.withoutEvents(
                        Optional.of(
                                "{\"Version\": 2, \"mysql_dynamic_parse_early_variables\": {\"event_scheduler\": {}}}"),
                        NOW))
                .isEqualTo("{\"Version\":2,\"mysql_dynamic_parse_early_variables\":{},\"mysql_dynamic_variables\":{"
                        + OFF + "}}");
    }

    @Test
    void whereServersBefore8029KeptThem() throws IOException {
        assertThat(PersistedVariables.withoutEvents(
                        Optional.of("{\"Version\": 1, \"mysql_server\": {\"event_scheduler\": {\"Value\": \"ON\"}}}"),
                        NOW))
                .isEqualTo("{\"Version\":1,\"mysql_server\":{" + OFF + "}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"a\": {", "{\"a\": nonsense}", "nonsense", "{\"a\": {\"b\": 1}"})
    void refusesWhatItDoesNotUnderstand(String content) throws IOException {
        Files.writeString(scratch.resolve("mysqld-auto.cnf"), content);
        DataDirectory directory = DataDirectory.open(scratch);

        assertThatThrownBy(() -> PersistedVariables.check(directory))
                .isInstanceOf(TargetRefusedException.class)
                .hasMessageContaining("--stop-events");
        assertThat(scratch.resolve("mysqld-auto.cnf")).hasContent(content);
    }
}
