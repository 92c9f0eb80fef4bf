package io.mysqlclone.agent.run;

import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.connection.Greeting;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Waits for a server to accept connections, which comes after everything that may still fail at its start. */
public final class ServingWait {
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Endpoint server;
    private final Clock clock;

    public ServingWait(Endpoint server, Clock clock) {
        this.server = server;
        this.clock = clock;
    }

    /** Whether a server greets there before {@code deadline}; asked once at least. */
    public boolean await(Instant deadline) throws InterruptedException {
        while (true) {
            if (greets()) {
                return true;
            }
            if (!clock.instant().isBefore(deadline)) {
                return false;
            }
            Thread.sleep(PAUSE);
        }
    }

    private boolean greets() {
        try {
            return Greeting.isGivenBy(server, ANSWER);
        } catch (IOException notYet) {
            return false;
        }
    }
}
