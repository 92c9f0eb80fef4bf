package io.mysqlclone.agent.cli.input;

import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * PEM text in variables such as {@code CLONE_AGENT_TLS_CA_PEM}, as files that only this user can read. They live in
 * memory ({@code /dev/shm}) where there is such a place, and are removed at the end.
 */
public final class PemVariables implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Map<String, String> environment;
    private @Nullable Path directory;

    /** The PEM variables of {@code environment}; no file is written before it is asked for. */
    public PemVariables(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The variable that may hold the content of the file that {@code flag} names. */
    public static String nameOf(String flag) {
        return EnvironmentVariables.PREFIX + flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT) + "_PEM";
    }

    /** A file with the content of the variable that stands for {@code flag}, when it is set. */
    public Optional<Path> file(String flag) {
        var content = environment.getOrDefault(nameOf(flag), "");
        if (content.isBlank()) {
            return Optional.empty();
        }
        try {
            var file = Files.createFile(
                    // a message that names the file names the variable
                    directory().resolve(nameOf(flag)),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Optional.of(Files.writeString(file, content));
        } catch (IOException unwritable) {
            throw new FailureException(Failure.localIo("the content of " + nameOf(flag)
                    + " cannot be kept in a temporary file: " + Failure.reason(unwritable) + "."));
        }
    }

    private Path directory() throws IOException {
        if (directory == null) {
            // both create a directory that only this user can enter
            directory = Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "clone-agent-")
                    : Files.createTempDirectory("clone-agent-");
        }
        return directory;
    }

    /** Removes the files. */
    @Override
    public void close() {
        if (directory == null) {
            return;
        }
        try (var files = Files.newDirectoryStream(directory)) {
            for (var file : files) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException leftBehind) {
            throw new FailureException(Failure.localIo(
                    directory + " cannot be removed: " + Failure.reason(leftBehind) + "; remove it by hand."));
        }
    }
}
