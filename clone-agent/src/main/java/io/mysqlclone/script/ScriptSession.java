package io.mysqlclone.script;

import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.connection.MysqlConnection;
import io.mysqlclone.mysql.login.HostLogin;
import io.mysqlclone.mysql.login.LoginFailure;
import io.mysqlclone.script.ScriptFailure.Reason;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/** A session on the recipient in which one script is run. */
final class ScriptSession implements AutoCloseable {
    /**
     * Held by whoever runs a script: when its client is killed, a session goes on with its statement to the end, and the next
     * run must not begin beside it.
     */
    private static final String LOCK = "clone-agent run-sql";

    /** Of the rows of a statement, which nobody looks at. */
    private static final int MAX_ANSWER = 16 << 20;

    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    /** ER_SPECIFIC_ACCESS_DENIED_ERROR. */
    private static final int PRIVILEGE_MISSING = 1227;

    /** A word of the client, or the body of a procedure, trigger or event that was cut at its first semicolon. */
    private static final int PARSE_ERROR = 1064;

    private final MysqlConnection connection;
    private final ScriptRequest request;
    private final String serverUuid;
    private final Clock clock;
    private final Instant deadline;

    private ScriptSession(
            MysqlConnection connection, ScriptRequest request, String serverUuid, Clock clock, Instant deadline) {
        this.connection = connection;
        this.request = request;
        this.serverUuid = serverUuid;
        this.clock = clock;
        this.deadline = deadline;
    }

    /**
     * Logs in, and waits until no other run has a session.
     *
     * @param uuid of the server on the data directory
     */
    static ScriptSession begin(HostLogin login, ScriptRequest request, String uuid, Clock clock, Instant deadline)
            throws LoginFailure, ScriptFailure, InterruptedException {
        var session = new ScriptSession(login.open(), request, uuid, clock, deadline);
        boolean begun = false;
        try {
            session.requireServer();
            session.keepOutOfBinaryLog();
            session.requireAlone();
            begun = true;
            return session;
        } finally {
            if (!begun) {
                session.close();
            }
        }
    }

    /** Runs all its statements, and commits what the last ones may have left open. */
    void run(Script script) throws ScriptFailure {
        for (Statement statement : script.statements()) {
            execute(statement.text(), "script " + script.name() + ", " + statement, statement.line());
        }
        execute("COMMIT", "script " + script.name() + ", the COMMIT behind its last statement", 1);
    }

    private void requireServer() throws ScriptFailure {
        String found = ask("SELECT @@GLOBAL.server_uuid");
        if (!found.equalsIgnoreCase(serverUuid)) {
            throw new ScriptFailure(
                    Reason.OTHER_SERVER,
                    "no script was run, as the server at " + request.recipient().endpoint() + " is not the one on "
                            + request.dataDir() + " (their server_uuid are " + found + " and "
                            + serverUuid
                            + "): give its address or socket");
        }
    }

    private void keepOutOfBinaryLog() throws ScriptFailure {
        if (!request.writeToBinaryLog()) {
            ask("SET SESSION sql_log_bin = 0");
        }
    }

    private void requireAlone() throws ScriptFailure {
        String got = ask("SELECT GET_LOCK('" + LOCK + "', " + Math.max(0, left().toSeconds()) + ")");
        if (!got.equals("1")) {
            throw new ScriptFailure(
                    Reason.TIMED_OUT,
                    "no script was run, as a session of an earlier run is still at work: look at SHOW PROCESSLIST");
        }
    }

    /** One of our own, whose text and answer have nothing to hide. */
    private String ask(String statement) throws ScriptFailure {
        try (var _ = connection.abortAfter(left().plus(KILL_LIMIT))) {
            return connection.table(statement, MAX_ANSWER).rows().stream()
                    .flatMap(row -> row.getFirst().stream())
                    .findFirst()
                    .orElse("");
        } catch (ServerErrorException e) {
            boolean denied = e.code() == PRIVILEGE_MISSING;
            throw new ScriptFailure(
                    denied ? Reason.PRIVILEGE_MISSING : Reason.STATEMENT_FAILED,
                    "the recipient refused " + statement + ": " + e.getMessage()
                            + (denied
                                    ? "; the account needs SESSION_VARIABLES_ADMIN to keep the scripts out of the binary log"
                                    : ""),
                    OptionalInt.of(e.code()),
                    e);
        } catch (IOException e) {
            throw lost("the login", e);
        }
    }

    private void execute(String statement, String where, int line) throws ScriptFailure {
        Duration left = left();
        if (left.isNegative() || left.isZero()) {
            throw timedOut(where, "was not begun");
        }
        try (var _ = connection.abortAfter(left)) {
            connection.table(statement, MAX_ANSWER);
        } catch (ServerErrorException e) {
            throw refused(where, line, e);
        } catch (IOException e) {
            if (left().isPositive()) {
                throw lost(where, e);
            }
            throw timedOut(where, kill() ? "was killed" : "may still run");
        }
    }

    /** The exception is not kept as the cause: its message quotes the statement. */
    private static ScriptFailure refused(String where, int line, ServerErrorException e) {
        OptionalInt within = ErrorText.line(e);
        String exactly = within.isPresent() && within.getAsInt() > 1
                ? where + ", line " + (line + within.getAsInt() - 1)
                : where;
        String advice = e.code() == PARSE_ERROR
                ? "; a body with semicolons needs DELIMITER around it, as in the mysql client, whose other words are not known"
                : "";
        return new ScriptFailure(
                Reason.STATEMENT_FAILED,
                exactly + ", failed with " + ErrorText.of(e) + advice,
                OptionalInt.of(e.code()),
                null);
    }

    private static ScriptFailure lost(String where, IOException e) {
        return new ScriptFailure(
                Reason.RECIPIENT_UNREACHABLE,
                "the recipient was lost during " + where + ": " + e.getMessage(),
                OptionalInt.empty(),
                e);
    }

    private static ScriptFailure timedOut(String where, String fate) {
        return new ScriptFailure(
                Reason.TIMED_OUT,
                "time was over at " + where + ", which " + fate + ": give --wait more, or split the work");
    }

    /** Without its client the server would go on with the statement. */
    private boolean kill() {
        Instant end = clock.instant();
        try (MysqlConnection killer = new HostLogin(request.recipient(), clock, end).open();
                var _ = killer.abortAfter(KILL_LIMIT)) {
            // What answers at that address now may be another server.
            boolean same = killer.query("SELECT @@GLOBAL.server_uuid").stream()
                    .flatMap(row -> row.getFirst().stream())
                    .anyMatch(serverUuid::equalsIgnoreCase);
            if (same) {
                killer.query("KILL " + connection.connectionId());
            }
            return same;
        } catch (LoginFailure | IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Duration left() {
        return Duration.between(clock.instant(), deadline);
    }

    @Override
    public void close() {
        connection.close();
    }
}
