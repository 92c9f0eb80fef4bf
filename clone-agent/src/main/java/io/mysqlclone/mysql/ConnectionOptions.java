package io.mysqlclone.mysql;

import java.time.Duration;

/**
 * Everything that is needed to open a connection.
 *
 * @param compression what the connection uses; opening fails when the server does not allow it
 * @param connectTimeout longest time for the TCP connect and the handshake together; greater than zero
 */
public record ConnectionOptions(
        Endpoint endpoint, Credentials credentials, TlsOptions tls, Compression compression, Duration connectTimeout) {

    public ConnectionOptions {
        if (!connectTimeout.isPositive()) {
            throw new IllegalArgumentException("The connect timeout must be greater than zero");
        }
    }
}
