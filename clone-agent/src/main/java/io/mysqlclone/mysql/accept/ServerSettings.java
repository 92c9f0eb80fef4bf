package io.mysqlclone.mysql.accept;

import io.mysqlclone.mysql.auth.ServerRsaKey;
import io.mysqlclone.mysql.tls.ServerTls;
import java.util.Optional;

/**
 * What a server is to all its clients.
 *
 * @param version what it says its version is, such as {@code 9.7.4}
 * @param tls empty when it has no TLS
 * @param tlsRequired whether a login without TLS is refused (3159 ER_SECURE_TRANSPORT_REQUIRED)
 * @param rsaKey under which passwords come where there is no TLS
 */
public record ServerSettings(
        String version, Optional<ServerTls> tls, boolean tlsRequired, Accounts accounts, ServerRsaKey rsaKey) {
    public ServerSettings {
        if (tlsRequired && tls.isEmpty()) {
            throw new IllegalArgumentException("TLS can't be required of clients that are not offered any");
        }
    }
}
