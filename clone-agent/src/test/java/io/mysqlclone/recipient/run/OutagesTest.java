package io.mysqlclone.recipient.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By nanoTime, which may be negative and wrap. */
final class OutagesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Outages outages = new Outages(MINUTE);

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MIN_VALUE, Long.MAX_VALUE - 1000, -1})
    void theTimeCountsFromTheLastOutageBeforeWhichSomethingCame(long begin) {
        outages.lost(7, begin);
        assertThat(outages.left(begin)).isEqualTo(MINUTE);
        assertThat(outages.pause()).isZero();

        long later = begin + Duration.ofSeconds(50).toNanos();
        outages.lost(7, later);
        assertThat(outages.left(later)).isEqualTo(Duration.ofSeconds(10));
        assertThat(outages.pause()).isPositive();

        long end = begin + MINUTE.toNanos();
        assertThat(outages.areTooLong(end - 1)).isFalse();
        assertThat(outages.areTooLong(end)).isTrue();
        assertThat(outages.left(end + 1)).isZero();

        outages.lost(8, end);
        assertThat(outages.areTooLong(end)).isFalse();
        assertThat(outages.left(end)).isEqualTo(MINUTE);
    }
}
