package io.mysqlclone.agent.cli.options;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the clone goes. */
final class TargetFlags extends RelocateOption {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The data directory to create; it must be empty or not exist. With --in-place: the live one.")
    @Nullable
    Path dataDir;
}
