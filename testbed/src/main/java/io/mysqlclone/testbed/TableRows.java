package io.mysqlclone.testbed;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the rows of tables are, by reading all their columns. CHECKSUM TABLE differs from run to run on one and the same
 * server where a table has virtual columns or a multi-valued index; this does not.
 */
public final class TableRows {
    private static final String TABLES = """
            SELECT t.table_schema, t.table_name FROM information_schema.tables t WHERE t.table_type = 'BASE TABLE'
            AND t.table_schema NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema') ORDER BY 1, 2""";

    private TableRows() {}

    /** Number and digest of the rows of every base table outside the system schemas, by {@code schema.table}. */
    public static Map<String, String> digests(MysqlServer server) {
        Map<String, String> digests = new TreeMap<>();
        for (List<String> table : server.query(TABLES)) {
            digests.put(String.join(".", table), digest(server, table.get(0), table.get(1)));
        }
        return digests;
    }

    private static String digest(MysqlServer server, String schema, String table) {
        String row = server
                .query("SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = "
                        + text(schema) + " AND table_name = " + text(table) + " ORDER BY ordinal_position")
                .stream()
                .map(column -> "IFNULL(HEX(" + bytes(Sql.quoted(column.get(0)), column.get(1)) + "), '-')")
                .collect(Collectors.joining(", "));
        String all = "SELECT CONCAT(COUNT(*), ' rows, ', IFNULL(SUM(CRC32(CONCAT_WS(',', " + row + "))), 0)) FROM "
                + Sql.quoted(schema) + "." + Sql.quoted(table);
        return server.sql().value(all);
    }

    /** HEX of a number rounds it, so it is made a text; a vector can't be made one. */
    private static String bytes(String column, String type) {
        return type.equals("vector") ? column : "CONCAT(" + column + ")";
    }

    private static String text(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
