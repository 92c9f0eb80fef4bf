package io.mysqlclone.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class IdlenessTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void isCountedFromWhenSomebodyWasThereLast() {
        var idleness = new Idleness(Optional.of(Duration.ofSeconds(10)), -5 * SECOND);
        assertThat(idleness.isOver(false, 4 * SECOND)).isFalse();
        assertThat(idleness.isOver(true, 6 * SECOND)).isFalse();
        assertThat(idleness.isOver(false, 15 * SECOND)).isFalse();
        assertThat(idleness.isOver(false, 16 * SECOND)).isTrue();
    }

    @Test
    void hasNoEndWithoutALimit() {
        assertThat(new Idleness(Optional.empty(), 0).isOver(false, Long.MAX_VALUE))
                .isFalse();
    }
}
