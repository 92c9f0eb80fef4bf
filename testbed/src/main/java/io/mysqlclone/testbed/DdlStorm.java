package io.mysqlclone.testbed;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * DDL of every kind that creates, moves, changes or removes tablespace files, over and over in a schema of its own until
 * closed; or one kind at a time, for tests that want it at an exact moment.
 */
public final class DdlStorm implements AutoCloseable {

    /** A kind of DDL; each leaves the schema as it found it, apart from the contents of the tables. */
    public enum Step {
        /** A new table with rows, which stays until {@link #DROP}. */
        CREATE,
        /** Removes what {@link #CREATE} made. */
        DROP,
        /** Renames a table there and, the next time, back. */
        RENAME,
        /** Exchanges the names of three tables in one statement. */
        RENAME_CYCLE,
        /** Renames a table into another schema and back. */
        RENAME_SCHEMA,
        /** Empties a table, which gives it a new file. */
        TRUNCATE,
        /** Rebuilds a table in place. */
        REBUILD_INPLACE,
        /** Rebuilds a table by copying. */
        REBUILD_COPY,
        /** Adds and drops an index. */
        INDEX,
        /** Swaps a partition with a table. */
        EXCHANGE_PARTITION,
        /** Makes an undo tablespace, retires it, and drops those of earlier times that purge has emptied since. */
        UNDO_TABLESPACE,
        /** Takes an undo tablespace out of use, which truncates it, and back in. */
        UNDO_TRUNCATE,
        /** Makes and drops a general tablespace with a table in it. */
        GENERAL_TABLESPACE,
        /** Turns page compression on and off, with a rebuild. */
        PAGE_COMPRESSION,
        /** Turns encryption of a table on and off; needs a keyring. */
        ENCRYPTION
    }

    private final MysqlServer server;
    private final String schema;
    private final String other;
    private final Map<Step, Integer> counts = new EnumMap<>(Step.class);
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private volatile boolean stopping;
    private @Nullable Thread thread;
    private int round;

    private DdlStorm(MysqlServer server, String schema) {
        this.server = server;
        this.schema = Sql.quoted(schema);
        this.other = Sql.quoted(schema + "_other");
    }

    /** Makes the schema and its tables; nothing runs yet. */
    public static DdlStorm prepare(MysqlServer server, String schema) {
        DdlStorm storm = new DdlStorm(server, schema);
        storm.createTables();
        return storm;
    }

    /** All steps but {@link Step#ENCRYPTION}. */
    public static Set<Step> withoutKeyring() {
        return EnumSet.complementOf(EnumSet.of(Step.ENCRYPTION));
    }

    /** Runs these steps in turn, in the background, until closed; can be started again. */
    public DdlStorm start(Set<Step> steps) {
        List<Step> order = new ArrayList<>(steps);
        stopping = false;
        thread = Thread.ofPlatform().daemon().name("ddl-storm").start(() -> {
            try {
                for (int i = 0; !stopping; i++) {
                    run(order.get(i % order.size()));
                    LockSupport.parkNanos(1_000_000);
                }
            } catch (RuntimeException e) {
                // A server that goes away takes the storm with it; rethrown by close when the server is still there.
                failure.set(e);
            }
        });
        return this;
    }

    /** How often each step has run. */
    public Map<Step, Integer> counts() {
        synchronized (counts) {
            return new EnumMap<>(counts);
        }
    }

    /** Runs one step now, on the calling thread, and returns when the server has done it. */
    public synchronized void run(Step step) {
        round++;
        server.execute(
                statements(step).replace("{s}", schema).replace("{o}", other).replace("{n}", Integer.toString(round)));
        if (step == Step.UNDO_TABLESPACE) {
            dropEmptyUndoTablespaces();
        }
        synchronized (counts) {
            counts.merge(step, 1, Integer::sum);
        }
    }

    /** Ends the storm after the statement that runs; throws when a step failed although the server is there. */
    @Override
    public void close() {
        stopping = true;
        Thread current = thread;
        if (current != null) {
            try {
                current.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        RuntimeException thrown = failure.getAndSet(null);
        if (thrown != null && server.isRunning()) {
            throw thrown;
        }
    }

    private void dropEmptyUndoTablespaces() {
        for (List<String> row : server.query("SELECT name FROM information_schema.innodb_tablespaces"
                + " WHERE name LIKE 'storm_undo_%' AND name <> 'storm_undo_kept' AND state = 'empty'")) {
            server.execute("DROP UNDO TABLESPACE " + row.getFirst());
        }
    }

    private void createTables() {
        server.execute("CREATE UNDO TABLESPACE storm_undo_kept ADD DATAFILE 'storm_undo_kept.ibu'");
        server.execute("CREATE SCHEMA " + schema + "; CREATE SCHEMA " + other);
        String columns = " (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(2000))";
        for (String name :
                List.of("a", "b", "c", "rebuilt", "emptied", "renamed", "moved", "squeezed", "locked", "outside")) {
            server.execute("CREATE TABLE " + schema + "." + name + columns + ";" + rows(schema + "." + name, 300));
        }
        server.execute("CREATE TABLE " + schema + ".parted" + columns
                + " PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (1000000), PARTITION p1 VALUES LESS THAN MAXVALUE);"
                + rows(schema + ".parted", 300));
    }

    private static String rows(String table, int count) {
        return "INSERT INTO " + table
                + " (v) WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < " + count
                + ") SELECT REPEAT(CHAR(65 + n % 26), 1000 + n % 1000) FROM r";
    }

    private static String statements(Step step) {
        return switch (step) {
            case CREATE ->
                "CREATE TABLE IF NOT EXISTS {s}.made (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(2000));"
                        + rows("{s}.made", 200);
            case DROP -> "DROP TABLE IF EXISTS {s}.made";
            case RENAME ->
                "RENAME TABLE {s}.renamed TO {s}.`renamed #{n}`, {s}.`renamed #{n}` TO {s}.renamed2;"
                        + "RENAME TABLE {s}.renamed2 TO {s}.renamed";
            case RENAME_CYCLE -> "RENAME TABLE {s}.a TO {s}.aside, {s}.b TO {s}.a, {s}.c TO {s}.b, {s}.aside TO {s}.c";
            case RENAME_SCHEMA -> "RENAME TABLE {s}.moved TO {o}.moved; RENAME TABLE {o}.moved TO {s}.moved";
            case TRUNCATE -> "TRUNCATE TABLE {s}.emptied;" + rows("{s}.emptied", 100);
            case REBUILD_INPLACE -> "ALTER TABLE {s}.rebuilt FORCE, ALGORITHM = INPLACE";
            case REBUILD_COPY -> "ALTER TABLE {s}.rebuilt FORCE, ALGORITHM = COPY";
            case INDEX -> "ALTER TABLE {s}.rebuilt ADD KEY by_v (v(100)); ALTER TABLE {s}.rebuilt DROP KEY by_v";
            case EXCHANGE_PARTITION -> "ALTER TABLE {s}.parted EXCHANGE PARTITION p0 WITH TABLE {s}.outside";
            case UNDO_TABLESPACE ->
                "CREATE UNDO TABLESPACE storm_undo_{n} ADD DATAFILE 'storm_undo_{n}.ibu';"
                        + "ALTER UNDO TABLESPACE storm_undo_{n} SET INACTIVE";
            case UNDO_TRUNCATE ->
                "ALTER UNDO TABLESPACE storm_undo_kept SET INACTIVE; DO SLEEP(0.2);"
                        + "ALTER UNDO TABLESPACE storm_undo_kept SET ACTIVE";
            case GENERAL_TABLESPACE ->
                "CREATE TABLESPACE storm_general ADD DATAFILE 'storm_general.ibd';"
                        + "CREATE TABLE {s}.in_general (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(2000)) TABLESPACE storm_general;"
                        + rows("{s}.in_general", 100) + "; DROP TABLE {s}.in_general; DROP TABLESPACE storm_general";
            case PAGE_COMPRESSION ->
                "ALTER TABLE {s}.squeezed COMPRESSION = 'zlib'; OPTIMIZE TABLE {s}.squeezed;"
                        + "ALTER TABLE {s}.squeezed COMPRESSION = 'none'; OPTIMIZE TABLE {s}.squeezed";
            case ENCRYPTION -> "ALTER TABLE {s}.locked ENCRYPTION = 'Y'; ALTER TABLE {s}.locked ENCRYPTION = 'N'";
        };
    }
}
