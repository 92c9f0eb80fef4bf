package io.mysqlclone.mysql;

/** The server does not offer what this client was told to use; one of the two must be configured otherwise. */
public final class NegotiationException extends MysqlIoException {
    /** With one sentence for the user. */
    public NegotiationException(String message) {
        super(message, null);
    }
}
