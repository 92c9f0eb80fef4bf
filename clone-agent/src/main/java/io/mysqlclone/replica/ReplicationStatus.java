package io.mysqlclone.replica;

import java.util.List;
import java.util.OptionalLong;

/**
 * Replication as it is set up.
 *
 * @param source {@code host:port}
 * @param ioState {@code Replica_IO_Running}: {@code Yes}, {@code No} or {@code Connecting}
 * @param sqlState {@code Replica_SQL_Running}: {@code Yes} or {@code No}
 * @param lagSeconds {@code Seconds_Behind_Source}; empty unless it was to be started
 * @param alreadyRunning whether nothing had to be done
 * @param removedChannels channels that the clone brought from the donor and that were removed
 */
public record ReplicationStatus(
        String channel,
        String source,
        boolean autoPosition,
        String ioState,
        String sqlState,
        OptionalLong lagSeconds,
        boolean alreadyRunning,
        List<String> removedChannels) {
    public ReplicationStatus {
        removedChannels = List.copyOf(removedChannels);
    }
}
