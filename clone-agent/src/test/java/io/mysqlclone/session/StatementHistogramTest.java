package io.mysqlclone.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class StatementHistogramTest {
    private static StatementHistogram of(long... counts) {
        var millis = new java.util.concurrent.atomic.AtomicLong();
        return new StatementHistogram(java.util.stream.LongStream.of(counts)
                .mapToObj(count -> new StatementHistogram.Bucket(Duration.ofMillis(millis.incrementAndGet()), count))
                .toList());
    }

    @Test
    void tells99OfAHundred() {
        assertThat(of(99, 1, 0).p99()).contains(Duration.ofMillis(1));
        assertThat(of(98, 1, 1).p99()).contains(Duration.ofMillis(2));
        assertThat(of(0, 0, 5).p99()).contains(Duration.ofMillis(3));
        assertThat(of(0, 0, 0).p99()).isEmpty();
        assertThat(of(Long.MAX_VALUE / 2, 0, 1).p99()).contains(Duration.ofMillis(1));
    }

    @Test
    void tellsWhatEndedInBetweenAndNothingAfterATruncate() {
        assertThat(of(5, 2, 9).since(of(5, 1, 2))).contains(of(0, 1, 7));
        assertThat(of(5, 0, 0).since(of(4, 1, 0))).isEmpty();
        assertThat(of(5, 2).since(of(5, 2, 0))).isEmpty();
    }

    @Test
    void aRealServersQuickAndSlowSeconds() throws IOException {
        List<Duration> p99 = RecordedHistograms.seconds().stream()
                .map(StatementHistogram::p99)
                .flatMap(time -> Stream.of(time.orElseThrow()))
                .toList();

        assertThat(p99.subList(0, RecordedHistograms.FIRST_SLOW - 1))
                .allMatch(time -> time.toMillis() >= 4 && time.toMillis() < 40);
        assertThat(p99.subList(RecordedHistograms.FIRST_SLOW - 1, RecordedHistograms.LAST_SLOW))
                .allMatch(time -> time.toMillis() >= 80);
        assertThat(p99.subList(RecordedHistograms.LAST_SLOW, p99.size()))
                .allMatch(time -> time.toMillis() >= 4 && time.toMillis() < 40);
    }
}
