package io.mysqlclone.testbed;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Tables of every kind that InnoDB stores in its own way, filled by the server itself. The rows are not written to the
 * binary log: they are there before a clone begins, and loading them is quicker so.
 */
public final class SampleData {

    private static final int BYTES_PER_ROW = 3850;
    private static final int ROWS_PER_STATEMENT = 4000;
    private static final int MEBIBYTES_PER_PLAIN_TABLE = 256;

    /** One table to make. */
    private record Table(String schema, String name, String definition, boolean compressible) {
        String qualified() {
            return Sql.quoted(schema) + "." + Sql.quoted(name);
        }
    }

    private final String schema;
    private int mebibytes = 16;
    private int smallTables;
    private boolean encrypted;
    private Optional<Path> external = Optional.empty();
    private LongConsumer progress = bytes -> {};
    private long written;

    private SampleData(String schema) {
        this.schema = schema;
    }

    /** Tables in this schema, which is made, and in one with the same name and {@code -ü.#} added. */
    public static SampleData in(String schema) {
        return new SampleData(schema);
    }

    /** About how much data, in MiB; three quarters of it in ordinary tables, the rest spread over the other kinds. */
    public SampleData mebibytes(int value) {
        mebibytes = value;
        return this;
    }

    /** Adds this many tables of one row each. */
    public SampleData smallTables(int count) {
        smallTables = count;
        return this;
    }

    /** Adds an encrypted table and tablespace; the server needs a keyring. */
    public SampleData encrypted() {
        encrypted = true;
        return this;
    }

    /** Adds a table and a tablespace outside the data directory; the server must have been told it as innodb_directories. */
    public SampleData externalDirectory(Path directory) {
        external = Optional.of(directory.toAbsolutePath());
        return this;
    }

    /** Is told, after each statement, how many bytes of rows there are by now. */
    public SampleData onProgress(LongConsumer value) {
        progress = value;
        return this;
    }

    /** Makes and fills the tables; returns when they are committed. */
    public void createIn(MysqlServer server) {
        createIn(server::connect);
    }

    /** The same on any server, as an account that may do everything. */
    public void createIn(Sql.Connector server) {
        int pageSize = Integer.parseInt(new Sql(server).value("SELECT @@innodb_page_size"));
        List<Table> plain = plainTables();
        List<Table> special = specialTables(pageSize);
        int share = Math.max(1, mebibytes / 4 / special.size());
        int plainShare = Math.max(1, mebibytes * 3 / 4 / plain.size());
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_log_bin = OFF, SESSION cte_max_recursion_depth = 1000000");
            statement.execute("SET @noise = X''");
            for (int i = 0; i < 64; i++) {
                statement.execute("SET @noise = CONCAT(@noise, RANDOM_BYTES(1024))");
            }
            createContainers(statement);
            for (Table table : special) {
                create(statement, table, share);
            }
            for (Table table : plain) {
                create(statement, table, plainShare);
            }
            // A column added at once leaves old rows in the old format on disk.
            statement.execute("ALTER TABLE " + special.getFirst().qualified()
                    + " ADD COLUMN added INT NOT NULL DEFAULT 7, ALGORITHM = INSTANT");
            for (int i = 0; i < smallTables; i++) {
                String name = Sql.quoted(schema) + ".small_" + i;
                statement.execute(
                        "CREATE TABLE " + name + " (id INT PRIMARY KEY); INSERT INTO " + name + " VALUES (" + i + ")");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make the sample data in " + schema + ": " + e.getMessage(), e);
        }
    }

    private String oddSchema() {
        return schema + "-ü.#";
    }

    private void createContainers(Statement statement) throws SQLException {
        statement.execute("CREATE SCHEMA " + Sql.quoted(schema));
        statement.execute("CREATE SCHEMA " + Sql.quoted(oddSchema()));
        statement.execute("CREATE TABLESPACE " + tablespace("general") + " ADD DATAFILE '" + schema + "_general.ibd'");
        statement.execute(
                "CREATE UNDO TABLESPACE " + Sql.quoted(schema + "_undo") + " ADD DATAFILE '" + schema + "_undo.ibu'");
        if (encrypted) {
            statement.execute("CREATE TABLESPACE " + tablespace("encrypted") + " ADD DATAFILE '" + schema
                    + "_encrypted.ibd' ENCRYPTION = 'Y'");
        }
        if (external.isPresent()) {
            statement.execute("CREATE TABLESPACE " + tablespace("external") + " ADD DATAFILE '"
                    + external.get().resolve(schema + "_external.ibd") + "'");
        }
    }

    private String tablespace(String kind) {
        return Sql.quoted(schema + "_" + kind);
    }

    private List<Table> plainTables() {
        int count = Math.max(2, mebibytes * 3 / 4 / MEBIBYTES_PER_PLAIN_TABLE);
        List<Table> tables = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            tables.add(new Table(schema, "plain_" + i, "", false));
        }
        return tables;
    }

    private List<Table> specialTables(int pageSize) {
        List<Table> tables = new ArrayList<>();
        tables.add(new Table(schema, "instant", "", false));
        tables.add(new Table(schema, "words", "", false));
        tables.add(new Table(schema, "partitioned", "PARTITION BY HASH (id) PARTITIONS 4", false));
        tables.add(new Table(schema, "general", "TABLESPACE " + tablespace("general"), false));
        tables.add(new Table(schema, "in_system", "TABLESPACE innodb_system", false));
        tables.add(new Table(schema, "odd #name/with.dots-and ümläuts", "", false));
        tables.add(new Table(oddSchema(), "`quoted`", "", false));
        // Page compression needs room for at least one punched block of 4 KiB.
        if (pageSize >= 8192) {
            tables.add(new Table(schema, "page_zlib", "COMPRESSION = 'zlib'", true));
            tables.add(new Table(schema, "page_lz4", "COMPRESSION = 'lz4'", true));
        }
        if (pageSize <= 16384) {
            tables.add(new Table(schema, "rows_4k", "ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 4", true));
        }
        if (pageSize == 8192 || pageSize == 16384) {
            tables.add(new Table(schema, "rows_8k", "ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 8", true));
        }
        if (encrypted) {
            tables.add(new Table(schema, "secret", "ENCRYPTION = 'Y'", false));
            tables.add(new Table(
                    schema, "secret_general", "TABLESPACE " + tablespace("encrypted") + " ENCRYPTION = 'Y'", false));
        }
        external.ifPresent(directory -> {
            tables.add(new Table(schema, "elsewhere", "DATA DIRECTORY = '" + directory + "'", false));
            tables.add(new Table(schema, "elsewhere_general", "TABLESPACE " + tablespace("external"), false));
        });
        return tables;
    }

    private void create(Statement statement, Table table, int mebibytes) throws SQLException {
        boolean words = table.name.equals("words");
        // No two tables have the same contents, else a copy that mixes them up would go unnoticed.
        int salt = Math.floorMod(table.qualified().hashCode(), 100_000);
        statement.execute(
                "CREATE TABLE " + table.qualified() + " (id BIGINT PRIMARY KEY AUTO_INCREMENT, k INT NOT NULL, "
                        + "note VARCHAR(100), properties JSON, payload BLOB, "
                        + "twice BIGINT GENERATED ALWAYS AS (k * 2) VIRTUAL, KEY (k), KEY (twice)"
                        + (words ? ", FULLTEXT KEY (note)" : "") + ") " + table.definition);
        String payload = "SUBSTRING(@noise, 1 + (n * 7919 + " + salt + ") % 60000, " + BYTES_PER_ROW + ")";
        if (table.compressible) {
            payload = "CONCAT(SUBSTRING(@noise, 1 + (n * 7919 + " + salt + ") % 60000, 200), REPEAT('compressible', "
                    + (BYTES_PER_ROW - 200) / 12 + "))";
        }
        long rows = Math.max(1, mebibytes * 1024L * 1024 / (BYTES_PER_ROW + 150));
        for (long done = 0; done < rows; done += ROWS_PER_STATEMENT) {
            long batch = Math.min(ROWS_PER_STATEMENT, rows - done);
            statement.execute("INSERT INTO " + table.qualified()
                    + " (k, note, properties, payload) WITH RECURSIVE r (n) AS (SELECT " + done
                    + " UNION ALL SELECT n + 1 FROM r WHERE n < " + (done + batch - 1)
                    + ") SELECT (n * 31 + " + salt
                    + ") % 100003, CONCAT('note ', n, ' about ', HEX(n)), JSON_OBJECT('n', n), "
                    + payload
                    + " FROM r");
            written += batch * BYTES_PER_ROW;
            progress.accept(written);
        }
    }
}
