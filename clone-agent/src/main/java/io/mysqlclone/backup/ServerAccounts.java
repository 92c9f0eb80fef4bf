package io.mysqlclone.backup;

import io.mysqlclone.mysql.AuthenticationException;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.accept.Accounts;
import io.mysqlclone.mysql.auth.PasswordDigest;
import io.mysqlclone.mysql.connection.MysqlConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The accounts of a running server, tried against it: a password that is sent is used for a login there, which is ended at
 * once, and never kept. So the server's own rules hold: plugins, locks, expiry, hosts (all recipients come from this host for
 * it), and its log.
 */
public final class ServerAccounts implements Accounts {
    private static final int ER_ACCESS_DENIED = 1045;
    private static final int ER_SPECIFIC_ACCESS_DENIED = 1227;
    private static final int ER_LOCK_WAIT_TIMEOUT = 1205;
    private static final int ER_UNKNOWN = 1105;
    private static final int ER_SERVER_SHUTDOWN = 1053;
    private static final String UNASKED = "The server whose data this donor gives can't be asked: ";

    private final ConnectionOptions server;

    /** @param server how this donor itself connects to the server */
    public ServerAccounts(ConnectionOptions server) {
        this.server = server;
    }

    /** What the server keeps of passwords is not known here: each is sent. */
    @Override
    public Optional<PasswordDigest> digest(String user) {
        return Optional.empty();
    }

    @Override
    public Admission admit(String user, byte[] password) {
        Secret secret = Secret.of(new String(password, StandardCharsets.UTF_8));
        var options = new ConnectionOptions(
                server.endpoint(),
                new Credentials(user, secret),
                server.tls(),
                server.compression(),
                server.connectTimeout(),
                server.publicKey());
        try (MysqlConnection connection = MysqlConnection.open(options);
                var _ = connection.abortAfter(server.connectTimeout())) {
            return new Admission.Admitted(mayClone(connection));
        } catch (ServerErrorException e) {
            return e.code() == ER_ACCESS_DENIED
                    ? new Admission.Denied()
                    : new Admission.Refused(e.code(), e.sqlState(), e.serverMessage());
        } catch (AuthenticationException | IllegalArgumentException e) {
            return new Admission.Refused(ER_UNKNOWN, "HY000", UNASKED + e.getMessage());
        } catch (IOException e) {
            // The number at which recipients try again, for it may be back.
            return new Admission.Refused(ER_SERVER_SHUTDOWN, "08S01", UNASKED + e.getMessage());
        } finally {
            secret.wipe();
        }
    }

    /** Whether it has BACKUP_ADMIN, by a role too: by doing for a moment what needs that and nothing else. */
    private static boolean mayClone(MysqlConnection connection) throws IOException {
        try {
            connection.query("SET SESSION lock_wait_timeout = 1");
            connection.query("LOCK INSTANCE FOR BACKUP");
            connection.query("UNLOCK INSTANCE");
            return true;
        } catch (ServerErrorException e) {
            if (e.code() == ER_SPECIFIC_ACCESS_DENIED) {
                return false;
            }
            if (e.code() == ER_LOCK_WAIT_TIMEOUT) {
                // It may wait for DDL, so it may have it.
                return true;
            }
            throw e;
        }
    }
}
