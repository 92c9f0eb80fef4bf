package io.mysqlclone.recipient.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.mysqlclone.recipient.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class ThrottleTest {
    private static final long MIB = 1 << 20;

    @Test
    void withoutALimitNothingIsCutIntoSlices() throws InterruptedException {
        var throttle = new Throttle(Limits.NONE);
        assertThat(throttle.slice()).isEqualTo(Integer.MAX_VALUE);
        throttle.received(Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    @Test
    void withALimitEachConnectionLooksAtItOften() {
        assertThat(new Throttle(new Limits(MIB, 0)).slice()).isLessThanOrEqualTo(64 << 10);
        assertThat(new Throttle(new Limits(0, MIB)).slice()).isLessThanOrEqualTo(64 << 10);
    }

    /** Longer is possible on a busy machine, shorter is not. */
    @Test
    void allConnectionsTogetherKeepToTheLimitOnData() throws InterruptedException {
        assertThat(elapsed(new Throttle(new Limits(4 * MIB, 0)), 4, (int) MIB / 2, 0))
                .isGreaterThanOrEqualTo(Duration.ofMillis(450));
    }

    @Test
    void allConnectionsTogetherKeepToTheLimitOnNetworkBytes() throws InterruptedException {
        assertThat(elapsed(new Throttle(new Limits(0, 4 * MIB)), 4, 0, MIB / 2))
                .isGreaterThanOrEqualTo(Duration.ofMillis(450));
    }

    @Test
    void aNewLimitIsFeltByWhoIsWaiting() throws InterruptedException {
        var throttle = new Throttle(new Limits(Limits.LEAST, 0));
        Thread reader = Thread.ofPlatform().start(() -> receive(throttle, (int) (1000 * Limits.LEAST), 0));
        await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);
        throttle.set(Limits.NONE);
        reader.join();
        assertThat(throttle.limits()).isEqualTo(Limits.NONE);
    }

    /** As large as {@code clone_max_data_bandwidth} may be, and larger. */
    @ParameterizedTest
    @ValueSource(longs = {1L << 30, 2_000_000_000L, 1L << 40, Long.MAX_VALUE})
    void takesLimitsThatAreNone(long bytesPerSecond) {
        var throttle = new Throttle(new Limits(bytesPerSecond, bytesPerSecond));
        assertThatCode(() -> throttle.received(64 << 10, 64 << 10)).doesNotThrowAnyException();
    }

    private static Duration elapsed(Throttle throttle, int connections, int data, long network)
            throws InterruptedException {
        long begin = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            threads.add(Thread.ofPlatform().start(() -> receive(throttle, data, network)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static void receive(Throttle throttle, int data, long network) {
        try {
            throttle.received(data, network);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
