package io.mysqlclone.mysql;

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
        super("ERROR " + code + " (" + sqlState + "): " + serverMessage, null);
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
}
