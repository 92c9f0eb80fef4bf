package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.EnvironmentVariables;
import io.mysqlclone.agent.cli.input.PasswordOption;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.mysql.Credentials;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The password of {@code --user}; behind a command's own options. */
abstract class PasswordFileOption {
    @Option(
            names = "--password-file",
            order = 1,
            paramLabel = "FILE",
            description = "File with the account's password. Without it: the variable" + " "
                    + EnvironmentVariables.PASSWORD + ", else the terminal is asked.")
    @Nullable
    Path passwordFile;

    /** @param server as the question for the password names it */
    final Credentials credentials(String account, String server, Surroundings surroundings) {
        return new PasswordOption("--password-file", passwordFile, EnvironmentVariables.PASSWORD)
                .credentials(account, server, surroundings);
    }
}
