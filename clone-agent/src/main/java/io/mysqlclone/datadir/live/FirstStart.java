package io.mysqlclone.datadir.live;

import io.mysqlclone.gtid.GtidSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** What a server found in its binary logs when it was started on a clone for the first time. */
public final class FirstStart {
    private static final String FIRST = ".000001";

    private FirstStart() {}

    /**
     * The transactions that mysqld took from the binary logs that were there, which are none when all of them were the
     * empty ones of a clone. It adds them to {@code gtid_executed}, and notes them at the beginning of the log that it
     * makes.
     *
     * @param begun when that start began, by mysqld's clock
     * @return empty when that log can't be told from others: it is gone, or encrypted, or outside the data directory
     */
    public static Optional<GtidSet> inheritedGtids(Path dataDir, Instant begun) {
        Instant second = begun.truncatedTo(ChronoUnit.SECONDS);
        try {
            for (LogIndex index : LogIndex.all(dataDir, List.of())) {
                Optional<GtidSet> found = inherited(index.binaryLogs(), second);
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** The log that the start began is the first one that is not older; logs that were purged may have been before it. */
    private static Optional<GtidSet> inherited(List<Path> logs, Instant begun) throws IOException {
        Optional<GtidSet> first = Optional.empty();
        for (int i = logs.size() - 1; i >= 0; i--) {
            BinaryLogContent log = BinaryLogContent.readHead(logs.get(i));
            if (log.begun().isBefore(begun)) {
                return first;
            }
            first = log.firstOfServer() ? Optional.of(log.previous()) : Optional.empty();
        }
        return !logs.isEmpty() && logs.getFirst().toString().endsWith(FIRST) ? first : Optional.empty();
    }
}
