package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.agent.run.ResultFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command that has a final JSON tells what it does, and what came of it. */
public final class ResultFlags extends OutputOption {
    @Option(
            names = "--result-file",
            paramLabel = "FILE",
            description =
                    "Also write the final JSON (at most --result-limit bytes) to FILE, such as /dev/termination-log.")
    @Nullable
    Path resultFile;

    @Option(
            names = "--result-limit",
            paramLabel = "BYTES",
            defaultValue = "4096",
            converter = Values.ResultBytes.class,
            description = "What FILE may hold, 256 to 4096; of what is longer the least important is left out.")
    int resultLimit = ResultFile.MAX_BYTES;

    /** The file of {@code --result-file}, open for writing. */
    public Optional<ResultFile> openResultFile() {
        return Optional.ofNullable(resultFile).map(file -> ResultFile.open(file, resultLimit));
    }
}
