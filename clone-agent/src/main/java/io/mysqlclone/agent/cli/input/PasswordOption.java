package io.mysqlclone.agent.cli.input;

import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Secret;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where an account's password comes from: a file, else a variable, else a person.
 *
 * @param flag names {@code file} on the command line
 * @param variable the environment variable
 */
public record PasswordOption(String flag, @Nullable Path file, String variable) {

    /** The account with its password on {@code server}. */
    public Credentials credentials(String account, String server, Surroundings surroundings) {
        return new Credentials(account, password(account, server, surroundings));
    }

    private Secret password(String account, String server, Surroundings surroundings) {
        if (file != null) {
            return fromFile(file);
        }
        var value = surroundings.environment().get(variable);
        if (value != null) {
            return Secret.of(value);
        }
        return surroundings
                .password()
                .ask("Password of " + account + " on " + server + ": ")
                .map(Secret::of)
                .orElseThrow(() -> new FailureException(Failure.usage("there is no password: give " + flag
                        + " FILE or set " + variable + " (to nothing for an account without one).")));
    }

    private Secret fromFile(Path given) {
        try {
            return Secret.fromFile(given);
        } catch (IOException unreadable) {
            throw new FailureException(Failure.usage(flag + " " + given + ": " + Failure.reason(unreadable) + "."));
        }
    }
}
