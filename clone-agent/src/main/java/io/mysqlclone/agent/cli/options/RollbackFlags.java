package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Values;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Where the old data is brought back, and when, for {@code rollback}. */
public final class RollbackFlags extends DataDirOption {
    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "0s",
            converter = Values.Time.class,
            description = "How long to wait for a moment without mysqld, if it runs.")
    Duration wait = Duration.ZERO;

    /** How long to wait for a moment without mysqld. */
    public Duration limit() {
        return wait;
    }
}
