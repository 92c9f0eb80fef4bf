package io.mysqlclone.mysql;

import java.util.Optional;

/** An ERR packet. The message reads as the MySQL client prints it. */
public final class ServerErrorException extends MysqlIoException {
    private final int code;
    private final String sqlState;
    private final String serverMessage;

    /**
     * The error the server sent.
     *
     * @param code MySQL's error number
     * @param sqlState five characters
     */
    public ServerErrorException(int code, String sqlState, String serverMessage) {
        this(code, sqlState, serverMessage, Optional.empty());
    }

    private ServerErrorException(int code, String sqlState, String serverMessage, Optional<String> hint) {
        super("ERROR " + code + " (" + sqlState + "): " + serverMessage, hint, null);
        this.code = code;
        this.sqlState = sqlState;
        this.serverMessage = serverMessage;
    }

    /** MySQL's error number. */
    public int code() {
        return code;
    }

    /** SQLSTATE, five characters. */
    public String sqlState() {
        return sqlState;
    }

    /** The server's own text. */
    public String serverMessage() {
        return serverMessage;
    }

    /** The same error, with what whoever got it knows to do about it. */
    public ServerErrorException withHint(String hint) {
        return new ServerErrorException(code, sqlState, serverMessage, Optional.of(hint));
    }
}
