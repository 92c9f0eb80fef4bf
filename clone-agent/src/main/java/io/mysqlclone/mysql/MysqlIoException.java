package io.mysqlclone.mysql;

import java.io.IOException;
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

    MysqlIoException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
