package io.mysqlclone.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real mysqld process on a data directory of its own, reachable on loopback as {@code root} without a password. */
public final class MysqlServer implements AutoCloseable {

    static {
        // The driver would print every error of the server, also those that a test provokes.
        System.setProperty("mariadb.logging.disable", "true");
    }

    private static final Duration START_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration STOP_TIMEOUT = Duration.ofMinutes(10);

    /** A start that failed, as it was meant to. */
    public record StartFailure(int exitCode, String errorLog) {}

    /** The server ended instead of accepting connections; the message ends with the tail of its error log. */
    public static final class StartException extends IllegalStateException {
        private final StartFailure failure;

        StartException(String message, StartFailure failure) {
            super(message);
            this.failure = failure;
        }

        /** The exit code and the whole error log. */
        public StartFailure failure() {
            return failure;
        }
    }

    private final MysqlServerBuilder settings;
    private final Path dataDir;
    private final Path runDir;
    private final Path socket;
    private final Path errorLogFile;
    private int port;
    private @Nullable Process process;

    MysqlServer(MysqlServerBuilder settings, Path dataDir, Path runDir) {
        this.settings = settings;
        this.dataDir = dataDir;
        this.runDir = runDir;
        this.socket = runDir.resolve("mysqld.sock");
        this.errorLogFile = runDir.resolve("error.log");
    }

    /**
     * Begins to describe a server.
     *
     * @param scratch an existing directory; the server's data directory ({@code data}, unless another is given) goes below it
     */
    public static MysqlServerBuilder builder(Path scratch) {
        return new MysqlServerBuilder(scratch);
    }

    /** Starts a server that must not come up, and tells how it ended; throws when it does come up. */
    public static StartFailure expectStartFailure(MysqlServerBuilder settings) {
        try (MysqlServer server = settings.start()) {
            throw new AssertionError("mysqld was expected to refuse " + server.dataDir() + " but it started");
        } catch (StartException e) {
            return e.failure();
        }
    }

    /** The TCP port on 127.0.0.1; the same one after a restart. */
    public int port() {
        return port;
    }

    /** The Unix socket. */
    public Path socket() {
        return socket;
    }

    /** The data directory. */
    public Path dataDir() {
        return dataDir;
    }

    /** The process id of the running server. */
    public long pid() {
        return running().pid();
    }

    /** Whether the process is there. */
    public boolean isRunning() {
        Process current = process;
        return current != null && current.isAlive();
    }

    /** Everything this server has logged, over all its starts. */
    public String errorLog() {
        try {
            return Files.exists(errorLogFile) ? Files.readString(errorLogFile) : "";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + errorLogFile, e);
        }
    }

    /** Statements and questions as root. */
    public Sql sql() {
        return new Sql(this::connect);
    }

    /** Runs a query and returns its rows, NULL as the text {@code NULL}. */
    public List<List<String>> query(String query) {
        return sql().query(query);
    }

    /** Runs one or several statements, separated by semicolons. */
    public void execute(String statements) {
        sql().execute(statements);
    }

    /** CHECKSUM TABLE of every base table outside the system schemas, by {@code schema.table}. */
    public Map<String, String> checksums() {
        return sql().checksums();
    }

    /** The set of transactions that the server has executed, on one line. */
    public String gtidExecuted() {
        return sql().value("SELECT REPLACE(@@GLOBAL.gtid_executed, '\\n', '')");
    }

    /** Creates the account {@code name@'%'} with the one privilege that a donor asks of a clone's user. */
    public void createCloneUser(String name, String password) {
        createCloneUser(name, "IDENTIFIED BY '" + password + "'", "");
    }

    /**
     * The same with any authentication and requirement.
     *
     * @param identified such as {@code IDENTIFIED WITH sha256_password BY 'secret'}
     * @param require such as {@code REQUIRE X509}, or empty
     */
    public void createCloneUser(String name, String identified, String require) {
        execute("CREATE USER '" + name + "'@'%' " + identified + " " + require + "; GRANT BACKUP_ADMIN ON *.* TO '"
                + name + "'@'%'");
    }

    /** A new connection as root; the caller closes it. */
    public Connection connect() throws SQLException {
        return connect("root", "");
    }

    /** A new connection as another user, without TLS; the caller closes it. */
    public Connection connect(String user, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mariadb://127.0.0.1:" + port
                        + "/?sslMode=disable&allowPublicKeyRetrieval=true&allowMultiQueries=true&connectTimeout=10000",
                user,
                password);
    }

    /** Stops the server cleanly and waits for its end. */
    public void stop() {
        Process current = process;
        if (current == null || !current.isAlive()) {
            return;
        }
        current.destroy();
        if (!await(current, STOP_TIMEOUT)) {
            kill();
            throw new IllegalStateException(
                    "mysqld did not stop within " + STOP_TIMEOUT.toSeconds() + " s and was killed: " + logTail());
        }
    }

    /** SIGKILL, as a crash. */
    public void kill() {
        Process current = process;
        if (current != null) {
            current.destroyForcibly();
            await(current, STOP_TIMEOUT);
        }
    }

    /** SIGSTOP: the process freezes with its connections open. */
    public void pause() {
        ServerProcess.signal(running(), "STOP");
    }

    /** SIGCONT: undoes {@link #pause()}. */
    public void resume() {
        ServerProcess.signal(running(), "CONT");
    }

    /** A clean stop, if it runs, and a new start on the same port. */
    public void restart() {
        stop();
        launch();
    }

    /** Starts again, on the same port, after {@link #stop()}, {@link #kill()} or an end of its own. */
    public void start() {
        launch();
    }

    /**
     * Waits for the server to end by itself, as after {@code SHUTDOWN} or a clone in place, and returns its exit code.
     */
    public int awaitExit(Duration timeout) {
        Process current = running();
        if (!await(current, timeout)) {
            throw new IllegalStateException("mysqld still runs after " + timeout.toSeconds() + " s: " + logTail());
        }
        return current.exitValue();
    }

    /** Kills the server if it runs: quick; a test that wants a clean end stops it first. The data stays. */
    @Override
    public void close() {
        kill();
        try {
            PristineDataDirectory.delete(runDir);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + runDir, e);
        }
    }

    void launch() {
        for (int attempt = 1; ; attempt++) {
            if (port == 0) {
                port = freePort();
            }
            int before = errorLog().length();
            Process started = ServerProcess.start(commandLine(), dataDir, errorLogFile);
            process = started;
            if (awaitConnection(started)) {
                return;
            }
            String log = errorLog().substring(before);
            if (log.contains("Address already in use") && attempt < 3 && settings.portIsFree()) {
                port = 0;
                continue;
            }
            throw new StartException(
                    "mysqld on " + dataDir + " ended with exit code " + started.exitValue() + " at its start: "
                            + logTail(),
                    new StartFailure(started.exitValue(), log));
        }
    }

    private List<String> commandLine() {
        List<String> options = new ArrayList<>();
        options.add("--datadir=" + dataDir);
        options.add("--socket=" + socket);
        options.add("--pid-file=" + runDir.resolve("mysqld.pid"));
        options.add("--port=" + port);
        options.add("--user=" + System.getProperty("user.name"));
        options.add("--secure-file-priv=" + runDir);
        options.addAll(settings.serverOptions());
        return settings.installation()
                .serverCommand(settings.program(runDir), settings.plugins(runDir), settings.defaults(runDir), options);
    }

    /** Waits until this very server answers; false when it ended instead. */
    private boolean awaitConnection(Process started) {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (started.isAlive()) {
            if (Files.exists(socket)) {
                try (Connection connection = connect();
                        var rows = connection.createStatement().executeQuery("SELECT @@GLOBAL.socket")) {
                    // Another process may have taken the port in between.
                    if (rows.next() && socket.toString().equals(rows.getString(1))) {
                        return true;
                    }
                } catch (SQLException e) {
                    if (System.nanoTime() > deadline) {
                        throw new IllegalStateException("mysqld does not let root in: " + logTail(), e);
                    }
                }
            }
            if (System.nanoTime() > deadline) {
                kill();
                throw new IllegalStateException(
                        "mysqld was not ready after " + START_TIMEOUT.toSeconds() + " s: " + logTail());
            }
            await(started, Duration.ofMillis(30));
        }
        await(started, STOP_TIMEOUT);
        return false;
    }

    private Process running() {
        Process current = process;
        if (current == null || !current.isAlive()) {
            throw new IllegalStateException("mysqld on " + dataDir + " is not running: " + logTail());
        }
        return current;
    }

    private String logTail() {
        List<String> lines = errorLog().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    }

    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free TCP port", e);
        }
    }

    private static boolean await(Process process, Duration timeout) {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for mysqld", e);
        }
    }
}
