package io.mysqlclone.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How many statements of a server took how long, since it was started: {@code
 * performance_schema.events_statements_histogram_global}.
 *
 * @param buckets from the quickest statements to the slowest
 */
public record StatementHistogram(List<Bucket> buckets) {
    public StatementHistogram {
        buckets = List.copyOf(buckets);
    }

    /**
     * Statements of about the same time.
     *
     * @param upTo that none of them exceeds
     */
    public record Bucket(Duration upTo, long count) {}

    /** Statements that have ended since {@code earlier}; empty when the two can't be compared, as after a TRUNCATE. */
    public Optional<StatementHistogram> since(StatementHistogram earlier) {
        if (earlier.buckets.size() != buckets.size()) {
            return Optional.empty();
        }
        var difference = new java.util.ArrayList<Bucket>(buckets.size());
        for (int i = 0; i < buckets.size(); i++) {
            long more = buckets.get(i).count() - earlier.buckets.get(i).count();
            if (more < 0 || !earlier.buckets.get(i).upTo().equals(buckets.get(i).upTo())) {
                return Optional.empty();
            }
            difference.add(new Bucket(buckets.get(i).upTo(), more));
        }
        return Optional.of(new StatementHistogram(difference));
    }

    /** How many there are. */
    public long statements() {
        return buckets.stream().mapToLong(Bucket::count).sum();
    }

    /** The time that 99 of 100 statements do not exceed, as exact as a bucket is wide; empty when there is none. */
    public Optional<Duration> p99() {
        long all = statements();
        // Without a multiplication that a count of years could overflow.
        long rank = all - all / 100;
        long seen = 0;
        for (Bucket bucket : buckets) {
            seen += bucket.count();
            if (seen >= rank && seen > 0) {
                return Optional.of(bucket.upTo());
            }
        }
        return Optional.empty();
    }
}
