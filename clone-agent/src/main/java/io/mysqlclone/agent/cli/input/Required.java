package io.mysqlclone.agent.cli.input;

import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The options that a command cannot do without, so that all that are missing are told at once. */
public final class Required {
    private final List<String> missing = new ArrayList<>();

    /**
     * One of them.
     *
     * @param option as the help has it, such as {@code --user NAME}
     * @param value null when it is not given
     */
    public Required option(String option, @Nullable Object value) {
        if (value == null) {
            var flag = option.substring(0, option.indexOf(' '));
            missing.add(option + " (or " + EnvironmentVariables.nameOf(flag) + ")");
        }
        return this;
    }

    /** Says which ones are missing. */
    public FailureException notGiven() {
        return new FailureException(Failure.usage("not given: " + String.join(", ", missing) + "."));
    }

    /** The directory of {@code --data-dir}, which must be given. */
    public static Path dataDir(@Nullable Path given) {
        if (given == null) {
            throw new Required().option("--data-dir DIR", null).notGiven();
        }
        return given;
    }

    /** The directory of {@code --data-dir}, which must be given and exist. */
    public static Path existingDataDir(@Nullable Path given) {
        var directory = dataDir(given);
        if (!Files.isDirectory(directory)) {
            throw new FailureException(
                    Failure.usage("--data-dir is \"" + directory + "\"; it must be a directory that exists."));
        }
        return directory;
    }
}
