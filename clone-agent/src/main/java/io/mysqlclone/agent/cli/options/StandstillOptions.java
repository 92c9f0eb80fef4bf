package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Values;
import java.time.Duration;
import picocli.CommandLine.Option;

/** A directory that was cloned into, and how long mysqld may go on there. */
abstract class StandstillOptions extends DataDirOption {
    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "0s",
            converter = Values.Time.class,
            description = "How long to wait for mysqld to stop, if it runs.")
    Duration wait = Duration.ZERO;

    /** How long to wait for a moment without mysqld. */
    public final Duration limit() {
        return wait;
    }
}
