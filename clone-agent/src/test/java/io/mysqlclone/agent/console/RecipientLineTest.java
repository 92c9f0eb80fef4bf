package io.mysqlclone.agent.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.donor.RecipientProgress;
import io.mysqlclone.donor.RecipientProgress.State;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecipientLineTest {
    private static final List<RecipientProgress> RECIPIENTS = List.of(
            recipient(1, "10.0.0.1", State.RUNNING, "FILE COPY", 162 << 20),
            recipient(12, "192.168.100.200", State.RUNNING, "INIT", 0),
            recipient(13, "10.0.0.2", State.IDLE, "REDO COPY", 216 << 20));

    private static RecipientProgress recipient(int number, String host, State state, String stage, long bytes) {
        return new RecipientProgress(
                number, host, state, stage, 3, bytes, 216 << 20, bytes, bytes / 8, Duration.ofMillis(12_345));
    }

    private static List<String> lines(int columns) {
        return RecipientLine.of(RECIPIENTS, Style.PLAIN, columns).stream()
                .map(Line::toString)
                .toList();
    }

    @Test
    void columnsAreAligned() {
        assertThat(lines(120))
                .containsExactly(
                        "clone 1  10.0.0.1          FILE COPY   75.0 %  20.3 MiB/s    0:12   162 MiB of 216 MiB  3 connections",
                        "clone 12  192.168.100.200  INIT         0.0 %       0 B/s    0:12       0 B of 216 MiB  3 connections",
                        "clone 13  10.0.0.2         waiting for its recipient");
    }

    @Test
    void whatHasNoRoomIsLeftOut() {
        assertThat(lines(80))
                .containsExactly(
                        "clone 1  10.0.0.1          FILE COPY   75.0 %  20.3 MiB/s    0:12  3 connections",
                        "clone 12  192.168.100.200  INIT         0.0 %       0 B/s    0:12  3 connections",
                        "clone 13  10.0.0.2         waiting for its recipient");
    }
}
