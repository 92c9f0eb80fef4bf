package io.mysqlclone.innodb.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CaptureLimitsTest {
    private static final Duration LOCK_HELD = Duration.ofMillis(600);

    private static final CaptureLimits LIMITS =
            new CaptureLimits(Path.of("/tmp"), 1 << 30, Duration.ofSeconds(10), LOCK_HELD, 30);

    @ParameterizedTest
    @CsvSource({"1, 600", "15, 600", "16, 1200", "20, 1200", "21, 2400", "25, 2400", "26, 4800", "30, 4800"})
    void theLockIsHeldLongerWhenHalfOfTheAttemptsHaveComeToNothing(int number, long millis) {
        assertThat(LIMITS.of(number).lockHeld()).hasMillis(millis);
    }

    @Test
    void theOnlyAttemptHasNoMorePatienceThanTheFirstOfMany() {
        assertThat(new CaptureLimits(Path.of("/tmp"), 1, Duration.ofSeconds(1), LOCK_HELD, 1)
                        .of(1)
                        .lockHeld())
                .hasMillis(600);
    }
}
