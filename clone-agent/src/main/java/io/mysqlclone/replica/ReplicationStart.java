package io.mysqlclone.replica;

import io.mysqlclone.mysql.LoginRefusal;
import io.mysqlclone.replica.ReplicaChannel.Problem;
import io.mysqlclone.replica.ReplicationFailure.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The time from {@code START REPLICA} until both threads run and the lag is known, or something is in the way. */
final class ReplicationStart {
    private static final Duration PAUSE = Duration.ofMillis(250);

    /** The source's answer to the request for its binary log, which may be a refusal, comes after the thread is said to run. */
    private static final int LOOKS = 2;

    /**
     * Besides {@link LoginRefusal}: CR_AUTH_PLUGIN_CANNOT_LOAD, CR_AUTH_PLUGIN_ERR, ER_SECURE_TRANSPORT_REQUIRED. The
     * receiver would try for ever.
     */
    private static final Set<Integer> LOGIN_REFUSED = Set.of(2059, 2061, 3159);

    /** CR_SSL_CONNECTION_ERROR. */
    private static final int TLS_FAILED = 2026;

    /** ER_RPL_REPLICA_FATAL_ERROR..., as Last_IO_Errno has it for equal ids. */
    private static final Set<Integer> SAME_SERVER = Set.of(1593, 13117, 13118);

    private final RecipientServer server;
    private final ReplicationRequest request;
    private final Clock clock;

    ReplicationStart(RecipientServer server, ReplicationRequest request, Clock clock) {
        this.server = server;
        this.request = request;
        this.clock = clock;
    }

    ReplicaChannel await(RecipientServer.Facts facts, Instant deadline)
            throws ReplicationFailure, InterruptedException {
        int runs = 0;
        while (true) {
            Optional<ReplicaChannel> found = server.channel(request.channel());
            if (found.isEmpty()) {
                throw new ReplicationFailure(
                        Reason.RECEIVER_STOPPED, "somebody has removed the replication channel on the recipient");
            }
            ReplicaChannel channel = found.get();
            runs = channel.isRunning() && channel.lagSeconds().isPresent() ? runs + 1 : 0;
            if (runs == LOOKS) {
                return channel;
            }
            Optional<ReplicationFailure> failure = failure(channel, facts);
            if (failure.isPresent()) {
                if (failure.get().reason() == Reason.SOURCE_AUTHENTICATION_FAILED) {
                    stopTrying();
                }
                throw failure.get();
            }
            if (!clock.instant().isBefore(deadline)) {
                throw timedOut(channel);
            }
            Thread.sleep(PAUSE);
        }
    }

    /** The receiver would log in again and again, until the source locks the account. */
    private void stopTrying() throws ReplicationFailure {
        server.execute("STOP REPLICA IO_THREAD" + SqlText.forChannel(request.channel()));
    }

    /** What time will not heal. */
    private Optional<ReplicationFailure> failure(ReplicaChannel channel, RecipientServer.Facts facts) {
        Problem sql = channel.sqlProblem();
        if (sql.isPresent() && channel.sqlState().equals("No")) {
            return Optional.of(failure(
                    Reason.APPLIER_STOPPED,
                    "the applier stopped: " + sql.message() + "; the clone may differ from the source at its position",
                    sql));
        }
        Problem io = channel.ioProblem();
        if (!io.isPresent()) {
            return Optional.empty();
        }
        String source = "source " + request.source().endpoint();
        Optional<LoginRefusal> refusal = LoginRefusal.of(io.number());
        if (refusal.isPresent() || LOGIN_REFUSED.contains(io.number())) {
            return Optional.of(failure(
                    Reason.SOURCE_AUTHENTICATION_FAILED,
                    "the " + source + " does not let the recipient in: " + io.message() + "; "
                            + refusal.map(LoginRefusal::advice)
                                    .orElse(
                                            "use TLS, or --replication-get-source-public-key, and an account that it can log in with")
                            + "; the account needs REPLICATION SLAVE there",
                    io));
        }
        if (io.number() == TLS_FAILED) {
            return Optional.of(failure(
                    Reason.TLS_FAILED, "TLS between the recipient and its " + source + " failed: " + io.message(), io));
        }
        if (!channel.ioState().equals("No")) {
            return Optional.empty();
        }
        if (SAME_SERVER.contains(io.number()) && io.message().contains("equal MySQL server")) {
            return Optional.of(failure(
                    Reason.SAME_SERVER_ID,
                    "the recipient has the server_id " + facts.serverId() + " and the server_uuid " + facts.uuid()
                            + ", and one of them is that of its " + source + " too: give each server a server_id of its"
                            + " own (" + io.message() + ")",
                    io));
        }
        return Optional.of(
                failure(Reason.RECEIVER_STOPPED, "the receiver from the " + source + " stopped: " + io.message(), io));
    }

    private ReplicationFailure timedOut(ReplicaChannel channel) {
        Problem last = channel.ioProblem().isPresent() ? channel.ioProblem() : channel.sqlProblem();
        return failure(
                Reason.TIMED_OUT,
                "replication from " + request.source().endpoint() + " does not run yet: receiver "
                        + channel.ioState() + ", applier " + channel.sqlState()
                        + (last.isPresent() ? ", last error: " + last.message() : "")
                        + "; it goes on trying, look at SHOW REPLICA STATUS",
                last);
    }

    private static ReplicationFailure failure(Reason reason, String message, Problem problem) {
        return new ReplicationFailure(
                reason,
                message + (problem.isPresent() ? " (" + problem.number() + ")" : ""),
                problem.isPresent() ? OptionalInt.of(problem.number()) : OptionalInt.empty(),
                null);
    }
}
