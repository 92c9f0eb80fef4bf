package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.agent.report.CloneOutcomeReport;
import io.mysqlclone.agent.report.Conclusion;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.run.OutcomeWait;
import io.mysqlclone.agent.run.ServingWait;
import io.mysqlclone.datadir.outcome.CloneOutcome;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.run.Finish;
import io.mysqlclone.recipient.target.KeptData;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which clone's outcome, and how long it may take. */
public final class OutcomeFlags extends DataDirOption {
    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "0s",
            converter = Values.Time.class,
            description = "How long to wait for mysqld to recover the clone or to go back to the old data.")
    Duration wait = Duration.ZERO;

    @Option(
            names = "--finish-when-serving",
            paramLabel = "HOST[:PORT]|SOCKET",
            hideParamSyntax = true,
            converter = Values.Donor.class,
            description =
                    "When mysqld has recovered the clone, wait for a server to greet there too, and then let the data"
                            + " from before the clone go, as clone-agent finish does.")
    @Nullable
    Endpoint serving;

    /** Whether old data is kept, and the outcome, when it is final or the time is over. */
    public Conclusion conclude(Clock clock) throws InterruptedException {
        var directory = dataDir();
        var deadline = clock.instant().plus(wait);
        try {
            var outcome = new OutcomeWait(directory, clock).await(wait);
            // A clone that counts too much as executed is one to go back from.
            if (outcome.state() == CloneOutcome.State.RECOVERED
                    && outcome.surplus().isEmpty()
                    && serving != null) {
                finishWhenServing(directory, serving, deadline, clock);
            }
            return CloneOutcomeReport.of(outcome, KeptData.isKeptIn(directory));
        } catch (IOException unreadable) {
            throw new FailureException(Failure.localIo("what became of the clone in " + directory + " cannot be read: "
                    + Failure.reason(unreadable) + "."));
        }
    }

    private static void finishWhenServing(Path directory, Endpoint serving, Instant deadline, Clock clock)
            throws InterruptedException {
        if (new ServingWait(serving, clock).await(deadline)) {
            try {
                long _ = new Finish(directory).run();
            } catch (CloneFailure failure) {
                throw new FailureException(Failure.of(failure));
            }
        }
    }
}
