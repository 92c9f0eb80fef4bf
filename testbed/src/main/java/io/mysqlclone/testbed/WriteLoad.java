package io.mysqlclone.testbed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that move money between accounts and write a journal of it, until closed. Whatever instant a copy is of, the sum
 * over all accounts is the same and equals what the journal says.
 */
public final class WriteLoad implements AutoCloseable {

    private static final int ACCOUNTS = 1000;
    private static final long BALANCE = 1000;

    private final Sql.Connector connector;
    private final String schema;
    private final AtomicLong transactions = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    /** Nanoseconds of each since they were last asked for. */
    private final Queue<Long> took = new ConcurrentLinkedQueue<>();

    private final long pauseNanos;
    private final List<Thread> sessions = new ArrayList<>();
    private volatile boolean stopping;
    private volatile @Nullable SQLException lastFailure;

    private WriteLoad(Sql.Connector connector, String schema, long pauseNanos) {
        this.connector = connector;
        this.schema = Sql.quoted(schema);
        this.pauseNanos = pauseNanos;
    }

    /** Makes the schema with its accounts and starts the sessions at full speed. */
    public static WriteLoad start(MysqlServer server, String schema, int sessions) {
        return start(server, schema, sessions, 0);
    }

    /**
     * The same at a limited speed.
     *
     * @param perSecond transactions a second and session, or 0 for as many as there can be
     */
    public static WriteLoad start(MysqlServer server, String schema, int sessions, int perSecond) {
        return start(server::connect, schema, sessions, perSecond);
    }

    /** The same on a server that is reached by other means. */
    public static WriteLoad start(Sql.Connector connector, String schema, int sessions, int perSecond) {
        WriteLoad load = new WriteLoad(connector, schema, perSecond == 0 ? 0 : 1_000_000_000L / perSecond);
        load.createTables();
        for (int i = 0; i < sessions; i++) {
            load.sessions.add(
                    Thread.ofPlatform().daemon().name("write-load-" + i).start(load::run));
        }
        return load;
    }

    /** Transactions committed so far. */
    public long transactions() {
        return transactions.get();
    }

    /** Transactions that failed so far; deadlocks among the sessions are expected, as is any while the server is down. */
    public long failures() {
        return failures.get();
    }

    /**
     * How long transactions took.
     *
     * @param count how many there were
     * @param median as long as this, or less, half of them took
     * @param p99 as long as this, or less, 99 of a hundred took
     * @param longest the one that took longest
     */
    public record Latency(int count, Duration median, Duration p99, Duration longest) {}

    /** Of the transactions since this was last called. */
    public Latency latency() {
        List<Long> all = new ArrayList<>();
        for (Long one = took.poll(); one != null; one = took.poll()) {
            all.add(one);
        }
        if (all.isEmpty()) {
            return new Latency(0, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        }
        all.sort(null);
        return new Latency(
                all.size(),
                Duration.ofNanos(all.get(all.size() / 2)),
                Duration.ofNanos(all.get((int) (all.size() * 0.99))),
                Duration.ofNanos(all.getLast()));
    }

    /** Waits until this many more transactions are committed; fails when the sessions do not get through for a minute. */
    public void awaitTransactions(long more) {
        long goal = transactions() + more;
        long seen = transactions();
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (transactions() < goal) {
            if (transactions() > seen) {
                seen = transactions();
                deadline = System.nanoTime() + 60_000_000_000L;
            } else if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the write load does not get through", lastFailure);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Ends the sessions after their current transactions. */
    @Override
    public void close() {
        stopping = true;
        for (Thread session : sessions) {
            try {
                session.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Fails unless the accounts of a server or of its copy add up. */
    public static void assertConsistent(Sql sql, String schema) {
        String accounts = Sql.quoted(schema) + ".account";
        String moved = Sql.quoted(schema) + ".movement";
        long sum = Long.parseLong(sql.value("SELECT SUM(balance) FROM " + accounts));
        if (sum != ACCOUNTS * BALANCE) {
            throw new AssertionError("the accounts add up to " + sum + ", not " + ACCOUNTS * BALANCE);
        }
        String wrong = sql.value("SELECT COUNT(*) FROM " + accounts + " a WHERE a.movements <> (SELECT COUNT(*) FROM "
                + moved + " m WHERE m.source = a.id) + a.forgotten");
        if (!wrong.equals("0")) {
            throw new AssertionError(wrong + " accounts differ from the journal of their movements");
        }
    }

    private void createTables() {
        new Sql(connector).execute("""
                CREATE SCHEMA IF NOT EXISTS %1$s;
                CREATE TABLE %1$s.account (id INT PRIMARY KEY, balance BIGINT NOT NULL,
                    movements BIGINT NOT NULL DEFAULT 0, forgotten BIGINT NOT NULL DEFAULT 0);
                CREATE TABLE %1$s.movement (id BIGINT PRIMARY KEY AUTO_INCREMENT, source INT NOT NULL,
                    target INT NOT NULL, amount INT NOT NULL, note VARCHAR(500), KEY (source));
                INSERT INTO %1$s.account (id, balance) WITH RECURSIVE r (n) AS
                    (SELECT 0 UNION ALL SELECT n + 1 FROM r WHERE n < %2$d) SELECT n, %3$d FROM r
                """.formatted(schema, ACCOUNTS - 1, BALANCE));
    }

    private void run() {
        while (!stopping) {
            try (Connection connection = connector.connect()) {
                connection.setAutoCommit(false);
                while (!stopping) {
                    long begin = System.nanoTime();
                    transfer(connection);
                    took.add(System.nanoTime() - begin);
                    transactions.incrementAndGet();
                    LockSupport.parkNanos(pauseNanos);
                }
            } catch (SQLException e) {
                lastFailure = e;
                failures.incrementAndGet();
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    private void transfer(Connection connection) throws SQLException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int source = random.nextInt(ACCOUNTS);
        int target = random.nextInt(ACCOUNTS);
        int amount = random.nextInt(100);
        boolean forget = random.nextInt(4) == 0;
        update(
                connection,
                "UPDATE " + schema + ".account SET balance = balance - ?, movements = movements + 1 WHERE id = ?",
                amount,
                source);
        update(connection, "UPDATE " + schema + ".account SET balance = balance + ? WHERE id = ?", amount, target);
        update(
                connection,
                "INSERT INTO " + schema + ".movement (source, target, amount, note) VALUES (?, ?, ?, REPEAT('x', "
                        + random.nextInt(500) + "))",
                source,
                target,
                amount);
        if (forget) {
            int gone = update(
                    connection, "DELETE FROM " + schema + ".movement WHERE source = ? ORDER BY id LIMIT 1", source);
            update(
                    connection,
                    "UPDATE " + schema + ".account SET forgotten = forgotten + ? WHERE id = ?",
                    gone,
                    source);
        }
        connection.commit();
    }

    private static int update(Connection connection, String sql, int... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setInt(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
