package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.Secret;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server is cloned, and as whom. */
final class DonorFlags {
    @Option(
            names = "--donor",
            paramLabel = "HOST[:PORT]",
            converter = Values.Donor.class,
            description = "The server to clone: a host name, an IP address ([IPv6]:PORT), or the path of a Unix socket."
                    + " Port 3306 if none is given.")
    @Nullable
    Endpoint donor;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "An account of the donor with the privilege BACKUP_ADMIN; it needs no other.")
    @Nullable
    String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "File with the account's password. Without it: the variable" + " "
                    + EnvironmentVariables.PASSWORD + ", else the terminal is asked.")
    @Nullable
    Path passwordFile;

    Credentials credentials(String account, Surroundings surroundings) {
        return new Credentials(account, password(account, surroundings));
    }

    private Secret password(String account, Surroundings surroundings) {
        if (passwordFile != null) {
            return fromFile(passwordFile);
        }
        var variable = surroundings.environment().get(EnvironmentVariables.PASSWORD);
        if (variable != null) {
            return Secret.of(variable);
        }
        return surroundings
                .password()
                .ask("Password of " + account + " on " + donor + ": ")
                .map(Secret::of)
                .orElseThrow(() -> new FailureException(Failure.usage("there is no password: give --password-file FILE"
                        + " or set " + EnvironmentVariables.PASSWORD + " (to nothing for an account without one).")));
    }

    private static Secret fromFile(Path file) {
        try {
            return Secret.fromFile(file);
        } catch (IOException unreadable) {
            throw new FailureException(
                    Failure.usage("--password-file " + file + ": " + Failure.reason(unreadable) + "."));
        }
    }
}
