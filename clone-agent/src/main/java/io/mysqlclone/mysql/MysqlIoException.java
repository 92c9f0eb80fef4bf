package io.mysqlclone.mysql;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A failure of a connection to a MySQL server that we can name. The message is one sentence for a user. */
public abstract sealed class MysqlIoException extends IOException
        permits AuthenticationException,
                ConnectionClosedException,
                MalformedPacketException,
                NegotiationException,
                ServerErrorException,
                TlsVerificationException,
                UnreachableException {

    private final String problem;
    private final Optional<String> hint;

    MysqlIoException(String message, @Nullable Throwable cause) {
        this(message, Optional.empty(), cause);
    }

    MysqlIoException(String problem, Optional<String> hint, @Nullable Throwable cause) {
        super(hint.map(advice -> problem + "; " + advice).orElse(problem), cause);
        this.problem = problem;
        this.hint = hint;
    }

    /** What is wrong and where, without the {@link #hint()}. */
    public String problem() {
        return problem;
    }

    /** What to do on the command line, where that is known. */
    public Optional<String> hint() {
        return hint;
    }
}
