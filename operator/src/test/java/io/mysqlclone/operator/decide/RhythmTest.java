package io.mysqlclone.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RhythmTest {

    /** Ten agents, which is all that a pod may hold for a clone, ask for two hours. */
    @ParameterizedTest
    @CsvSource({"0, 30s", "1, 30s", "2, 1m", "3, 2m", "4, 4m", "5, 8m", "6, 16m", "7, 30m", "9, 30m", "1000000, 30m"})
    void asksLessOftenTheMoreAgentsAPodHolds(int agents, String wait) {
        assertThat(Rhythm.busy(agents)).isEqualTo(Duration.parse("PT" + wait));
    }
}
