package io.mysqlclone.donor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.testbed.MysqlServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Writers of tables without a log, each statement of several rows; ended when it is closed. */
final class TableLoad implements AutoCloseable {
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    TableLoad(MysqlServer server, int writers) {
        server.execute("CREATE SCHEMA hot");
        for (int i = 0; i < writers; i++) {
            String table = "hot.t" + i % 2;
            server.execute("CREATE TABLE IF NOT EXISTS " + table
                    + " (a INT PRIMARY KEY AUTO_INCREMENT, b INT, c VARCHAR(200), KEY (b)) ENGINE = MyISAM");
            int writer = i;
            threads.add(Thread.ofPlatform().start(() -> write(server, table, writer)));
        }
    }

    private void write(MysqlServer server, String table, int writer) {
        try (Connection connection = server.connect();
                var statement = connection.createStatement()) {
            for (int i = 0; !stopped.get(); i++) {
                StringBuilder rows = new StringBuilder("(" + i + ", REPEAT('x', 100))");
                for (int row = 1; row < 40; row++) {
                    rows.append(", (")
                            .append(i + row)
                            .append(", REPEAT('y', ")
                            .append(row)
                            .append("))");
                }
                statement.execute("INSERT INTO " + table + " (b, c) VALUES " + rows);
                statement.execute("UPDATE " + table + " SET c = CONCAT(c, '" + writer + "'), b = b + 1 WHERE a % 17 = "
                        + i % 17 + " ORDER BY a DESC LIMIT 30");
                statement.execute("DELETE FROM " + table + " WHERE a % 5 = " + i % 5 + " ORDER BY a LIMIT 35");
            }
        } catch (SQLException e) {
            failures.add(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        stopped.set(true);
        threads.forEach(TableLoad::ended);
        assertThat(failures).isEmpty();
    }

    /** Waits for the end of a thread that was told to end. */
    static void ended(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Why a writer has ended before its time. */
    List<String> failures() {
        return failures;
    }
}
