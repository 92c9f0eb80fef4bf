package io.mysqlclone.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PaceTest {

    @ParameterizedTest
    @CsvSource({"0, 2s, 2s", "1, 2s, 2s", "40, 2s, 2s", "41, 2s, 2.05s", "100, 2s, 5s", "100, 10s, 10s", "5000, 2s, 30s"
    })
    void theMoreClonesTheLessOftenEachIsLookedAt(long underWay, String alone, String wait) {
        assertThat(Pace.among(underWay, Duration.parse("PT" + alone))).isEqualTo(Duration.parse("PT" + wait));
    }
}
