package io.mysqlclone.backup;

import io.mysqlclone.engine.DonorException;
import java.util.ArrayList;
import java.util.List;

/**
 * What this donor's account must be allowed to, tried all at once before anything begins: the last of it would be asked for only
 * when all files have been copied.
 */
final class Rights {
    private static final int ER_SPECIFIC_ACCESS_DENIED = 1227;
    private static final int ER_WRONG_VALUE_FOR_VAR = 1231;
    private static final int ER_TABLEACCESS_DENIED = 1142;
    private static final String TRACKING = "SELECT mysqlbackup_page_track_get_start_lsn()";
    private static final String ROTATION = "FLUSH NO_WRITE_TO_BINLOG ENGINE LOGS";
    private static final String TABLESPACES = "SELECT SPACE FROM information_schema.INNODB_TABLESPACES_BRIEF LIMIT 1";
    private static final String POINT = "SELECT LOCAL FROM performance_schema.log_status";
    private static final String LIST = "SET GLOBAL mysqlbackup.backupid = ''";

    private Rights() {}

    /**
     * Returns when nothing is missing.
     *
     * @param idle whether {@code mysqlbackup.backupid} is empty, so that it may be set to that
     * @throws DonorException with all that is missing, as GRANTs
     */
    static void require(Session session, boolean idle) throws DonorException {
        List<String> missing = new ArrayList<>();
        if (isDenied(session, TRACKING, ER_SPECIFIC_ACCESS_DENIED)) {
            missing.add("BACKUP_ADMIN");
        }
        if (isDenied(session, ROTATION, ER_SPECIFIC_ACCESS_DENIED)) {
            missing.add("RELOAD");
        }
        if (idle && isDenied(session, LIST, ER_SPECIFIC_ACCESS_DENIED)) {
            missing.add("SYSTEM_VARIABLES_ADMIN");
        }
        if (isDenied(session, TABLESPACES, ER_SPECIFIC_ACCESS_DENIED)) {
            missing.add("PROCESS");
        }
        boolean noTable = isDenied(session, POINT, ER_TABLEACCESS_DENIED);
        if (missing.isEmpty() && !noTable) {
            return;
        }
        String account = session.row("SELECT CONCAT(QUOTE(SUBSTRING_INDEX(CURRENT_USER(), '@', 1)), '@',"
                        + " QUOTE(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)))")
                .getFirst()
                .orElse("");
        List<String> grants = new ArrayList<>();
        if (!missing.isEmpty()) {
            grants.add("GRANT " + String.join(", ", missing) + " ON *.* TO " + account);
        }
        if (noTable) {
            grants.add("GRANT SELECT ON performance_schema.* TO " + account);
        }
        throw new DonorException(
                ER_SPECIFIC_ACCESS_DENIED,
                "the account " + account + " may not do all that a donor beside the server has to: "
                        + String.join("; ", grants));
    }

    private static boolean isDenied(Session session, String statement, int denied) throws DonorException {
        try {
            session.rows(statement);
            return false;
        } catch (DonorException e) {
            if (e.error() == denied) {
                return true;
            }
            if (e.error() == ER_SPECIFIC_ACCESS_DENIED || e.error() == ER_WRONG_VALUE_FOR_VAR) {
                // For want of BACKUP_ADMIN, which is tried by itself: the list's name is said to be wrong then.
                return false;
            }
            throw e;
        }
    }
}
