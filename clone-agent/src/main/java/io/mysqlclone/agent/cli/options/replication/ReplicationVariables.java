package io.mysqlclone.agent.cli.options.replication;

import io.mysqlclone.agent.cli.input.EnvironmentVariables;
import io.mysqlclone.agent.cli.input.PasswordOption;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.replica.SourceAccount;
import java.util.Map;

/**
 * The account of {@code replicate}, looked at by the commands that come before it. They have no use for it, and whoever
 * sets its variables for them too is told before anything is copied that replication could not use it.
 */
public final class ReplicationVariables {
    private static final String USER_VARIABLE = EnvironmentVariables.PREFIX + "REPLICATION_USER";

    private ReplicationVariables() {}

    /** Refuses an account in {@code environment} that {@code replicate} would refuse. */
    public static void check(Map<String, String> environment) {
        try {
            EnvironmentVariables.get(environment, USER_VARIABLE)
                    .map(user -> PasswordOption.user(USER_VARIABLE, user))
                    .ifPresent(SourceAccount::requireUser);
            PasswordOption.fromVariable(environment, ReplicationFlags.PASSWORD_VARIABLE)
                    .ifPresent(SourceAccount::requirePassword);
        } catch (IllegalArgumentException unusable) {
            throw new FailureException(Failure.usage(unusable.getMessage() + "."));
        }
    }
}
