package io.mysqlclone.recipient.target;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.TargetRefusedException.Reason;
import io.mysqlclone.datadir.live.LiveDirectory;
import io.mysqlclone.datadir.live.RecipientGtids;
import io.mysqlclone.datadir.live.TablespacePlaces;
import io.mysqlclone.gtid.GtidSet;
import io.mysqlclone.recipient.CloneRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether all that a clone in place must replace is known, and whether it may be replaced. Looked at before the transfer,
 * while a server may be running, and again at the commit, when none is.
 */
public final class OldServerCheck {
    private static final int MOST_NAMED = 10;

    private OldServerCheck() {}

    /**
     * Tells whether all of the old server's files are known.
     *
     * @throws TargetRefusedException LOGS_ELSEWHERE or TABLESPACES_ELSEWHERE when they are not
     */
    public static void requireKnownFiles(CloneRequest.Target target, DataDirectory directory) throws IOException {
        if (!target.inPlace()) {
            return;
        }
        LiveDirectory.requireKnownLogs(
                directory, target.oldServer().logIndexes(), target.oldServer().noBinaryLogs());
        List<Path> elsewhere = TablespacePlaces.outside(directory.root()).orElse(List.of());
        if (!elsewhere.isEmpty()) {
            throw new TargetRefusedException(
                    Reason.TABLESPACES_ELSEWHERE,
                    "the server on " + directory + " has tablespaces outside of it ("
                            + elsewhere.stream()
                                    .limit(MOST_NAMED)
                                    .map(Path::toString)
                                    .collect(Collectors.joining(", "))
                            + (elsewhere.size() > MOST_NAMED ? " and " + (elsewhere.size() - MOST_NAMED) + " more" : "")
                            + "), which would stay and may have the ids of tablespaces of the clone, so that mysqld does not"
                            + " start on it; drop them or move them into the data directory, or clone into an empty"
                            + " directory");
        }
    }

    /**
     * What can't be known of the old server's files, in a sentence.
     *
     * @return empty when nothing is hidden
     */
    public static Optional<String> hidden(CloneRequest.Target target, DataDirectory directory) throws IOException {
        return target.inPlace() && TablespacePlaces.outside(directory.root()).isEmpty()
                ? Optional.of("whether the server on " + directory
                        + " has tablespaces outside of it can't be seen, because its dictionary is encrypted or missing; one that it"
                        + " has would stay, and may have the id of a tablespace of the clone, so that mysqld does not start"
                        + " on it: ask that server for the files in INFORMATION_SCHEMA.FILES that begin with /")
                : Optional.empty();
    }

    /**
     * For {@code overwrite if-behind}, tells whether a server that may be running is behind the donor as far as can be
     * seen.
     *
     * @param donor what the donor has executed; empty when it was not asked, so that only what can't be known is told
     * @throws TargetRefusedException RECIPIENT_IS_AHEAD when it is not, or when that will not be known
     */
    public static void requireSeemsBehind(CloneRequest.Target target, DataDirectory directory, Optional<GtidSet> donor)
            throws IOException {
        if (isAsked(target)) {
            GtidSet recipient =
                    RecipientGtids.atLeast(directory, target.oldServer().logIndexes());
            if (donor.isPresent()) {
                RecipientGtids.requireBehind(directory, recipient, donor.get());
            }
        }
    }

    /**
     * For {@code overwrite if-behind}, tells whether a server that does not run is behind the donor.
     *
     * @param donor what the donor had executed at the end of the transfer; empty when that is not known
     * @throws TargetRefusedException RECIPIENT_IS_AHEAD when it is not, or when that can't be known
     */
    public static void requireBehind(CloneRequest.Target target, DataDirectory directory, Optional<GtidSet> donor)
            throws IOException {
        if (isAsked(target)) {
            RecipientGtids.requireBehind(
                    directory,
                    target.oldServer().logIndexes(),
                    donor.orElseThrow(() -> new TargetRefusedException(
                            Reason.RECIPIENT_IS_AHEAD,
                            "whether the server on " + directory
                                    + " is behind the donor can't be known, because the donor"
                                    + " did not tell its gtid_executed when the clone was received",
                            "clone again with --overwrite if-behind, or give --overwrite always")));
        }
    }

    private static boolean isAsked(CloneRequest.Target target) {
        return target.inPlace() && target.overwrite() == CloneRequest.Overwrite.IF_BEHIND;
    }
}
