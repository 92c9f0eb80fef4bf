package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.EnvironmentVariables;
import io.mysqlclone.agent.cli.input.PasswordOption;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
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
        return new PasswordOption("--password-file", passwordFile, EnvironmentVariables.PASSWORD)
                .credentials(account, String.valueOf(donor), surroundings);
    }
}
