package io.mysqlclone.agent.run;

import io.mysqlclone.datadir.outcome.CloneOutcome;
import io.mysqlclone.datadir.outcome.OutcomeReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** Waits for mysqld to make something of a clone. */
public final class OutcomeWait {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final OutcomeReader reader;
    private final Clock clock;

    public OutcomeWait(Path dataDir, Clock clock) {
        this.reader = new OutcomeReader(dataDir);
        this.clock = clock;
    }

    /** The outcome as soon as it is final, at the latest when {@code limit} is over. */
    public CloneOutcome await(Duration limit) throws IOException, InterruptedException {
        var deadline = clock.instant().plus(limit);
        while (true) {
            var outcome = reader.read();
            if (outcome.state().isFinal() || !clock.instant().isBefore(deadline)) {
                return outcome;
            }
            Thread.sleep(PAUSE);
        }
    }
}
