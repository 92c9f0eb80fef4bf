package io.mysqlclone.donor;

import java.util.List;

/** What happens to a recipient, for those who watch. */
public sealed interface DonorEvent {
    /**
     * The number of the clone, counted from 1; 0 when it belongs to none.
     */
    int number();

    /** The recipient's address. */
    String host();

    /**
     * A clone began.
     *
     * @param leftOut names of the storage engines that are given here and that the recipient has not asked for
     */
    record Begun(int number, String host, String tls, List<String> leftOut) implements DonorEvent {
        public Begun {
            leftOut = List.copyOf(leftOut);
        }
    }

    /** A connection was lost; the clone waits for its recipient. */
    record Interrupted(int number, String host, String reason) implements DonorEvent {}

    /** The recipient came back, and goes on with what it has not got. */
    record Resumed(int number, String host) implements DonorEvent {}

    /** The recipient has everything. */
    record Completed(int number, String host, long bytes) implements DonorEvent {}

    /** The clone ended without having been completed. */
    record Failed(int number, String host, String reason) implements DonorEvent {}

    /** A connection was refused, or closed because it broke the protocol. */
    record Refused(int number, String host, String reason) implements DonorEvent {}
}
