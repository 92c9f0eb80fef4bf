package io.mysqlclone.mysql.connection;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The result of a statement.
 *
 * @param columns their names, in order
 * @param rows as many fields as columns in each; a NULL is empty
 */
public record ResultTable(List<String> columns, List<List<Optional<String>>> rows) {
    public ResultTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** The rows by column name. */
    public List<Map<String, Optional<String>>> named() {
        return rows.stream().map(this::named).toList();
    }

    private Map<String, Optional<String>> named(List<Optional<String>> row) {
        Map<String, Optional<String>> named = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            named.put(columns.get(i), row.get(i));
        }
        return named;
    }
}
