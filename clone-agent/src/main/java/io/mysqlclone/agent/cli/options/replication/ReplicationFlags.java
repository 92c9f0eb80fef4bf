package io.mysqlclone.agent.cli.options.replication;

import io.mysqlclone.agent.cli.input.PasswordOption;
import io.mysqlclone.agent.cli.input.ReplicationVariables;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What replication is to be like. */
final class ReplicationFlags {
    @Option(
            names = "--replication-source",
            paramLabel = "HOST[:PORT]",
            converter = Values.Source.class,
            description =
                    "The server to replicate from, as the recipient reaches it: the donor, or with GTIDs any other"
                            + " that has its transactions.")
    Endpoint.@Nullable Tcp source;

    @Option(
            names = "--replication-user",
            paramLabel = "NAME",
            description = "An account of the source with the privilege REPLICATION SLAVE.")
    @Nullable
    String user;

    @Option(
            names = "--replication-password-file",
            paramLabel = "FILE",
            description = "File with that account's password. Without it: the variable " + ReplicationVariables.PASSWORD
                    + ", else the terminal is asked.")
    @Nullable
    Path passwordFile;

    @Option(
            names = "--replication-channel",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Name of the replication channel. Without it: the default channel.")
    String channel = "";

    @Option(
            names = "--replication-auto-position",
            negatable = true,
            fallbackValue = "true",
            converter = Values.Switch.class,
            description = "Begin where the GTID set of the snapshot ends, or at its binary log file and position, which"
                    + " are the donor's. Without it: by GTIDs if the recipient has gtid_mode=ON.")
    @Nullable
    Boolean autoPosition;

    @Option(
            names = "--replication-start",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            converter = Values.Switch.class,
            description = "Start replication and wait for it, or only set it up.")
    boolean start = true;

    Credentials credentials(String account, Surroundings surroundings) {
        return new PasswordOption("--replication-password-file", passwordFile, ReplicationVariables.PASSWORD)
                .credentials(account, String.valueOf(source), surroundings);
    }
}
