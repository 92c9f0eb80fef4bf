package io.mysqlclone.release;

import java.util.List;
import java.util.Optional;

/**
 * Between which versions a clone is possible. The table, which docs/compatibility.md shows to people:
 *
 * <table>
 * <caption>What a recipient starts on</caption>
 * <tr><th>recipient</th><th>donor</th></tr>
 * <tr><td>8.0.30 to 8.0.36</td><td>exactly the same patch</td></tr>
 * <tr><td>8.0.37 and later</td><td>8.0.37 and later</td></tr>
 * <tr><td>any other series</td><td>any patch of the same series</td></tr>
 * <tr><td>a series of {@link #CHAIN}</td><td>the one before it in the chain too</td></tr>
 * </table>
 *
 * <p>Sources: MySQL manual, "Clone Plugin Limitations" (8.0, 9.5, 9.7, 26.10); the rule in the server's {@code
 * mysys/my_clone.cc} (2026) with its unit test. A recipient of 9.7 itself takes "the next long-term series" to be one
 * major number more, which was the numbering of its time; no series has become of that.
 */
public final class CloneRules {
    /**
     * The oldest donor whose redo log has the form of today, which is the only one that is read here. A server before it
     * would not even find the log of a clone, and start without recovery.
     */
    public static final ServerVersion OLDEST_DONOR = new ServerVersion(8, 0, 30);

    /** Long-term series of which each starts on a clone of the one before it. */
    private static final List<Series> CHAIN =
            List.of(new Series(9, 7), new Series(28, 4), new Series(30, 4), new Series(32, 4));

    private static final Series OLD = new Series(8, 0);
    private static final Series FIRST_LONG_TERM = new Series(8, 4);

    /** From this patch of 8.0 on patches need not be the same. */
    private static final int ANY_PATCH = 37;

    /** Major numbers are years since 26. */
    private static final int MOST = 100;

    private CloneRules() {}

    /** Whether a server starts on a clone. */
    public enum Answer {
        YES,
        NO,
        /** Both are newer than what is known here. */
        NOT_KNOWN
    }

    /** Why this program can't clone {@code donor}, in one sentence without a stop; empty when it can. */
    public static Optional<String> refusal(ServerVersion donor) {
        return donor.compareTo(OLDEST_DONOR) >= 0
                ? Optional.empty()
                : Optional.of("this program clones MySQL " + OLDEST_DONOR + " and later, and the donor runs " + donor
                        + ", whose redo log has another form (3864 ER_CLONE_DONOR_VERSION)");
    }

    /** Whether a server of the release {@code recipient} starts on a clone of {@code donor}. */
    public static Answer startsOn(Release recipient, Release donor) {
        ServerVersion mine = recipient.version();
        ServerVersion theirs = donor.version();
        if (mine.series().equals(theirs.series())) {
            boolean anyPatch = !mine.series().equals(OLD)
                    || mine.patch() == theirs.patch()
                    || (mine.patch() >= ANY_PATCH && theirs.patch() >= ANY_PATCH);
            return anyPatch ? Answer.YES : Answer.NO;
        }
        if (recipient.deniesLongTerm() || donor.deniesLongTerm()) {
            return Answer.NO;
        }
        if (next(theirs.series()).filter(mine.series()::equals).isPresent()) {
            return Answer.YES;
        }
        return theirs.series().compareTo(CHAIN.getLast()) >= 0 && mine.compareTo(theirs) > 0
                ? Answer.NOT_KNOWN
                : Answer.NO;
    }

    /** Which servers start on a clone of {@code donor}: {@code 9.7 of any patch level, or 28.4, the long-term ...}. */
    public static String starters(ServerVersion donor) {
        Series series = donor.series();
        if (series.equals(OLD)) {
            return donor.patch() >= ANY_PATCH ? "MySQL 8.0." + ANY_PATCH + " or a later 8.0" : "exactly MySQL " + donor;
        }
        return "MySQL " + series + " of any patch level"
                + next(series)
                        .map(later -> ", or " + later + ", the next long-term series")
                        .orElse("");
    }

    /** Whether there can be such a server, of those that have a data dictionary: bytes may say anything. */
    public static boolean isPossible(ServerVersion version) {
        return version.major() >= OLD.major() && version.major() < MOST;
    }

    /** Whether the series is a long-term one; those that are newer than what is known here are not. */
    public static boolean isLongTerm(Series series) {
        return series.equals(FIRST_LONG_TERM) || CHAIN.contains(series);
    }

    private static Optional<Series> next(Series series) {
        int at = CHAIN.indexOf(series);
        return at < 0 || at + 1 == CHAIN.size() ? Optional.empty() : Optional.of(CHAIN.get(at + 1));
    }
}
