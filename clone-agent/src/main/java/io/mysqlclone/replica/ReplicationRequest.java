package io.mysqlclone.replica;

import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What replication is to be like.
 *
 * @param recipient how to log in to the server that was started on the clone
 * @param dataDir its data directory, as this process sees it
 * @param channel name of the replication channel; empty for the default channel
 * @param autoPosition whether it begins where the GTID set ends; empty: if the recipient has {@code gtid_mode=ON}
 * @param start whether the threads are started too
 */
public record ReplicationRequest(
        ConnectionOptions recipient,
        Path dataDir,
        Source source,
        String channel,
        Optional<Boolean> autoPosition,
        boolean start) {

    private static final Pattern CHANNEL = Pattern.compile("[A-Za-z0-9_.-]{0,64}");

    public ReplicationRequest {
        if (!CHANNEL.matcher(channel).matches() || channel.startsWith("group_replication_")) {
            throw new IllegalArgumentException(
                    "a channel's name is up to 64 letters, digits and _ . - and does not begin"
                            + " with group_replication_");
        }
    }

    /**
     * The server to replicate from.
     *
     * @param endpoint as the recipient reaches it
     * @param credentials an account there with REPLICATION SLAVE, as {@link SourceAccount} allows it
     * @param tls any mode but PREFERRED, which replication does not have
     */
    public record Source(Endpoint.Tcp endpoint, Credentials credentials, TlsOptions tls) {
        public Source {
            SourceAccount.requireUser(credentials.user());
            SourceAccount.requirePassword(credentials.password());
            if (tls.mode() == TlsMode.PREFERRED) {
                throw new IllegalArgumentException(
                        "replication has no TLS mode preferred: choose required or disabled, better verify-identity");
            }
        }
    }
}
