package io.mysqlclone.donor.session;

import io.mysqlclone.donor.DonorDescription;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.mysql.accept.AnswerPackets;
import io.mysqlclone.mysql.accept.ServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a client that is logged in says and is told, until it goes: SQL, and in between clone mode. Used by one thread. */
public final class ClientSession {
    private static final int COM_QUIT = 0x01;
    private static final int COM_QUERY = 0x03;
    private static final int COM_PING = 0x0E;
    private static final int COM_RESET_CONNECTION = 0x1F;
    private static final int COM_CLONE = 0x20;
    private static final int ER_UNKNOWN_COM = 1047;
    private static final int ER_NO_SUCH_THREAD = 1094;
    private static final int ER_SPECIFIC_ACCESS_DENIED = 1227;
    private static final int MAX_STATEMENT = 64 << 10;

    private final ServerConnection connection;
    private final Connections others;
    private final CloneMode cloneMode;
    private final SqlAnswers sql;
    private final long capabilities;

    /**
     * A session on a connection.
     *
     * @param others all connections, for {@code KILL}
     */
    public ClientSession(
            ServerConnection connection, DonorDescription donor, CloneTable clones, Pace pace, Connections others) {
        this.connection = connection;
        this.others = others;
        this.cloneMode = new CloneMode(connection, donor, clones, pace);
        this.sql = new SqlAnswers(donor, connection.client());
        this.capabilities = connection.client().capabilities();
    }

    /** Ends other connections of the same server. */
    public interface Connections {
        /**
         * Ends a connection, or what it is at.
         *
         * @return false when there is none of that number
         */
        boolean kill(long id, boolean queryOnly);
    }

    /**
     * Answers until the client goes.
     *
     * <p>A connection that is lost is told of by its clone, once for all of its connections.
     *
     * @throws IOException when the client breaks the protocol
     */
    public void run() throws IOException, InterruptedException {
        String reason = "its connection was closed";
        try {
            while (true) {
                ByteBuffer command = connection.nextCommand(MAX_STATEMENT);
                if (!command.hasRemaining() || (command.get(command.position()) & 0xFF) == COM_QUIT) {
                    return;
                }
                obey(command);
            }
        } catch (IOException e) {
            reason = String.valueOf(e.getMessage());
            if (e instanceof MalformedMessageException || e instanceof MalformedPacketException) {
                throw e;
            }
        } finally {
            cloneMode.lost(reason);
        }
    }

    /** Somebody wants this session, or what it is at, to end. */
    public void kill(boolean queryOnly) {
        cloneMode.kill();
        if (!queryOnly) {
            connection.abort();
        }
    }

    /** Whether the client is to say something next. */
    public boolean awaitsCommand() {
        return connection.awaitsCommand();
    }

    /** Whether the connection carries acknowledgements of a clone that is not over, which may be hours apart. */
    public boolean isAuxiliary() {
        return cloneMode.isAuxiliary();
    }

    private void obey(ByteBuffer command) throws IOException, InterruptedException {
        int code = command.get() & 0xFF;
        switch (code) {
            case COM_CLONE -> {
                if (connection.client().mayClone()) {
                    connection.answer(AnswerPackets.ok());
                    cloneMode.run();
                } else {
                    connection.answer(
                            AnswerPackets.error(
                                    ER_SPECIFIC_ACCESS_DENIED,
                                    "42000",
                                    "Access denied; you need (at least one of) the BACKUP_ADMIN privilege(s) for this operation"));
                }
            }
            case COM_PING, COM_RESET_CONNECTION -> connection.answer(AnswerPackets.ok());
            case COM_QUERY ->
                answer(sql.to(StandardCharsets.UTF_8.decode(command).toString()));
            default -> connection.answer(AnswerPackets.error(ER_UNKNOWN_COM, "08S01", "Unknown command"));
        }
    }

    private void answer(SqlAnswers.Answer answer) throws IOException {
        switch (answer) {
            case SqlAnswers.Answer.Done() -> connection.answer(AnswerPackets.ok());
            case SqlAnswers.Answer.Row(var columns, var fields) ->
                connection.answer(AnswerPackets.table(capabilities, columns, List.of(fields)));
            case SqlAnswers.Answer.Failed(int code, var state, var message) ->
                connection.answer(AnswerPackets.error(code, state, message));
            case SqlAnswers.Answer.Kill(long id, boolean queryOnly) ->
                connection.answer(
                        others.kill(id, queryOnly)
                                ? AnswerPackets.ok()
                                : AnswerPackets.error(ER_NO_SUCH_THREAD, "HY000", "Unknown thread id: " + id));
        }
    }
}
