package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Required;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of commands about a data directory that was cloned into. */
public abstract class DataDirOption {
    @Option(names = "--data-dir", paramLabel = "DIR", description = "The data directory that was cloned into.")
    @Nullable
    Path dataDir;

    /** The directory, whether it exists or not. */
    public final Path givenDataDir() {
        return Required.dataDir(dataDir);
    }

    /** The directory, which exists. */
    public final Path dataDir() {
        return Required.existingDataDir(dataDir);
    }

    /** What to say when others are missing as well. */
    public final Required missing() {
        return new Required().option("--data-dir DIR", dataDir);
    }
}
