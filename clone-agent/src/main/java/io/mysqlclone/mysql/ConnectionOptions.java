package io.mysqlclone.mysql;

import java.time.Duration;

/**
 * Everything that is needed to open a connection.
 *
 * @param compression what the connection uses; opening fails when the server does not allow it
 * @param connectTimeout longest time for the TCP connect and the handshake together; greater than zero
 * @param publicKey only looked at when the server wants the password on a connection without TLS
 */
public record ConnectionOptions(
        Endpoint endpoint,
        Credentials credentials,
        TlsOptions tls,
        Compression compression,
        Duration connectTimeout,
        ServerPublicKey publicKey) {

    public ConnectionOptions {
        if (!connectTimeout.isPositive()) {
            throw new IllegalArgumentException("The connect timeout must be greater than zero");
        }
    }

    /** With no public key: the password is given away under TLS, or over a Unix socket, or not at all. */
    public ConnectionOptions(
            Endpoint endpoint,
            Credentials credentials,
            TlsOptions tls,
            Compression compression,
            Duration connectTimeout) {
        this(endpoint, credentials, tls, compression, connectTimeout, new ServerPublicKey.Refused());
    }

    /** The same, and what to do when the password is wanted without TLS. */
    public ConnectionOptions with(ServerPublicKey key) {
        return new ConnectionOptions(endpoint, credentials, tls, compression, connectTimeout, key);
    }
}
