package io.mysqlclone.agent.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.Clones;
import io.mysqlclone.donor.DonorEvent;
import io.mysqlclone.recipient.DonorPace;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ServeDisplayTest {
    private static final String HOST = "10.0.0.1";

    @Test
    void whatHappensIsToldInSentences() {
        assertThat(List.of(
                                new DonorEvent.Begun(1, HOST, "TLSv1.3", List.of()),
                                new DonorEvent.Begun(2, HOST, "no TLS", List.of("binlog", "tablefiles")),
                                new DonorEvent.Interrupted(1, HOST, "its connections were lost"),
                                new DonorEvent.Resumed(1, HOST),
                                new DonorEvent.Completed(1, HOST, 3L << 20),
                                new DonorEvent.Failed(1, HOST, "it did not come back within 30 min"),
                                new DonorEvent.Refused(0, HOST, "the client was refused: no (1045)"),
                                new DonorEvent.Refused(0, HOST, "there are too many connections (1040)"))
                        .stream()
                        .map(ServeDisplay::sentence))
                .containsExactly(
                        "Clone 1 began: recipient at 10.0.0.1, TLSv1.3.",
                        "Clone 2 began: recipient at 10.0.0.1, no TLS; it has not asked for binlog and tablefiles.",
                        "Clone 1 waits for 10.0.0.1 to come back: its connections were lost.",
                        "Clone 1 goes on: 10.0.0.1 is back, and nothing is sent twice.",
                        "Clone 1 is complete: 10.0.0.1 has 3.00 MiB.",
                        "Clone 1 of 10.0.0.1 ended: it did not come back within 30 min.",
                        "Connection from 10.0.0.1: the client was refused: no (1045).",
                        "Connection from 10.0.0.1: there are too many connections (1040).");
    }

    @Test
    void aPaceIsToldWhenItBeginsAndWhenItEnds() {
        var out = new ByteArrayOutputStream();
        var display = ServeDisplay.text(Terminal.none(), new PrintStream(out, true, UTF_8), Clones.CLOCK);
        Duration target = Duration.ofMillis(20);
        display.pace(new DonorPace(target, Optional.of(Duration.ofMillis(8)), 0));
        display.pace(new DonorPace(target, Optional.of(Duration.ofMillis(48)), 12 << 20));
        display.pace(new DonorPace(target, Optional.of(Duration.ofMillis(51)), 6 << 20));
        display.pace(new DonorPace(target, Optional.of(Duration.ofNanos(8_200_000)), 0));

        assertThat(out.toString(UTF_8).lines().map(line -> line.substring(line.indexOf(' ') + 1)))
                .containsExactly(
                        "All recipients together are slowed to 12.0 MiB/s: donor p99 48 ms > 20 ms.",
                        "Not slowed any more: donor p99 8.2 ms.");
    }
}
