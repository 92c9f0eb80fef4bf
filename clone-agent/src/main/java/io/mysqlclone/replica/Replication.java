package io.mysqlclone.replica;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.live.ServerUuid;
import io.mysqlclone.datadir.outcome.CloneOutcome;
import io.mysqlclone.datadir.outcome.SnapshotPosition.LogPosition;
import io.mysqlclone.gtid.GtidSet;
import io.mysqlclone.mysql.TlsVerificationException;
import io.mysqlclone.mysql.tls.TlsUpgrade;
import io.mysqlclone.replica.ReplicationFailure.Reason;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Sets up and starts replication on a server that was started on a clone. Can be called again: what runs as it was asked
 * for is left alone, what does not is set up anew and goes on where it is.
 */
public final class Replication {
    private final ReplicationRequest request;
    private final Clock clock;

    public Replication(ReplicationRequest request, Clock clock) {
        this.request = request;
        this.clock = clock;
    }

    /**
     * Returns when both threads run and the lag is known, or, when replication is not to be started, is set up.
     *
     * @param outcome what mysqld made of the clone
     * @param deadline when to give up waiting
     * @throws IOException when a file can't be read or written
     */
    public ReplicationStatus run(CloneOutcome outcome, Instant deadline)
            throws ReplicationFailure, IOException, InterruptedException {
        requireRecovered(outcome);
        requireUsableFiles();
        try (RecipientServer server = RecipientServer.login(request.recipient(), clock, deadline)) {
            RecipientServer.Facts facts = server.facts();
            requireThisServer(facts);
            boolean autoPosition = autoPosition(facts);
            Optional<ReplicaChannel> before = server.channel(request.channel());
            boolean known =
                    before.filter(channel -> channel.isFrom(request.source())).isPresent();
            boolean running = known && isAsAskedFor(before.get(), autoPosition);
            List<String> removed = List.of();
            if (!running) {
                requireOnlyTheSnapshot(outcome, server);
                Optional<LogPosition> position = Optional.empty();
                if (!autoPosition) {
                    position = Optional.of(known ? applied(before.get()) : position(outcome, server, facts));
                }
                var setup = new ChannelSetup(server, request, files(facts));
                removed = known ? List.of() : setup.removeOthers();
                setup.run(before, known, position, autoPosition);
            }
            ReplicaChannel after = request.start()
                    ? new ReplicationStart(server, request, clock).await(facts, deadline)
                    : server.channel(request.channel()).orElseThrow();
            return new ReplicationStatus(
                    request.channel(),
                    request.source().endpoint().toString(),
                    after.autoPosition(),
                    after.ioState(),
                    after.sqlState(),
                    after.lagSeconds(),
                    running,
                    removed);
        }
    }

    private static void requireRecovered(CloneOutcome outcome) throws ReplicationFailure {
        switch (outcome.state()) {
            case RECOVERED -> {}
            case NONE ->
                throw new ReplicationFailure(
                        Reason.NO_CLONE, "there is nothing to replicate on: " + outcome.explanation());
            case RECEIVED, PENDING ->
                throw new ReplicationFailure(Reason.NOT_RECOVERED, "it is too early: " + outcome.explanation());
            case ROLLED_BACK ->
                throw new ReplicationFailure(
                        Reason.ROLLED_BACK, "there is no clone any more: " + outcome.explanation());
        }
    }

    /**
     * Transactions that a replica counts as executed and has not are never asked for: their rows would be missing for good.
     * A channel that came with the clone, or was set up before, may have brought more since the first start.
     */
    private static void requireOnlyTheSnapshot(CloneOutcome outcome, RecipientServer server) throws ReplicationFailure {
        Optional<GtidSet> snapshot = outcome.position().executed();
        GtidSet surplus = outcome.surplus();
        if (surplus.isEmpty() && snapshot.isPresent() && server.channels().isEmpty()) {
            surplus = server.executed().minus(snapshot.get());
        }
        if (!surplus.isEmpty()) {
            throw new ReplicationFailure(
                    Reason.GTID_MISMATCH,
                    "the recipient counts transactions as executed that are not in the clone (" + surplus
                            + "), so that it would never ask a source for them: if they came from binary logs of the old"
                            + " server, go back to the old data and clone again with --log-index; if the recipient has"
                            + " executed them since, set up replication by hand");
        }
    }

    /** mysqld would find out only when it connects, and say it in words of its TLS library. */
    private void requireUsableFiles() throws ReplicationFailure {
        try {
            TlsUpgrade.requireUsable(request.source().tls());
        } catch (TlsVerificationException e) {
            throw new ReplicationFailure(Reason.TLS_FAILED, String.valueOf(e.getMessage()), OptionalInt.empty(), e);
        }
    }

    private void requireThisServer(RecipientServer.Facts facts) throws ReplicationFailure, IOException {
        Optional<String> uuid = ServerUuid.of(request.dataDir());
        if (uuid.isPresent() && !uuid.get().equalsIgnoreCase(facts.uuid())) {
            throw new ReplicationFailure(
                    Reason.OTHER_SERVER,
                    "the server at " + request.recipient().endpoint() + " is not the one on " + request.dataDir()
                            + " (their server_uuid are " + facts.uuid() + " and " + uuid.get()
                            + "): give its address or socket");
        }
    }

    private boolean autoPosition(RecipientServer.Facts facts) throws ReplicationFailure {
        boolean wanted = request.autoPosition().orElse(facts.gtids());
        if (wanted && !facts.gtids()) {
            throw new ReplicationFailure(
                    Reason.GTID_MODE_OFF,
                    "the recipient's gtid_mode is not ON, so that it cannot find its position by GTIDs: start it with"
                            + " gtid_mode=ON and enforce_gtid_consistency=ON like its source, or ask for no"
                            + " auto-position");
        }
        return wanted;
    }

    private boolean isAsAskedFor(ReplicaChannel channel, boolean autoPosition) {
        return channel.isRunning()
                && (channel.autoPosition() || !autoPosition)
                && channel.user().equals(request.source().credentials().user());
    }

    /** Where the clone stands in the binary log of its donor, which must be the source for that to be of use. */
    private LogPosition position(CloneOutcome outcome, RecipientServer server, RecipientServer.Facts facts)
            throws ReplicationFailure {
        if (!server.channels().isEmpty() && facts.startsReplicaByItself()) {
            throw new ReplicationFailure(
                    Reason.POSITION_UNKNOWN,
                    "the clone brought the replication of its donor with it and mysqld has started that, so that without"
                            + " GTIDs nobody knows its position in another source's binary log: clone again and start"
                            + " mysqld with --skip-replica-start, or name the donor's own source");
        }
        return outcome.position()
                .binaryLog()
                .orElseThrow(() -> new ReplicationFailure(
                        Reason.POSITION_UNKNOWN,
                        "the donor wrote no binary log, so that there is no position in it to begin at: replicate with"
                                + " GTIDs, or from another source"));
    }

    private static LogPosition applied(ReplicaChannel channel) throws ReplicationFailure {
        return channel.applied()
                .orElseThrow(() -> new ReplicationFailure(
                        Reason.POSITION_UNKNOWN,
                        "the recipient's channel '" + channel.name()
                                + "' does not know what it has applied, and without"
                                + " GTIDs nobody else does: give its SOURCE_LOG_FILE and SOURCE_LOG_POS by hand, or clone"
                                + " again"));
    }

    private SourceFiles.Paths files(RecipientServer.Facts facts) throws IOException {
        return new SourceFiles(DataDirectory.open(request.dataDir()), facts.dataDir(), request.channel())
                .write(request.source().tls());
    }
}
