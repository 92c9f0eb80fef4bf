package io.mysqlclone.testbed;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Questions to a server, each on a connection of its own. */
public final class Sql {

    /** Opens a connection. */
    @FunctionalInterface
    public interface Connector {
        /** A new connection, which the caller closes. */
        Connection connect() throws SQLException;
    }

    private static final String BASE_TABLES = """
            SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'
            AND table_schema NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema') ORDER BY 1, 2""";

    private static final int TABLES_AT_ONCE = 200;

    private final Connector connector;

    /** Uses a new connection for each question. */
    public Sql(Connector connector) {
        this.connector = connector;
    }

    /** Runs a query and returns its rows, NULL as the text {@code NULL}. */
    public List<List<String>> query(String query) {
        try (Connection connection = connector.connect()) {
            return query(connection, query);
        } catch (SQLException e) {
            throw failed(query, e);
        }
    }

    /** The one value that a query returns. */
    public String value(String query) {
        List<List<String>> rows = query(query);
        if (rows.size() != 1 || rows.getFirst().size() != 1) {
            throw new IllegalStateException("one value expected from " + query + " but got " + rows);
        }
        return rows.getFirst().getFirst();
    }

    /** Runs one or several statements, separated by semicolons. */
    public void execute(String statements) {
        try (Connection connection = connector.connect();
                Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(statements);
            // An error in the second or a later statement shows only when its result is asked for.
            while (rows || statement.getUpdateCount() >= 0) {
                rows = statement.getMoreResults();
            }
        } catch (SQLException e) {
            throw failed(statements, e);
        }
    }

    /** CHECKSUM TABLE of every base table outside the system schemas, by {@code schema.table}. */
    public Map<String, String> checksums() {
        try (Connection connection = connector.connect()) {
            List<String> names = query(connection, BASE_TABLES).stream()
                    .map(row -> quoted(row.get(0)) + "." + quoted(row.get(1)))
                    .toList();
            Map<String, String> checksums = new TreeMap<>();
            for (int from = 0; from < names.size(); from += TABLES_AT_ONCE) {
                List<String> some = names.subList(from, Math.min(names.size(), from + TABLES_AT_ONCE));
                for (List<String> row : query(connection, "CHECKSUM TABLE " + String.join(", ", some))) {
                    checksums.put(row.get(0), row.get(1));
                }
            }
            return checksums;
        } catch (SQLException e) {
            throw failed("CHECKSUM TABLE", e);
        }
    }

    /** An identifier between backticks. */
    public static String quoted(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    private static List<List<String>> query(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            int columns = result.getMetaData().getColumnCount();
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>(columns);
                for (int column = 1; column <= columns; column++) {
                    String value = result.getString(column);
                    row.add(value == null ? "NULL" : value);
                }
                rows.add(row);
            }
            return rows;
        }
    }

    private static IllegalStateException failed(String statement, SQLException e) {
        String shown = statement.length() > 300 ? statement.substring(0, 300) + "..." : statement;
        return new IllegalStateException(
                "MySQL error " + e.getErrorCode() + " at: " + shown + ": " + e.getMessage(), e);
    }
}
