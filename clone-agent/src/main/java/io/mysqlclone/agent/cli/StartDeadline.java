package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.cli.input.EnvironmentVariables;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.report.Failure;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Until when a command may begin. Who has others start it, as the kubelet does, cannot take back what has not started: a
 * container that waits for its Secret would begin days later, when nobody wants the clone any more.
 */
final class StartDeadline {
    static final String VARIABLE = EnvironmentVariables.PREFIX + "START_BEFORE";

    private StartDeadline() {}

    /** Why nothing may begin; empty when it may. */
    static Optional<Failure> failure(Surroundings surroundings) {
        return EnvironmentVariables.get(surroundings.environment(), VARIABLE)
                .flatMap(text -> failure(text, surroundings.clock().instant()));
    }

    private static Optional<Failure> failure(String text, Instant now) {
        try {
            return now.isBefore(Instant.parse(text))
                    ? Optional.empty()
                    : Optional.of(Failure.late("this was to start before " + text
                            + " and starts after it, when it may not be wanted any more; nothing was done"));
        } catch (DateTimeParseException notATime) {
            return Optional.of(Failure.usage(
                    VARIABLE + " is \"" + text + "\"; it must be a time in UTC, such as 2026-01-31T12:00:00Z."));
        }
    }
}
