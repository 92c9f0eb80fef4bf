package io.mysqlclone.recipient;

import io.mysqlclone.engine.CopyWay;
import io.mysqlclone.engine.Stage;
import java.time.Duration;
import java.time.Instant;

/** Something a person or a machine watching a clone wants to be told once, when it happens. */
public sealed interface CloneEvent {
    /**
     * The donor accepted the login.
     *
     * @param donor its address as the user gave it
     * @param serverVersion as in its greeting
     * @param tlsSession protocol and cipher suite, or "no TLS"
     */
    record Connected(String donor, String serverVersion, String tlsSession) implements CloneEvent {}

    /** A snapshot that an earlier process or connection began goes on; {@code durableBytes} are not sent again. */
    record Resumed(Stage stage, long durableBytes) implements CloneEvent {}

    /** The earlier snapshot is gone on the donor; the clone starts from zero. */
    record StartedOver(String reason) implements CloneEvent {}

    record StageStarted(Stage stage, long estimatedBytes) implements CloneEvent {}

    record StageCompleted(Stage stage, long bytes, Duration took) implements CloneEvent {}

    /** The donor is lost; the next try comes after {@code delay}, the last one at {@code deadline}. */
    record Reconnecting(String reason, int attempt, Duration delay, Instant deadline) implements CloneEvent {}

    /** The donor serves somebody else's clone; it is asked again after {@code delay}, for the last time at {@code deadline}. */
    record WaitingForDonor(String reason, int attempt, Duration delay, Instant deadline) implements CloneEvent {}

    record Reconnected(int attempt) implements CloneEvent {}

    /** Data connections changed to {@code connections}. */
    record ConcurrencyChanged(int connections) implements CloneEvent {}

    /** Data of this host is copied in this way from now on, or in this way too. */
    record CopiesBy(CopyWay way) implements CloneEvent {}

    /** Something the user should know that does not stop the clone. */
    record Warning(String message) implements CloneEvent {}
}
