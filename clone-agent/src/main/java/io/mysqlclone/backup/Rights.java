package io.mysqlclone.backup;

import io.mysqlclone.engine.DonorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What this donor's account must be allowed to, tried all at once before anything begins: the last of it would be asked for only
 * when all files have been copied. What can't be tried without {@code component_mysqlbackup} is looked up in {@code SHOW GRANTS},
 * which has what roles give to this session too.
 */
final class Rights {
    private static final int ER_SPECIFIC_ACCESS_DENIED = 1227;
    private static final int ER_WRONG_TYPE_FOR_VAR = 1232;
    private static final int ER_TABLEACCESS_DENIED = 1142;
    private static final int ER_OPTION_PREVENTS_STATEMENT = 1290;
    private static final String TRACKING = "SELECT mysqlbackup_page_track_get_start_lsn()";
    private static final String ROTATION = "FLUSH NO_WRITE_TO_BINLOG ENGINE LOGS";
    private static final String TABLESPACES = "SELECT SPACE FROM information_schema.INNODB_TABLESPACES_BRIEF LIMIT 1";
    private static final String POINT = "SELECT LOCAL FROM performance_schema.log_status";
    /** Needs INSERT on that table, and inserts nothing. */
    private static final String INSTALLATION =
            "INSERT INTO mysql.component (component_urn) SELECT 'file://none' FROM DUAL WHERE FALSE";

    /** Never done, for want of the right type of the value, which the server looks at after the privilege. */
    private static final String LIST = "SET GLOBAL mysqlbackup.backupid = 0";

    private Rights() {}

    /**
     * All that is missing, as statements that grant it, separated by semicolons; empty when nothing is.
     *
     * @param tracking how it is with {@code component_mysqlbackup}
     * @param tables whether tables without a log are locked and read
     */
    static Optional<String> missing(Session session, Tracking tracking, boolean tables) throws DonorException {
        List<String> missing = new ArrayList<>();
        Granted granted = tracking == Tracking.THERE
                ? (privilege, statement) -> !isDenied(session, statement, ER_SPECIFIC_ACCESS_DENIED)
                : (privilege, statement) -> isGranted(session, privilege);
        if (!granted.is("BACKUP_ADMIN", TRACKING)) {
            missing.add("BACKUP_ADMIN");
        }
        if (isDenied(session, ROTATION, ER_SPECIFIC_ACCESS_DENIED)) {
            missing.add("RELOAD");
        }
        if (!granted.is("SYSTEM_VARIABLES_ADMIN", LIST)) {
            missing.add("SYSTEM_VARIABLES_ADMIN");
        }
        if (isDenied(session, TABLESPACES, ER_SPECIFIC_ACCESS_DENIED)) {
            missing.add("PROCESS");
        }
        for (String privilege : tables ? List.of("SELECT", "LOCK TABLES") : List.<String>of()) {
            // No table is there to try it at, perhaps, until a clone is made.
            if (!isGranted(session, privilege)) {
                missing.add(privilege);
            }
        }
        boolean noTable = isDenied(session, POINT, ER_TABLEACCESS_DENIED);
        boolean noInstall =
                tracking == Tracking.TO_BE_INSTALLED && isDenied(session, INSTALLATION, ER_TABLEACCESS_DENIED);
        if (missing.isEmpty() && !noTable && !noInstall) {
            return Optional.empty();
        }
        String account = account(session);
        List<String> grants = new ArrayList<>();
        if (!missing.isEmpty()) {
            grants.add("GRANT " + String.join(", ", missing) + " ON *.* TO " + account);
        }
        if (noTable) {
            grants.add("GRANT SELECT ON performance_schema.* TO " + account);
        }
        if (noInstall) {
            grants.add("GRANT INSERT ON mysql.component TO " + account);
        }
        return Optional.of(String.join("; ", grants));
    }

    /** How it is with {@code component_mysqlbackup}. */
    enum Tracking {
        /** It is there. */
        THERE,
        /** It is not there. */
        ABSENT,
        /** It is not there, and is to be installed. */
        TO_BE_INSTALLED
    }

    private interface Granted {
        boolean is(String privilege, String statement) throws DonorException;
    }

    /** This session's account, quoted. */
    static String account(Session session) throws DonorException {
        return session.row("SELECT CONCAT(QUOTE(SUBSTRING_INDEX(CURRENT_USER(), '@', 1)), '@',"
                        + " QUOTE(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)))")
                .getFirst()
                .orElse("");
    }

    private static boolean isGranted(Session session, String privilege) throws DonorException {
        return session.rows("SHOW GRANTS").stream()
                .map(row -> row.getFirst().orElse(""))
                .filter(grant -> grant.contains(" ON *.* TO "))
                .map(grant -> grant.substring("GRANT ".length(), grant.indexOf(" ON *.* TO ")))
                .flatMap(list -> Stream.of(list.split(",")))
                .map(String::strip)
                .anyMatch(each -> each.equals(privilege) || each.equals("ALL PRIVILEGES"));
    }

    private static boolean isDenied(Session session, String statement, int denied) throws DonorException {
        try {
            session.rows(statement);
            return false;
        } catch (DonorException e) {
            if (e.error() == denied) {
                return true;
            }
            if (e.error() == ER_SPECIFIC_ACCESS_DENIED
                    || e.error() == ER_WRONG_TYPE_FOR_VAR
                    || e.error() == ER_OPTION_PREVENTS_STATEMENT) {
                // For want of BACKUP_ADMIN, which is tried by itself; or the value that is of the wrong type; or
                // super_read_only, which is looked at by itself too.
                return false;
            }
            throw e;
        }
    }
}
