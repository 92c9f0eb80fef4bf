package io.mysqlclone.innodb.source;

import io.mysqlclone.engine.DonorRelease;
import io.mysqlclone.release.CloneRules;
import io.mysqlclone.release.Release;
import io.mysqlclone.release.ServerVersion;
import io.mysqlclone.release.UpgradeHistory;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which server a data directory is of: the last one in {@code mysql_upgrade_history} (8.4 and later), else the one that
 * wrote the first page of the system tablespace.
 */
final class ReleaseHistory {
    private ReleaseHistory() {}

    /** @param versionNumber as in a first page, such as 90704 */
    static DonorRelease of(Path dataDir, int versionNumber) {
        Optional<Release> last = UpgradeHistory.last(dataDir);
        ServerVersion version = last.map(Release::version).orElseGet(() -> ServerVersion.ofNumber(versionNumber));
        return new DonorRelease(
                version.toString(), last.flatMap(Release::maturity).orElseGet(() -> maturity(version)));
    }

    /** Where there is no history; long-term releases are known by their number. */
    static DonorRelease byNumber(int versionNumber) {
        ServerVersion version = ServerVersion.ofNumber(versionNumber);
        return new DonorRelease(version.toString(), maturity(version));
    }

    private static String maturity(ServerVersion version) {
        return CloneRules.isLongTerm(version.series()) ? Release.LONG_TERM : Release.INNOVATION;
    }
}
