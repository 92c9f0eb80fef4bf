package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.run.ResultFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that commands with a final JSON share, whatever group of their help it is in. */
abstract class ResultFileOption {
    @Option(
            names = "--result-file",
            paramLabel = "FILE",
            description = "Also write the final JSON (at most 4096 bytes) to FILE, such as /dev/termination-log.")
    @Nullable
    Path resultFile;

    /** The file of {@code --result-file}, open for writing. */
    public Optional<ResultFile> openResultFile() {
        return Optional.ofNullable(resultFile).map(ResultFile::open);
    }
}
