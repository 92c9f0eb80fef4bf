package io.mysqlclone.recipient.preflight;

import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.connection.MysqlConnection;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.remote.CloneConnection;
import io.mysqlclone.recipient.remote.Failures;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Looks at servers that may be donors, without a target. No clone is begun, not even for a moment: a donor gives up what it
 * keeps for a recipient that is to come back as soon as another clone begins, and who looks again and again would cost
 * somebody his snapshot.
 */
public final class DonorProbe {
    private static final int COMMAND_COLUMN = 4;
    private static final String CLONE_COMMAND = "clone";

    private DonorProbe() {}

    /**
     * What was found of one server.
     *
     * @param version empty: it did not let us in
     * @param readOnly whether it takes no writes of ordinary accounts; empty: it did not say
     * @param replica whether it replicates from another; empty: the account may not see that
     * @param serving whether it serves a clone of this account now
     * @param failure why this account cannot clone it now
     */
    public record Found(
            String version,
            Optional<String> serverUuid,
            Optional<Boolean> readOnly,
            Optional<Boolean> replica,
            boolean serving,
            Optional<CloneFailure> failure) {

        private static Found unknown(IOException e) {
            return new Found(
                    "", Optional.empty(), Optional.empty(), Optional.empty(), false, Optional.of(Failures.describe(e)));
        }
    }

    /** Looks at all of them at the same time; what was found is in their order. */
    public static List<Found> of(List<ConnectionOptions> servers) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Found>> looks = servers.stream()
                    .<Callable<Found>>map(server -> () -> look(server))
                    .toList();
            return threads.invokeAll(looks).stream().map(DonorProbe::found).toList();
        }
    }

    private static Found found(Future<Found> look) {
        try {
            return look.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Found look(ConnectionOptions server) {
        try (MysqlConnection connection = MysqlConnection.open(server);
                var _ = connection.abortAfter(server.connectTimeout())) {
            // On a connection in clone mode nothing can be asked any more, so that this comes last: arguments are taken
            // in turn.
            return new Found(
                    connection.serverVersion(),
                    CloneConnection.askServerUuid(connection),
                    answer(connection, "SELECT @@GLOBAL.read_only").map("1"::equals),
                    answer(connection, "SELECT COUNT(*) FROM performance_schema.replication_connection_configuration")
                            .map(channels -> !"0".equals(channels)),
                    serving(connection),
                    failure(connection));
        } catch (IOException e) {
            return Found.unknown(e);
        }
    }

    /** Enters clone mode, which begins no clone. */
    private static Optional<CloneFailure> failure(MysqlConnection connection) {
        try {
            CloneConnection.enterSuitable(connection).exit();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Failures.describe(e));
        }
    }

    /** An account sees its own connections, whatever its privileges. */
    private static boolean serving(MysqlConnection connection) throws IOException {
        try {
            return connection.query("SHOW PROCESSLIST").stream()
                    .anyMatch(row -> row.size() > COMMAND_COLUMN
                            && row.get(COMMAND_COLUMN)
                                    .filter(CLONE_COMMAND::equalsIgnoreCase)
                                    .isPresent());
        } catch (ServerErrorException refused) {
            return false;
        }
    }

    private static Optional<String> answer(MysqlConnection connection, String question) throws IOException {
        try {
            return connection.query(question).stream()
                    .flatMap(List::stream)
                    .flatMap(Optional::stream)
                    .findFirst();
        } catch (ServerErrorException refused) {
            return Optional.empty();
        }
    }
}
