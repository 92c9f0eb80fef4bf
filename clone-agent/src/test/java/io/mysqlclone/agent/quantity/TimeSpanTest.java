package io.mysqlclone.agent.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpanTest {
    private static final long TEN_YEARS_MILLIS = Duration.ofDays(3650).toMillis();

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "0s, PT0S",
        "300, PT300S",
        "300s, PT300S",
        "5m, PT5M",
        "1h30m, PT90M",
        "2d, PT48H",
        "250ms, PT0.25S",
        "1H, PT1H",
        "PT5M, PT5M",
        "pt1.5s, PT1.5S",
        "P1D, PT24H"
    })
    void readsTheUsualSpellings(String text, Duration duration) {
        assertThat(TimeSpan.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "s", "5 m", "30m1h", "-5s", "PT-5M", "P", "1.5h", "99999d", "PT99999999999H", "forever"})
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> TimeSpan.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(TimeSpan.ACCEPTED);
    }

    @Property
    void readsWhatTheJdkPrints(@ForAll @LongRange(min = 0, max = 315_360_000_000L) long millis) {
        var duration = Duration.ofMillis(Math.min(millis, TEN_YEARS_MILLIS));
        assertThat(TimeSpan.parse(duration.toString())).isEqualTo(duration);
    }

    @Property
    void partsAddUp(
            @ForAll @LongRange(min = 0, max = 999) long hours,
            @ForAll @LongRange(min = 0, max = 9999) long minutes,
            @ForAll @LongRange(min = 0, max = 99999) long seconds) {
        assertThat(TimeSpan.parse(hours + "h" + minutes + "m" + seconds + "s"))
                .isEqualTo(Duration.ofSeconds((hours * 60 + minutes) * 60 + seconds));
    }

    @Property
    void nothingButIllegalArgumentComesOutOfHostileText(@ForAll String text) {
        try {
            assertThat(TimeSpan.parse(text)).isGreaterThanOrEqualTo(Duration.ZERO);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessage(TimeSpan.ACCEPTED);
        }
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0:00", "PT7.9S, 0:07", "PT12M3S, 12:03", "PT1H2M3S, 1:02:03", "PT100H, 100:00:00"})
    void printsAsAStopWatch(Duration duration, String text) {
        assertThat(TimeSpan.format(duration)).isEqualTo(text);
    }
}
