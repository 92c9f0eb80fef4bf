package io.mysqlclone.replica;

import io.mysqlclone.datadir.outcome.SnapshotPosition.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the channel that was asked for out of what is there, which may have come with the clone of a replica. */
final class ChannelSetup {
    /** ER_REPLICA_AM_INIT_REPOSITORY: the relay logs that the channel's metadata names did not come with the clone. */
    private static final int NO_RELAY_LOGS = 1872;

    private final RecipientServer server;
    private final ReplicationRequest request;
    private final SourceFiles.Paths files;

    ChannelSetup(RecipientServer server, ReplicationRequest request, SourceFiles.Paths files) {
        this.server = server;
        this.request = request;
        this.files = files;
    }

    /**
     * Removes the channels that a clone of a replica has from its donor: they would bring transactions a second time that
     * come from the new source too. Not for a clone that is to have the donor's own source.
     *
     * @return their names
     */
    List<String> removeOthers() throws ReplicationFailure {
        List<String> removed = new ArrayList<>();
        for (ReplicaChannel channel : server.channels()) {
            if (channel.name().equalsIgnoreCase(request.channel())) {
                continue;
            }
            server.execute("STOP REPLICA" + SqlText.forChannel(channel.name()));
            try {
                server.execute("RESET REPLICA ALL" + SqlText.forChannel(channel.name()));
            } catch (ReplicationFailure e) {
                throw explained(
                        e,
                        "the clone brought the replication channel '" + channel.name() + "' (from " + channel.host()
                                + ":" + channel.port() + ") of its donor with it, which must be removed");
            }
            removed.add(channel.name());
        }
        return removed;
    }

    /**
     * Sets the channel up, and starts it if that is asked for.
     *
     * @param before the channel as it is
     * @param known whether it has the source already that is asked for
     * @param position where to begin; empty: by GTIDs, or where a known channel is
     */
    void run(Optional<ReplicaChannel> before, boolean known, Optional<LogPosition> position, boolean autoPosition)
            throws ReplicationFailure {
        Optional<ReplicationFailure> notReset = Optional.empty();
        if (before.isPresent()) {
            server.execute("STOP REPLICA" + SqlText.forChannel(request.channel()));
            notReset = reset();
        }
        boolean goOn = known && notReset.isPresent();
        try {
            server.execute(
                    goOn
                            ? SourceStatement.toGoOn(request, files, autoPosition)
                            : SourceStatement.toBegin(request, files, position));
            if (request.start()) {
                server.execute("START REPLICA" + SqlText.forChannel(request.channel()));
            }
        } catch (ReplicationFailure e) {
            if (notReset.isPresent() && e.mysqlError().orElse(0) == NO_RELAY_LOGS) {
                throw explained(
                        notReset.get(),
                        "the clone brought the replication of its donor with it, but not the donor's relay logs, so that the"
                                + " channel must be reset");
            }
            throw e;
        }
    }

    /** Drops relay logs, which a clone does not have, and keeps who the source is; why that could not be done. */
    private Optional<ReplicationFailure> reset() throws ReplicationFailure {
        try {
            server.execute("RESET REPLICA" + SqlText.forChannel(request.channel()));
            return Optional.empty();
        } catch (ReplicationFailure e) {
            if (e.reason() != ReplicationFailure.Reason.PRIVILEGE_MISSING) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    private static ReplicationFailure explained(ReplicationFailure e, String why) {
        return new ReplicationFailure(
                e.reason(),
                why + ": " + e.getMessage() + " (RESET REPLICA needs the privilege RELOAD)",
                e.mysqlError(),
                e);
    }
}
