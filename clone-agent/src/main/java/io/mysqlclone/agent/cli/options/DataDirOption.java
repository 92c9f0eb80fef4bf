package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of commands about a data directory that was cloned into. */
public abstract class DataDirOption {
    @Option(names = "--data-dir", paramLabel = "DIR", description = "The data directory that was cloned into.")
    @Nullable
    Path dataDir;

    /** The directory, which exists. */
    public final Path dataDir() {
        var directory = dataDir;
        if (directory == null) {
            throw new FailureException(Failure.usage("not given: --data-dir DIR (or CLONE_AGENT_DATA_DIR)."));
        }
        if (!Files.isDirectory(directory)) {
            throw new FailureException(
                    Failure.usage("--data-dir is \"" + directory + "\"; it must be a directory that exists."));
        }
        return directory;
    }
}
