package io.mysqlclone.agent.cli.input;

import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.replica.SourceAccount;
import java.util.Map;

/**
 * The account of {@code replicate}, looked at by the commands that come before it. They have no use for it, and whoever
 * sets its variables for them too is told before anything is copied that replication could not use it.
 */
public final class ReplicationVariables {
    /** The variable with its password. */
    public static final String PASSWORD = EnvironmentVariables.PREFIX + "REPLICATION_PASSWORD";

    private static final String USER = EnvironmentVariables.PREFIX + "REPLICATION_USER";

    private ReplicationVariables() {}

    /** Refuses an account in {@code environment} that {@code replicate} would refuse. */
    public static void check(Map<String, String> environment) {
        try {
            EnvironmentVariables.get(environment, USER)
                    .map(user -> PasswordOption.user(USER, user))
                    .ifPresent(SourceAccount::requireUser);
            PasswordOption.fromVariable(environment, PASSWORD).ifPresent(SourceAccount::requirePassword);
        } catch (IllegalArgumentException unusable) {
            throw new FailureException(Failure.usage(unusable.getMessage() + "."));
        }
    }
}
