package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.mysql.Endpoint;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server is cloned, and as whom. */
final class DonorFlags extends PasswordFileOption {
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
}
