package io.mysqlclone.testbed.demo;

import io.mysqlclone.testbed.MysqlServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The checksums of all tables of a donor at the position of a snapshot, beside those of the copy. */
final class SnapshotComparison {

    private static final int REPLAY_SECONDS = 600;

    private final Map<String, String> donor;
    private final Map<String, String> copy;

    private SnapshotComparison(Map<String, String> donor, Map<String, String> copy) {
        this.donor = donor;
        this.copy = copy;
    }

    /**
     * Compares.
     *
     * @param busySchema the one schema that is written to; all that ever happened in it is in the donor's binary log
     * @param scratch where the server that replays that log may live; made here
     * @param snapshot the GTID set that the copy started with
     */
    static SnapshotComparison of(MysqlServer donor, MysqlServer copy, String busySchema, Path scratch, String snapshot)
            throws IOException {
        Map<String, String> then = new TreeMap<>();
        donor.checksums().forEach((table, checksum) -> {
            if (!table.startsWith(busySchema + ".")) {
                then.put(table, checksum);
            }
        });
        try (MysqlServer witness = MysqlServer.builder(Files.createDirectory(scratch))
                .replicated()
                .option("--skip-replica-start")
                .start()) {
            replay(donor, witness, snapshot);
            then.putAll(witness.checksums());
        }
        return new SnapshotComparison(then, copy.checksums());
    }

    private static void replay(MysqlServer donor, MysqlServer witness, String snapshot) {
        witness.execute("CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = " + donor.port()
                + ", SOURCE_USER = 'root', SOURCE_AUTO_POSITION = 1; START REPLICA UNTIL SQL_AFTER_GTIDS = '" + snapshot
                + "'");
        String outcome =
                witness.sql().value("SELECT WAIT_FOR_EXECUTED_GTID_SET('" + snapshot + "', " + REPLAY_SECONDS + ")");
        witness.execute("STOP REPLICA");
        if (!outcome.equals("0") || !witness.gtidExecuted().equals(snapshot)) {
            throw new IllegalStateException("the donor's binary log cannot be replayed to exactly " + snapshot
                    + ": the replaying server is at " + witness.gtidExecuted());
        }
    }

    /** Prints a line for each table; returns whether all are equal. */
    boolean print(PrintStream out) {
        boolean allEqual = !donor.isEmpty();
        TreeSet<String> tables = new TreeSet<>(donor.keySet());
        tables.addAll(copy.keySet());
        int width = tables.stream().mapToInt(String::length).max().orElse(5);
        String line = "    %-" + width + "s  %12s  %12s  %s%n";
        out.printf(line, "table", "donor", "copy", "");
        for (String table : tables) {
            String then = donor.getOrDefault(table, "absent");
            String now = copy.getOrDefault(table, "absent");
            boolean equal = then.equals(now) && !now.equals("NULL");
            allEqual &= equal;
            out.printf(line, table, then, now, equal ? "equal" : "DIFFERENT");
        }
        return allEqual;
    }
}
