package io.mysqlclone.backup;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.mysql.AuthenticationException;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.connection.MysqlConnection;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One session on the server. Thread safe: statements come one after the other. */
final class Session implements Closeable {
    private static final int MAX_ANSWER = 64 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration A_DAY = Duration.ofDays(1);

    /** The most that a server takes. */
    private static final Duration A_YEAR = Duration.ofDays(365);

    private final MysqlConnection connection;
    private final String server;

    private Session(MysqlConnection connection, String server) {
        this.connection = connection;
        this.server = server;
    }

    /**
     * A session that waits between two statements for as long as a clone takes, whatever the server allows others.
     *
     * @throws DonorException with why it can't be had
     */
    static Session open(ConnectionOptions options) throws DonorException {
        Session session;
        try {
            session = new Session(
                    MysqlConnection.open(options), options.endpoint().toString());
        } catch (ServerErrorException e) {
            throw new DonorException(
                    e.code(), "the server at " + options.endpoint() + " refuses this donor: " + e.getMessage(), e);
        } catch (AuthenticationException e) {
            throw new DonorException(DonorException.INTERNAL, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new DonorException(DonorException.GONE, String.valueOf(e.getMessage()), e);
        }
        boolean ready = false;
        try {
            session.run("SET SESSION wait_timeout = " + A_YEAR.toSeconds());
            ready = true;
            return session;
        } finally {
            if (!ready) {
                session.close();
            }
        }
    }

    /** Whether the server is there and knows it. */
    boolean answers() {
        try {
            return number("SELECT 1") == 1;
        } catch (DonorException lost) {
            return false;
        }
    }

    /** The rows of a statement; none of one that has no result. */
    List<List<Optional<String>>> rows(String sql) throws DonorException {
        return rows(sql, PATIENCE);
    }

    private synchronized List<List<Optional<String>>> rows(String sql, Duration patience) throws DonorException {
        try (var _ = connection.abortAfter(patience)) {
            return connection.table(sql, MAX_ANSWER).rows();
        } catch (ServerErrorException e) {
            throw new DonorException(
                    e.code(), "the server at " + server + " does not do '" + sql + "': " + e.getMessage(), e);
        } catch (IOException e) {
            throw new DonorException(
                    DonorException.GONE,
                    "the session on the server at " + server + " was lost in '" + sql + "': " + e.getMessage(),
                    e);
        }
    }

    /** A statement without a result. */
    void run(String sql) throws DonorException {
        rows(sql);
    }

    /** A statement that may take as long as it needs; {@link #abort} gives it up. */
    void runAtLength(String sql) throws DonorException {
        rows(sql, A_DAY);
    }

    /** The only row. */
    List<Optional<String>> row(String sql) throws DonorException {
        List<List<Optional<String>>> rows = rows(sql);
        if (rows.size() != 1) {
            throw new DonorException(
                    DonorException.INTERNAL,
                    "the server at " + server + " answers '" + sql + "' with " + rows.size() + " rows");
        }
        return rows.getFirst();
    }

    /** The only field, a number. */
    long number(String sql) throws DonorException {
        String text = row(sql).getFirst().orElse("NULL");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new DonorException(
                    DonorException.INTERNAL,
                    "the server at " + server + " answers '" + sql + "' with " + text + ", which is no number",
                    e);
        }
    }

    /** What the server says that it is, such as {@code 9.7.4}. */
    String serverVersion() {
        return connection.serverVersion();
    }

    /** The plugin by which it let this account in. */
    String authenticationPlugin() {
        return connection.authenticationPlugin();
    }

    @Override
    public void close() {
        connection.close();
    }

    /** Ends it from any thread, whatever it is at. */
    void abort() {
        connection.abort();
    }
}
