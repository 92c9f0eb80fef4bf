package io.mysqlclone.datadir.live;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.TargetRefusedException.Reason;
import io.mysqlclone.datadir.live.BinaryLogContent.UnreadableLogException;
import io.mysqlclone.gtid.GtidSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which transactions the server on a data directory has executed, from its files. */
public final class RecipientGtids {
    private static final int LONGEST_SHOWN = 300;

    private RecipientGtids() {}

    /**
     * What a server has executed that is not running: what its last binary logs say, and the table of what is in none.
     *
     * @param logIndexes index files of its logs that are not in its data directory
     * @throws TargetRefusedException RECIPIENT_IS_AHEAD when that can't be known
     */
    public static GtidSet of(DataDirectory directory, List<Path> logIndexes) throws IOException {
        List<BinaryLogContent> last = lastLogs(directory, LogIndex.all(directory.root(), logIndexes));
        requireCleanEnd(directory, last);
        return executed(directory, last);
    }

    /**
     * As {@link #of}, of a server that may be running: the latest transactions may be missing.
     *
     * @throws TargetRefusedException RECIPIENT_IS_AHEAD when it will not be known when it has stopped either
     */
    public static GtidSet atLeast(DataDirectory directory, List<Path> logIndexes) throws IOException {
        return executed(directory, lastLogs(directory, LogIndex.all(directory.root(), logIndexes)));
    }

    /**
     * Demands that the server, which is not running, has executed nothing that the donor has not.
     *
     * @param donor what the donor has executed
     * @throws TargetRefusedException RECIPIENT_IS_AHEAD when it has, or when that can't be known
     */
    public static void requireBehind(DataDirectory directory, List<Path> logIndexes, GtidSet donor) throws IOException {
        requireBehind(directory, of(directory, logIndexes), donor);
    }

    /**
     * As the other, of a set that is known.
     *
     * @throws TargetRefusedException RECIPIENT_IS_AHEAD when it has a transaction that the donor has not
     */
    public static void requireBehind(DataDirectory directory, GtidSet recipient, GtidSet donor)
            throws TargetRefusedException {
        String ahead = recipient.minus(donor).toString();
        if (!ahead.isEmpty()) {
            throw new TargetRefusedException(
                    Reason.RECIPIENT_IS_AHEAD,
                    "the server on " + directory + " has executed transactions that the donor has not ("
                            + (ahead.length() <= LONGEST_SHOWN ? ahead : ahead.substring(0, LONGEST_SHOWN) + "...")
                            + "), so it may be replaced only if it is behind the donor, and it is not",
                    "look what they are, and give --overwrite always to lose them");
        }
    }

    private static List<BinaryLogContent> lastLogs(DataDirectory directory, List<LogIndex> indexes) throws IOException {
        List<BinaryLogContent> last = new ArrayList<>();
        for (LogIndex index : indexes) {
            if (!index.binaryLogs().isEmpty()) {
                try {
                    last.add(BinaryLogContent.read(index.binaryLogs().getLast()));
                } catch (UnreadableLogException e) {
                    throw unknown(directory, String.valueOf(e.getMessage()));
                }
            }
        }
        if (last.isEmpty()) {
            throw unknown(directory, "it has no binary logs, or none that are found");
        }
        return last;
    }

    private static GtidSet executed(DataDirectory directory, List<BinaryLogContent> last) throws IOException {
        GtidSet all = ExecutedGtids.of(directory.root())
                .orElseThrow(() -> unknown(directory, "its table mysql.gtid_executed can't be read: it is encrypted"));
        for (BinaryLogContent log : last) {
            all = all.union(log.all());
        }
        return all;
    }

    /** What a server executed last before a crash may be in its redo log only. */
    private static void requireCleanEnd(DataDirectory directory, List<BinaryLogContent> last)
            throws TargetRefusedException {
        if (last.stream().anyMatch(BinaryLogContent::inUse)) {
            throw unknown(directory, "it did not end by a shutdown; start and stop it once");
        }
    }

    private static TargetRefusedException unknown(DataDirectory directory, String why) {
        return new TargetRefusedException(
                Reason.RECIPIENT_IS_AHEAD,
                "whether the server on " + directory + " is behind the donor, without which it may not be replaced,"
                        + " can't be known: " + why,
                "give --overwrite always to replace it nevertheless");
    }
}
