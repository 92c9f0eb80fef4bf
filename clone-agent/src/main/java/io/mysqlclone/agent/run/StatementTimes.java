package io.mysqlclone.agent.run;

import io.mysqlclone.mysql.connection.MysqlConnection;
import io.mysqlclone.session.StatementHistogram;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How long a server's statements took, by its own account. */
final class StatementTimes {
    private static final String QUERY = "SELECT BUCKET_TIMER_HIGH, COUNT_BUCKET FROM"
            + " performance_schema.events_statements_histogram_global ORDER BY BUCKET_NUMBER";
    private static final BigInteger PICOS_PER_NANO = BigInteger.valueOf(1000);
    private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);

    private StatementTimes() {}

    /** @throws IOException also when the server says something that is no histogram */
    static StatementHistogram read(MysqlConnection connection) throws IOException {
        List<StatementHistogram.Bucket> buckets = new ArrayList<>();
        for (List<Optional<String>> row : connection.query(QUERY)) {
            buckets.add(new StatementHistogram.Bucket(
                    time(row.getFirst()), number(row.get(1)).min(LONGEST).longValue()));
        }
        return new StatementHistogram(buckets);
    }

    private static Duration time(Optional<String> picos) throws IOException {
        return Duration.ofNanos(
                number(picos).divide(PICOS_PER_NANO).min(LONGEST).longValue());
    }

    private static BigInteger number(Optional<String> text) throws IOException {
        try {
            return new BigInteger(text.orElse(""));
        } catch (NumberFormatException e) {
            throw new IOException("the server's histogram of statements has " + text + " where a number must be", e);
        }
    }
}
