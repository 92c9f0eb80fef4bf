package io.mysqlclone.recipient;

import io.mysqlclone.testbed.MysqlServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** A schema {@code d} of many small tables, made by several sessions at once. */
public final class ManyTables {
    private static final int SESSIONS = 4;

    private ManyTables() {}

    /** Makes them; nothing of it is in the binary log. */
    public static void create(MysqlServer server, int tables) {
        server.execute("CREATE SCHEMA d");
        int each = tables / SESSIONS;
        List<CompletableFuture<Void>> sessions = IntStream.range(0, SESSIONS)
                .mapToObj(session -> CompletableFuture.runAsync(
                        () -> create(server, session * each, each), Thread::startVirtualThread))
                .toList();
        sessions.forEach(CompletableFuture::join);
    }

    private static void create(MysqlServer server, int first, int count) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET sql_log_bin = OFF");
            for (int i = first; i < first + count; i++) {
                statement.execute("CREATE TABLE d.t" + i + " (a INT PRIMARY KEY)");
                statement.execute("INSERT INTO d.t" + i + " VALUES (" + i + ")");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
