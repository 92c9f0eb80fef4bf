package io.mysqlclone.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LatencyGovernorTest {
    private static final long MIB = 1 << 20;
    private static final long FULL_SPEED = 256 * MIB;
    private static final Duration TARGET = Duration.ofMillis(40);
    private static final Optional<Duration> SLOW = Optional.of(Duration.ofMillis(41));
    private static final Optional<Duration> QUICK = Optional.of(Duration.ofMillis(10));

    private final LatencyGovernor governor = new LatencyGovernor(TARGET, MIB);

    private static long rate(long limit) {
        return limit == 0 ? FULL_SPEED : Math.min(limit, FULL_SPEED);
    }

    @Test
    void followsARealServer() throws IOException {
        List<Long> limits = new ArrayList<>();
        long limit = 0;
        for (StatementHistogram second : RecordedHistograms.seconds()) {
            limit = governor.decide(second.p99(), rate(limit));
            limits.add(limit);
        }

        int slow = RecordedHistograms.FIRST_SLOW - 1;
        assertThat(limits.subList(0, slow)).containsOnly(0L);
        assertThat(limits.subList(slow, RecordedHistograms.LAST_SLOW))
                .containsExactly(128 * MIB, 64 * MIB, 32 * MIB, 16 * MIB, 8 * MIB, 4 * MIB, 2 * MIB, MIB);
        assertThat(limits.subList(RecordedHistograms.LAST_SLOW, limits.size()))
                .isSorted()
                .startsWith(MIB + FULL_SPEED / 20);
    }

    @Test
    void neverStopsAClone() {
        long limit = 0;
        for (int i = 0; i < 100; i++) {
            limit = governor.decide(SLOW, i % 2 == 0 ? 0 : 10);
            assertThat(limit).isGreaterThanOrEqualTo(MIB);
        }
        assertThat(limit).isEqualTo(MIB);
    }

    @Test
    void isFreeAgainWhenTheServerBearsMoreThanTheCloneTakes() {
        long limit = governor.decide(SLOW, FULL_SPEED);
        int steps = 0;
        while (limit > 0) {
            long next = governor.decide(QUICK, rate(limit));
            assertThat(next == 0 || next > limit).isTrue();
            limit = next;
            assertThat(++steps).isLessThan(20);
        }
        assertThat(steps).isGreaterThan(10);
    }

    @Test
    void changesNothingBetweenCalmAndTarget() {
        long limit = governor.decide(SLOW, FULL_SPEED);

        assertThat(governor.decide(Optional.of(Duration.ofMillis(39)), limit)).isEqualTo(limit);
        assertThat(governor.decide(Optional.of(TARGET), limit)).isEqualTo(limit);
    }

    @Test
    void aLimitThatTheCloneDoesNotReachIsNoneToHalve() {
        assertThat(governor.decide(SLOW, FULL_SPEED)).isEqualTo(FULL_SPEED / 2);

        assertThat(governor.decide(SLOW, 10 * MIB)).isEqualTo(5 * MIB);
    }

    /** It may be stuck, and then what it waits for may be the disk that the clone reads. */
    @Test
    void aServerThatEndsNoStatementIsNotAtOnceIdle() {
        long limit = governor.decide(SLOW, FULL_SPEED);
        for (int i = 0; i < 4; i++) {
            assertThat(governor.decide(Optional.empty(), limit)).isEqualTo(limit);
        }

        assertThat(governor.decide(Optional.empty(), limit)).isGreaterThan(limit);
    }
}
