package io.mysqlclone.agent.cli.input;

import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Where an account's password comes from: a file, else a variable, else a person. A line end behind a name or a password
 * is what an editor, {@code echo} or a Secret made of either leaves there, and is no part of it.
 *
 * @param flag names {@code file} on the command line
 * @param variable the environment variable
 */
public record PasswordOption(String flag, @Nullable Path file, String variable) {

    /** The account with its password on {@code server}. */
    public Credentials credentials(String account, String server, Surroundings surroundings) {
        var user = user(flag.replace("password-file", "user"), account);
        return new Credentials(user, password(user, server, surroundings));
    }

    /**
     * An account's name without a line end.
     *
     * @param source the flag or variable it comes from, for the message
     */
    public static String user(String source, String given) {
        var user = EnvironmentVariables.withoutLineEnd(given);
        user.codePoints()
                .filter(Secret::isControlCharacter)
                .findFirst()
                .ifPresent(character -> refuse("the user name of " + source, character));
        return user;
    }

    /** The password in a variable; empty when it is not set. */
    public static Optional<Secret> fromVariable(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable))
                .map(EnvironmentVariables::withoutLineEnd)
                .map(Secret::of)
                .map(secret -> checked("the password in " + variable, secret));
    }

    private Secret password(String account, String server, Surroundings surroundings) {
        if (file != null) {
            return fromFile(file);
        }
        return fromVariable(surroundings.environment(), variable)
                .or(() -> surroundings
                        .password()
                        .ask("Password of " + account + " on " + server + ": ")
                        .map(Secret::of))
                .orElseThrow(() -> new FailureException(Failure.usage("there is no password: give " + flag
                        + " FILE or set " + variable + " (to nothing for an account without one).")));
    }

    private Secret fromFile(Path given) {
        try {
            return checked("the password in " + given, Secret.fromFile(given));
        } catch (IOException unreadable) {
            throw new FailureException(Failure.usage(flag + " " + given + ": " + Failure.reason(unreadable) + "."));
        }
    }

    private static Secret checked(String what, Secret secret) {
        OptionalInt character = secret.controlCharacter();
        if (character.isPresent()) {
            refuse(what, character.getAsInt());
        }
        return secret;
    }

    private static void refuse(String what, int character) {
        var name =
                switch (character) {
                    case '\n', '\r' -> "a line break";
                    case '\t' -> "a tab";
                    case 0 -> "a NUL byte";
                    default -> "the control character 0x%02x".formatted(character);
                };
        throw new FailureException(
                Failure.usage(what + " holds " + name + ": store it without (one line end behind it does not count)."));
    }
}
