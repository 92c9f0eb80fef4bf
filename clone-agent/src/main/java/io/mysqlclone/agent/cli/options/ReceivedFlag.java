package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.agent.run.DonorSource;
import io.mysqlclone.innodb.source.Settings;
import picocli.CommandLine.Option;

/** Which of the two that a directory may hold is meant, for {@code serve} and {@code local}. */
abstract class ReceivedFlag {
    @Option(
            names = "--received",
            defaultValue = "false",
            converter = Values.Switch.class,
            description =
                    "Not the data that a server there has, but the clone that was received into the directory and is"
                            + " not committed. The server may run; commit, discard and another clone have to wait.")
    boolean received;

    /** @param settings what is cloned without this flag */
    final DonorSource source(Settings settings) {
        if (!received) {
            return new DonorSource.AtRest(settings);
        }
        if (!settings.directories().isEmpty() || settings.keyring().isPresent()) {
            throw ServeFlags.usage(
                    "--received goes with neither --directories nor --keyring: where a received clone has"
                            + " its files is known, and its keys are its own.");
        }
        return new DonorSource.Received(settings.dataDir());
    }
}
