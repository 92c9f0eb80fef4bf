package io.mysqlclone.replica;

import io.mysqlclone.gtid.GtidSet;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.connection.MysqlConnection;
import io.mysqlclone.mysql.login.HostLogin;
import io.mysqlclone.mysql.login.LoginFailure;
import io.mysqlclone.replica.ReplicationFailure.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The server that was started on the clone, logged in to. */
final class RecipientServer implements AutoCloseable {
    /** A statement that waits for threads to stop; mysqld's own limit for that is rpl_stop_replica_timeout. */
    private static final Duration STATEMENT_LIMIT = Duration.ofMinutes(5);

    /** A status of many channels, each with GTID sets full of gaps. */
    private static final int MAX_ANSWER = 16 << 20;

    /** ER_SPECIFIC_ACCESS_DENIED_ERROR. */
    static final int PRIVILEGE_MISSING = 1227;

    private final MysqlConnection connection;

    private RecipientServer(MysqlConnection connection) {
        this.connection = connection;
    }

    /**
     * What the server says of itself.
     *
     * @param dataDir its data directory, as it calls it
     * @param startsReplicaByItself whether the channels that came with the clone have been started with it
     */
    record Facts(String uuid, long serverId, boolean gtids, boolean startsReplicaByItself, Path dataDir) {}

    /**
     * Logs in, as soon as the server lets anybody in.
     *
     * @param deadline when to give up
     */
    static RecipientServer login(ConnectionOptions options, Clock clock, Instant deadline)
            throws ReplicationFailure, InterruptedException {
        RecipientServer server;
        try {
            server = new RecipientServer(new HostLogin(options, clock, deadline).open());
        } catch (LoginFailure e) {
            throw new ReplicationFailure(reason(e.kind()), String.valueOf(e.getMessage()), e.mysqlError(), e);
        }
        try {
            server.execute("SET SESSION sql_mode = ''");
        } catch (ReplicationFailure e) {
            server.close();
            throw e;
        }
        return server;
    }

    private static Reason reason(LoginFailure.Kind kind) {
        return switch (kind) {
            case UNREACHABLE -> Reason.RECIPIENT_UNREACHABLE;
            case REFUSED -> Reason.RECIPIENT_AUTHENTICATION_FAILED;
        };
    }

    Facts facts() throws ReplicationFailure {
        Map<String, Optional<String>> row = query("SELECT @@GLOBAL.server_uuid AS uuid, @@GLOBAL.server_id AS id,"
                        + " @@GLOBAL.gtid_mode AS gtid_mode, @@GLOBAL.skip_replica_start AS skip_start,"
                        + " @@GLOBAL.datadir AS datadir")
                .getFirst();
        return new Facts(
                text(row, "uuid"),
                Long.parseLong(text(row, "id")),
                text(row, "gtid_mode").equals("ON"),
                text(row, "skip_start").equals("0"),
                Path.of(text(row, "datadir")));
    }

    /** The transactions that it counts as executed. */
    GtidSet executed() throws ReplicationFailure {
        String text = text(query("SELECT @@GLOBAL.gtid_executed AS executed").getFirst(), "executed");
        try {
            return GtidSet.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ReplicationFailure(
                    Reason.RECIPIENT_ERROR,
                    "the recipient's gtid_executed can't be read: " + e.getMessage(),
                    OptionalInt.empty(),
                    e);
        }
    }

    /** All channels but those of Group Replication. */
    List<ReplicaChannel> channels() throws ReplicationFailure {
        return query("SHOW REPLICA STATUS").stream()
                .map(ReplicaChannel::of)
                .filter(ReplicaChannel::isOrdinary)
                .toList();
    }

    Optional<ReplicaChannel> channel(String name) throws ReplicationFailure {
        return channels().stream()
                .filter(channel -> channel.name().equalsIgnoreCase(name))
                .findFirst();
    }

    void execute(String statement) throws ReplicationFailure {
        query(statement);
    }

    private List<Map<String, Optional<String>>> query(String statement) throws ReplicationFailure {
        // What follows may hold a password.
        String shown = statement.replaceFirst(" (TO|FOR) .*", "");
        try (var _ = connection.abortAfter(STATEMENT_LIMIT)) {
            return connection.table(statement, MAX_ANSWER).named();
        } catch (ServerErrorException e) {
            boolean denied = e.code() == PRIVILEGE_MISSING;
            throw new ReplicationFailure(
                    denied ? Reason.PRIVILEGE_MISSING : Reason.RECIPIENT_ERROR,
                    "the recipient refused " + shown + ": " + e.getMessage()
                            + (denied ? "; grant it on the donor and clone again, or on the recipient" : ""),
                    OptionalInt.of(e.code()),
                    e);
        } catch (IOException e) {
            throw new ReplicationFailure(
                    Reason.RECIPIENT_UNREACHABLE,
                    "the recipient was lost during " + shown + ": " + e.getMessage(),
                    OptionalInt.empty(),
                    e);
        }
    }

    private static String text(Map<String, Optional<String>> row, String column) {
        return row.getOrDefault(column, Optional.empty()).orElse("");
    }

    @Override
    public void close() {
        connection.close();
    }
}
