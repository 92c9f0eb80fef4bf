package io.mysqlclone.e2e;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;

/** DDL on a server that does not come to its end, so that a clone that blocks DDL waits for it before anything is copied. */
final class EndlessDdl implements AutoCloseable {

    private final Connection reader;
    private final Thread ddl;

    private EndlessDdl(Connection reader, Thread ddl) {
        this.reader = reader;
        this.ddl = ddl;
    }

    /** Begins it on the table {@code old.rows}, which a reader does not let go before this is closed. */
    static EndlessDdl on(Stage.Recipient server) throws SQLException {
        Connection reader = server.set().connector(server.ordinal()).connect();
        try (Statement statement = reader.createStatement()) {
            statement.execute("BEGIN");
            statement.execute("SELECT COUNT(*) FROM old.rows");
        }
        Thread ddl = Thread.ofVirtual().start(() -> {
            try (Connection writer = server.set().connector(server.ordinal()).connect();
                    Statement statement = writer.createStatement()) {
                statement.execute("ALTER TABLE old.rows COMMENT 'changed'");
            } catch (SQLException e) {
                // Its server has lost power, or the scenario is over.
            }
        });
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> server.sql()
                        .value("SELECT COUNT(*) FROM performance_schema.metadata_locks WHERE OBJECT_NAME = 'rows'"
                                + " AND OBJECT_SCHEMA = 'old' AND LOCK_STATUS = 'PENDING'")
                        .equals("1"));
        return new EndlessDdl(reader, ddl);
    }

    /** Lets it end. */
    @Override
    public void close() throws SQLException {
        reader.close();
        ddl.interrupt();
    }
}
