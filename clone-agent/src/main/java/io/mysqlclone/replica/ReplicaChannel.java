package io.mysqlclone.replica;

import io.mysqlclone.datadir.outcome.SnapshotPosition.LogPosition;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * One row of {@code SHOW REPLICA STATUS}.
 *
 * @param name empty for the default channel
 * @param ioState {@code Yes}, {@code No} or {@code Connecting}
 * @param ioDoes {@code Replica_IO_State}, what the receiver is doing, as in the manual's "Replication I/O (Receiver) Thread
 *     States"
 * @param sqlState {@code Yes} or {@code No}
 * @param lagSeconds {@code Seconds_Behind_Source}
 * @param applied what of the source's binary log has been applied; empty when it is not known
 */
record ReplicaChannel(
        String name,
        String host,
        int port,
        String user,
        boolean autoPosition,
        String ioState,
        String ioDoes,
        String sqlState,
        OptionalLong lagSeconds,
        Optional<LogPosition> applied,
        Problem ioProblem,
        Problem sqlProblem) {

    /** The receiver runs as soon as it is logged in, and may then find that it can't have the source's binary log. */
    private static final Pattern NOT_RECEIVING = Pattern.compile(
            "(Checking|Connecting|Registering|Requesting|Reconnecting|Waiting to reconnect|Waiting for \\w+ update).*");

    /** {@code Last_IO_Errno} and {@code Last_IO_Error}, or those of SQL; 0 for none. */
    record Problem(int number, String message) {
        boolean isPresent() {
            return number != 0;
        }
    }

    static ReplicaChannel of(Map<String, Optional<String>> row) {
        return new ReplicaChannel(
                text(row, "Channel_Name"),
                text(row, "Source_Host"),
                (int) number(row, "Source_Port"),
                text(row, "Source_User"),
                number(row, "Auto_Position") == 1,
                text(row, "Replica_IO_Running"),
                text(row, "Replica_IO_State"),
                text(row, "Replica_SQL_Running"),
                text(row, "Seconds_Behind_Source").isEmpty()
                        ? OptionalLong.empty()
                        : OptionalLong.of(number(row, "Seconds_Behind_Source")),
                Optional.of(new LogPosition(text(row, "Relay_Source_Log_File"), number(row, "Exec_Source_Log_Pos")))
                        .filter(log -> !log.file().isEmpty()),
                new Problem((int) number(row, "Last_IO_Errno"), text(row, "Last_IO_Error")),
                new Problem((int) number(row, "Last_SQL_Errno"), text(row, "Last_SQL_Error")));
    }

    /** Whether it is set up to replicate from there. */
    boolean isFrom(ReplicationRequest.Source source) {
        return host.equalsIgnoreCase(source.endpoint().host())
                && port == source.endpoint().port();
    }

    /** Whether both threads run, and the receiver asks for nothing any more that the source could refuse. */
    boolean isRunning() {
        return ioState.equals("Yes")
                && sqlState.equals("Yes")
                && !NOT_RECEIVING.matcher(ioDoes).matches();
    }

    /** Whether a clone's replication may go on in it: those of Group Replication are not for us to touch. */
    boolean isOrdinary() {
        return !name.startsWith("group_replication_");
    }

    private static String text(Map<String, Optional<String>> row, String column) {
        return row.getOrDefault(column, Optional.empty()).orElse("");
    }

    private static long number(Map<String, Optional<String>> row, String column) {
        String text = text(row, column);
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }
}
