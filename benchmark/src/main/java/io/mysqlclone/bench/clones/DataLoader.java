package io.mysqlclone.bench.clones;

import io.mysqlclone.bench.Row.DataSet;
import io.mysqlclone.testbed.MysqlServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Fills a data directory with the tables {@code bench.t0}, {@code bench.t1} and so on, by a mysqld that is tuned for that
 * and gone afterwards.
 */
final class DataLoader {
    static final String SCHEMA = "bench";

    private static final int SESSIONS = 2;
    private static final int ROWS_PER_STATEMENT = 2000;

    /** Five of these rows fill a page of 16 KiB as full as InnoDB fills it. */
    private static final int PAYLOAD = 3000;

    private static final int PAGE_SHARE = 16384 / 5;

    private DataLoader() {}

    /** Makes a data directory with this data. */
    static void load(Path scratch, Path dataDir, DataSet data) throws InterruptedException {
        try (MysqlServer server = MysqlServer.builder(scratch)
                .newDataDir(dataDir)
                .option("--disable-log-bin")
                .option("--innodb-buffer-pool-size=512M")
                .option("--innodb-doublewrite=OFF")
                .option("--innodb-flush-log-at-trx-commit=0")
                .start()) {
            // Nothing has to survive a crash here; it is written out in full when the server stops.
            server.execute("ALTER INSTANCE DISABLE INNODB REDO_LOG; CREATE SCHEMA " + SCHEMA);
            fill(server, data);
            server.execute("ALTER INSTANCE ENABLE INNODB REDO_LOG");
            server.stop();
        }
    }

    /** Rows of each table. */
    static int rowsPerTable(DataSet data) {
        return Math.toIntExact(Math.max(1, data.bytes() / data.tables() / PAGE_SHARE));
    }

    private static void fill(MysqlServer server, DataSet data) throws InterruptedException {
        try (ExecutorService sessions = Executors.newFixedThreadPool(SESSIONS)) {
            List<Future<?>> parts = new ArrayList<>();
            for (int session = 0; session < SESSIONS; session++) {
                int first = session;
                parts.add(sessions.submit(() -> {
                    fillEverySecond(server, data, first);
                    return true;
                }));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot make the donor's data: " + e.getCause(), e);
        }
    }

    private static void fillEverySecond(MysqlServer server, DataSet data, int first) throws SQLException {
        String payload =
                switch (data.content()) {
                    case RANDOM ->
                        "CONCAT(" + "RANDOM_BYTES(1000), ".repeat(PAYLOAD / 1000 - 1) + "RANDOM_BYTES(1000))";
                    case COMPRESSIBLE -> "CONCAT(RANDOM_BYTES(300), REPEAT('compressible', 225))";
                };
        int rows = rowsPerTable(data);
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION cte_max_recursion_depth = " + ROWS_PER_STATEMENT);
            for (int table = first; table < data.tables(); table += SESSIONS) {
                String name = SCHEMA + ".t" + table;
                statement.execute(
                        "CREATE TABLE " + name + " (id INT PRIMARY KEY, payload VARBINARY(" + PAYLOAD + ") NOT NULL)");
                for (int done = 0; done < rows; done += ROWS_PER_STATEMENT) {
                    int last = Math.min(rows, done + ROWS_PER_STATEMENT) - 1;
                    statement.execute("INSERT INTO " + name + " WITH RECURSIVE r (n) AS (SELECT " + done
                            + " UNION ALL SELECT n + 1 FROM r WHERE n < " + last + ") SELECT n, " + payload
                            + " FROM r");
                }
            }
        }
    }
}
