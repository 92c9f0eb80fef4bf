package io.mysqlclone.release;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerVersionTest {
    @ParameterizedTest
    @CsvSource({
        "9.7.4, 9.7.4, 90704",
        "9.7.4-2, 9.7.4, 90704",
        "8.0.45-0ubuntu0.24.04.1-debug, 8.0.45, 80045",
        "8.4.10+vendor, 8.4.10, 80410",
        "8.0.36-28.1, 8.0.36, 80036",
        "26.10.0, 26.10.0, 261000",
        "26.10.0.1, 26.10.0, 261000"
    })
    void readsVersionsWithAnySuffix(String text, String shown, int number) {
        ServerVersion version = ServerVersion.parse(text).orElseThrow();
        assertThat(version).hasToString(shown);
        assertThat(version.number()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "9", "9.7", "9.7.", "9.7.x", "v9.7.4", " 9.7.4", "9.7.444", "99999999999.1.1", "-1.0.0"})
    void readsNothingElse(String text) {
        assertThat(ServerVersion.parse(text)).isEmpty();
    }

    @Test
    void readsTheNumberThatInnodbStores() {
        assertThat(ServerVersion.ofNumber(90704)).isEqualTo(new ServerVersion(9, 7, 4));
        assertThat(ServerVersion.ofNumber(261003)).isEqualTo(new ServerVersion(26, 10, 3));
    }

    @Test
    void ordersByNumberNotByText() {
        assertThat(new ServerVersion(8, 0, 9)).isLessThan(new ServerVersion(8, 0, 30));
        assertThat(new ServerVersion(26, 7, 0)).isLessThan(new ServerVersion(26, 10, 0));
        assertThat(new Series(9, 7)).isLessThan(new Series(28, 4));
    }
}
