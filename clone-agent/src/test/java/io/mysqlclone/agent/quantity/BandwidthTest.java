package io.mysqlclone.agent.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BandwidthTest {
    @ParameterizedTest
    @CsvSource({"100M/s, 104857600", "100MiB/S, 104857600", "64K, 65536", "0, 0", "0/s, 0", "104857600, 104857600"})
    void readsASizeWithOrWithoutPerSecond(String text, long bytesPerSecond) {
        assertThat(Bandwidth.parse(text)).isEqualTo(bytesPerSecond);
    }

    @ParameterizedTest
    @ValueSource(strings = {"100", "63K/s", "1B/s", "M/s", "/s", "100M/m", "-1M/s"})
    void refusesAForgottenUnitAndNonsense(String text) {
        assertThatThrownBy(() -> Bandwidth.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(Bandwidth.ACCEPTED);
    }
}
