package io.mysqlclone.datadir.outcome;

import io.mysqlclone.gtid.GtidSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The place in the donor's history that a clone is a snapshot of, as mysqld found it when it recovered the clone.
 *
 * @param binaryLog where it is in the donor's binary log; empty when the donor wrote none
 * @param gtidExecuted the donor's executed transactions, on one line; empty when there were none
 */
public record SnapshotPosition(Optional<LogPosition> binaryLog, String gtidExecuted) {
    /** Nothing is known, or there is nothing. */
    public static final SnapshotPosition NONE = new SnapshotPosition(Optional.empty(), "");

    /** The donor's executed transactions as a set; empty when nothing is known of the position. */
    public Optional<GtidSet> executed() {
        try {
            return equals(NONE) ? Optional.empty() : Optional.of(GtidSet.parse(gtidExecuted));
        } catch (IllegalArgumentException notMysqlds) {
            return Optional.empty();
        }
    }

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    /**
     * Replication from a source that is the donor begins here.
     *
     * @param file name of the log without its directory, as {@code SOURCE_LOG_FILE} takes it
     * @param position byte in it
     */
    public record LogPosition(String file, long position) {}

    /**
     * Reads what mysqld writes at the end of {@code #status_recovery} and {@code #view_status}: the path of a binary log,
     * a position in it, and a GTID set over any number of lines. A donor without a binary log leaves the path empty;
     * some versions leave out both lines then.
     */
    static SnapshotPosition parse(List<String> lines) {
        if (lines.size() < 2 || !NUMBER.matcher(lines.get(1)).matches()) {
            return new SnapshotPosition(Optional.empty(), oneLine(lines));
        }
        String path = lines.getFirst();
        String file = path.substring(path.lastIndexOf('/') + 1);
        Optional<LogPosition> log =
                file.isEmpty() ? Optional.empty() : Optional.of(new LogPosition(file, Long.parseLong(lines.get(1))));
        return new SnapshotPosition(log, oneLine(lines.subList(2, lines.size())));
    }

    private static String oneLine(List<String> lines) {
        return String.join("", lines).replaceAll("\\s", "");
    }
}
