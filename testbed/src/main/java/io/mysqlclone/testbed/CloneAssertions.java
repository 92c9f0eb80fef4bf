package io.mysqlclone.testbed;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What must hold between a donor and a server that was started on a clone of it. */
public final class CloneAssertions {

    private static final int CATCH_UP_SECONDS = 180;

    private CloneAssertions() {}

    /** Fails unless every table has the expected checksum, no table is missing and none is there in excess. */
    public static void assertSameTables(Map<String, String> expected, Map<String, String> actual) {
        Map<String, String> differences = new LinkedHashMap<>();
        TreeSet<String> tables = new TreeSet<>(expected.keySet());
        tables.addAll(actual.keySet());
        for (String table : tables) {
            String wanted = expected.getOrDefault(table, "absent");
            String found = actual.getOrDefault(table, "absent");
            if (!wanted.equals(found) || found.equals("NULL")) {
                differences.put(table, "donor " + wanted + ", copy " + found);
            }
        }
        if (!differences.isEmpty()) {
            throw new AssertionError("tables differ between donor and copy: " + differences);
        }
    }

    /** For a donor that nobody has written to since the clone began: same tables, same transactions. */
    public static void assertSameAs(MysqlServer donor, MysqlServer copy) {
        assertSameTables(donor.checksums(), copy.checksums());
        assertEqual("gtid_executed", donor.gtidExecuted(), copy.gtidExecuted());
    }

    /**
     * For a donor that was written to during the clone and is now at rest: the copy replicates, from the position that it
     * claims to be a snapshot of, what the donor has written since; then both must be the same. A transaction that the
     * snapshot lacks or has in excess makes the applier fail or the checksums differ. The donor needs a binary log.
     */
    public static void assertSameAfterCatchingUp(MysqlServer donor, MysqlServer copy) {
        String claimed = copy.gtidExecuted();
        assertEqual(
                "GTIDs of the copy that the donor does not have",
                "",
                donor.sql().value("SELECT GTID_SUBTRACT('" + claimed + "', @@GLOBAL.gtid_executed)"));
        copy.execute("CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = " + donor.port()
                + ", SOURCE_USER = 'root', SOURCE_PASSWORD = '', SOURCE_AUTO_POSITION = 1; START REPLICA");
        try {
            String outcome = copy.sql()
                    .value("SELECT WAIT_FOR_EXECUTED_GTID_SET('" + donor.gtidExecuted() + "', " + CATCH_UP_SECONDS
                            + ")");
            if (!outcome.equals("0")) {
                throw new AssertionError("the copy does not catch up from " + claimed + ": " + replicationErrors(copy));
            }
        } finally {
            copy.execute("STOP REPLICA; RESET REPLICA ALL");
        }
        assertSameAs(donor, copy);
    }

    /** Fails when the server has logged an error, and then stops it cleanly, starts it again and stops it. */
    public static void assertHealthyRestart(MysqlServer copy) {
        assertEqual("errors in the log", "", errors(copy));
        copy.restart();
        assertEqual("errors in the log", "", errors(copy));
        copy.stop();
    }

    /** The lines of the error log that are errors. */
    public static String errors(MysqlServer server) {
        return String.join(
                "\n",
                server.errorLog()
                        .lines()
                        .filter(line -> line.contains("[ERROR]"))
                        .toList());
    }

    private static List<List<String>> replicationErrors(MysqlServer copy) {
        return copy.query("""
                SELECT LAST_ERROR_NUMBER, LAST_ERROR_MESSAGE FROM performance_schema.replication_applier_status_by_worker
                WHERE LAST_ERROR_NUMBER <> 0 UNION ALL
                SELECT LAST_ERROR_NUMBER, LAST_ERROR_MESSAGE FROM performance_schema.replication_connection_status
                WHERE LAST_ERROR_NUMBER <> 0""");
    }

    private static void assertEqual(String what, String expected, String actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError(what + ": expected '" + expected + "' but found '" + actual + "'");
        }
    }
}
