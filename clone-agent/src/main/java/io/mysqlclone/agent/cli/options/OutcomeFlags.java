package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.run.OutcomeWait;
import io.mysqlclone.storage.outcome.CloneOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which clone's outcome, and how long it may take. */
public final class OutcomeFlags {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The data directory that was cloned into. mysqld may be running on it.")
    @Nullable
    Path dataDir;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "0s",
            converter = Values.Time.class,
            description = "How long to wait for mysqld to recover the clone or to go back to the old data.")
    Duration wait = Duration.ZERO;

    /** The outcome, when it is final or the time is over. */
    public CloneOutcome await(Clock clock) throws InterruptedException {
        var directory = dataDir;
        if (directory == null) {
            throw new FailureException(Failure.usage("not given: --data-dir DIR (or CLONE_AGENT_DATA_DIR)."));
        }
        if (!Files.isDirectory(directory)) {
            throw new FailureException(
                    Failure.usage("--data-dir is \"" + directory + "\"; it must be a directory that exists."));
        }
        try {
            return new OutcomeWait(directory, clock).await(wait);
        } catch (IOException unreadable) {
            throw new FailureException(Failure.localIo("what became of the clone in " + directory + " cannot be read: "
                    + Failure.reason(unreadable) + "."));
        }
    }
}
