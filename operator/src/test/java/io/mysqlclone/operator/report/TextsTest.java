package io.mysqlclone.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.operator.decide.Sizes;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The columns of {@code kubectl get}. */
final class TextsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "10239, 10.0 KiB",
        "10240, 10 KiB",
        "123731968, 118 MiB",
        "1073741824, 1.0 GiB",
        "1099511627776, 1.0 TiB",
        "9223372036854775807, 8388608 TiB"
    })
    void bytesAreReadAtAGlance(long bytes, String text) {
        assertThat(Sizes.text(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "59, 59s", "60, 1m0s", "192, 3m12s", "3599, 59m59s", "3600, 1h0m", "90061, 25h1m"})
    void durationsHaveTwoUnits(long seconds, String text) {
        assertThat(Texts.duration(Duration.ofSeconds(seconds))).isEqualTo(text);
    }
}
