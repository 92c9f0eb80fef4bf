package io.mysqlclone.backup;

import io.mysqlclone.engine.DonorException;
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

    private final MysqlConnection connection;
    private final String server;

    private Session(MysqlConnection connection, String server) {
        this.connection = connection;
        this.server = server;
    }

    /** @throws DonorException with why it can't be had */
    static Session open(ConnectionOptions options) throws DonorException {
        try {
            return new Session(MysqlConnection.open(options), options.endpoint().toString());
        } catch (ServerErrorException e) {
            throw new DonorException(
                    e.code(), "the server at " + options.endpoint() + " refuses this donor: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new DonorException(DonorException.INTERNAL, String.valueOf(e.getMessage()), e);
        }
    }

    /** The rows of a statement; none of one that has no result. */
    synchronized List<List<Optional<String>>> rows(String sql) throws DonorException {
        try (var _ = connection.abortAfter(PATIENCE)) {
            return connection.table(sql, MAX_ANSWER).rows();
        } catch (ServerErrorException e) {
            throw new DonorException(
                    e.code(), "the server at " + server + " does not do '" + sql + "': " + e.getMessage(), e);
        } catch (IOException e) {
            throw new DonorException(
                    DonorException.INTERNAL,
                    "the session on the server at " + server + " was lost in '" + sql + "': " + e.getMessage(),
                    e);
        }
    }

    /** A statement without a result. */
    void run(String sql) throws DonorException {
        rows(sql);
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
