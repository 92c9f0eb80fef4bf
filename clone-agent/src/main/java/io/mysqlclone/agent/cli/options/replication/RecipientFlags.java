package io.mysqlclone.agent.cli.options.replication;

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

/** The server that was started on the clone. */
final class RecipientFlags extends DataDirOption {
    static final String PASSWORD_VARIABLE = EnvironmentVariables.PREFIX + "RECIPIENT_PASSWORD";

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
                    "An account of it, which is one of the donor's, with the privileges REPLICATION_SLAVE_ADMIN and"
                            + " REPLICATION CLIENT, and RELOAD if the donor is a replica. Without it: that of --replication-user.")
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
            defaultValue = "5m",
            converter = Values.Time.class,
            description =
                    "How long to wait for mysqld to recover the clone and let the account in, and for replication to"
                            + " run.")
    Duration wait = Duration.ZERO;

    /** The account on the recipient: one of its own, or else that of replication. */
    Credentials credentials(Credentials ofReplication, Surroundings surroundings) {
        return user == null
                ? ofReplication
                : new PasswordOption("--recipient-password-file", passwordFile, PASSWORD_VARIABLE)
                        .credentials(user, String.valueOf(recipient), surroundings);
    }
}
