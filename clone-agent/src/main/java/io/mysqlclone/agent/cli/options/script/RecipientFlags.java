package io.mysqlclone.agent.cli.options.script;

import io.mysqlclone.agent.cli.input.EnvironmentVariables;
import io.mysqlclone.agent.cli.input.PasswordOption;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.agent.cli.options.DataDirOption;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The server that was started on the clone, and who runs scripts on it. */
final class RecipientFlags extends DataDirOption {
    private static final String PASSWORD_VARIABLE = EnvironmentVariables.PREFIX + "RECIPIENT_PASSWORD";

    @Option(
            names = "--recipient",
            paramLabel = "HOST[:PORT]",
            defaultValue = "127.0.0.1:3306",
            converter = Values.Donor.class,
            description = "Where it listens on this host: an address, or the path of its Unix socket.")
    @Nullable
    Endpoint recipient;

    @Option(
            names = "--recipient-user",
            paramLabel = "NAME",
            description =
                    "An account of it, which is one of the donor's, with the privileges that the scripts need, and"
                            + " without --write-to-binary-log SESSION_VARIABLES_ADMIN.")
    @Nullable
    String user;

    @Option(
            names = "--recipient-password-file",
            paramLabel = "FILE",
            description = "File with the password of --recipient-user. Without it: the variable " + PASSWORD_VARIABLE
                    + ", else the terminal is asked.")
    @Nullable
    Path passwordFile;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "1h",
            converter = Values.Time.class,
            description =
                    "How long all of it may take: until mysqld has recovered the clone, lets the account in, and has"
                            + " run the last statement. A statement that runs then is killed.")
    Duration wait = Duration.ZERO;

    Credentials credentials(String account, Surroundings surroundings) {
        return new PasswordOption("--recipient-password-file", passwordFile, PASSWORD_VARIABLE)
                .credentials(account, String.valueOf(recipient), surroundings);
    }
}
