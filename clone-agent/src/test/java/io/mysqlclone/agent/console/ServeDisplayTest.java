package io.mysqlclone.agent.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.donor.DonorEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServeDisplayTest {
    private static final String HOST = "10.0.0.1";

    @Test
    void whatHappensIsToldInSentences() {
        assertThat(List.of(
                                new DonorEvent.Begun(1, HOST, "TLSv1.3"),
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
                        "Clone 1 waits for 10.0.0.1 to come back: its connections were lost.",
                        "Clone 1 goes on: 10.0.0.1 is back, and nothing is sent twice.",
                        "Clone 1 is complete: 10.0.0.1 has 3.00 MiB.",
                        "Clone 1 of 10.0.0.1 ended: it did not come back within 30 min.",
                        "Connection from 10.0.0.1: the client was refused: no (1045).",
                        "Connection from 10.0.0.1: there are too many connections (1040).");
    }
}
