package io.mysqlclone.mysql;

import java.util.Optional;

/** The server does not offer what this client was told to use; one of the two must be configured otherwise. */
public final class NegotiationException extends MysqlIoException {
    /** With one sentence for the user. */
    public NegotiationException(String message) {
        super(message, null);
    }

    /** With what is wrong, and what to do on the command line. */
    public NegotiationException(String problem, String hint) {
        super(problem, Optional.of(hint), null);
    }
}
