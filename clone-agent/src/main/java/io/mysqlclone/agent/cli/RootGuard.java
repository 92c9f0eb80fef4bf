package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.engine.Relocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Root may do anything, and whoever owns a data directory may put a symbolic link to anything under a name that a clone is
 * about to write. So root does not work in the directory of another user unless it is told to.
 */
final class RootGuard {
    private static final String DATA_DIR = "--data-dir";
    private static final String AS_ROOT = "--as-root";
    private static final String RELOCATE = "--relocate";

    /** {@code outcome} only reads, unless it is to let the old data go. */
    private static final String FINISH = "--finish-when-serving";

    /** A lock is taken in the directory then. */
    private static final String RECEIVED = "--received";

    private static final String FROM_DIR = "--from-dir";
    private static final String SERVE = "serve";
    private static final Set<String> READ_ONLY = Set.of("verify");
    private static final int ROOT = 0;

    private RootGuard() {}

    /** Adds the option to a command that changes a data directory. */
    static void addTo(CommandSpec command) {
        if (command.findOption(DATA_DIR) != null && !READ_ONLY.contains(command.name())) {
            command.addOption(OptionSpec.builder(AS_ROOT)
                    .type(boolean.class)
                    .description(
                            "Work as root although the data directory, or a directory that --relocate leads to, belongs"
                                    + " to another user. Whoever can act as that user can then have root overwrite any file,"
                                    + " so run as that user instead if you can.")
                    .build());
        }
    }

    /** Why the command may not begin; empty when it may. */
    static Optional<Failure> failure(ParseResult parsed) {
        if (!parsed.hasSubcommand()) {
            return Optional.empty();
        }
        CommandSpec command = parsed.subcommand().commandSpec();
        OptionSpec allowed = command.findOption(AS_ROOT);
        if (allowed == null || Boolean.TRUE.equals(allowed.getValue()) || onlyReads(command)) {
            return Optional.empty();
        }
        return directories(command)
                .flatMap(directory -> foreignOwner(directory).map(owner -> refusal(directory, owner)).stream())
                .findFirst();
    }

    private static boolean onlyReads(CommandSpec command) {
        OptionSpec finish = command.findOption(FINISH);
        return (finish != null && finish.getValue() == null)
                || (command.name().equals(SERVE) && !clonesWhatWasReceived(command));
    }

    private static boolean clonesWhatWasReceived(CommandSpec command) {
        OptionSpec received = command.findOption(RECEIVED);
        return received != null && Boolean.TRUE.equals(received.getValue());
    }

    /** In which the command may write. */
    private static Stream<Path> directories(CommandSpec command) {
        Stream<Path> dataDir = path(command.findOption(DATA_DIR));
        Stream<Path> source = clonesWhatWasReceived(command) ? path(command.findOption(FROM_DIR)) : Stream.empty();
        OptionSpec relocate = command.findOption(RELOCATE);
        Stream<Path> elsewhere = relocate != null && relocate.getValue() instanceof List<?> relocations
                ? relocations.stream()
                        .filter(Relocation.class::isInstance)
                        .map(relocation -> ((Relocation) relocation).to())
                : Stream.empty();
        return Stream.concat(Stream.concat(dataDir, source), elsewhere);
    }

    private static Stream<Path> path(@Nullable OptionSpec option) {
        return option != null && option.getValue() instanceof Path directory ? Stream.of(directory) : Stream.empty();
    }

    private static Failure refusal(Path directory, int owner) {
        return Failure.refused(directory + " belongs to user " + owner
                + ", and this is root: run clone-agent as that user"
                + " (setpriv --reuid=" + owner + " --regid=GROUP --clear-groups clone-agent ..., or sudo -u), or give "
                + AS_ROOT + " if nobody else can act as that user");
    }

    /** The user who can change what is in {@code directory}, when this is root and that is somebody else. */
    private static Optional<Integer> foreignOwner(Path directory) {
        try {
            if (owner(Path.of("/proc/self")) != ROOT) {
                return Optional.empty();
            }
            Path real = nearest(directory.toAbsolutePath().normalize()).toRealPath();
            for (Path owned : List.of(real, real.resolve("ibdata1"))) {
                if (Files.exists(owned) && owner(owned) != ROOT) {
                    return Optional.of(owner(owned));
                }
            }
            return Optional.empty();
        } catch (IOException | UnsupportedOperationException unknown) {
            // What can't be looked at can't be cloned into either, and the command says so.
            return Optional.empty();
        }
    }

    /** The directory itself or, when it is to be made, where. */
    private static Path nearest(Path directory) {
        Path parent = directory.getParent();
        return Files.exists(directory) || parent == null ? directory : parent;
    }

    private static int owner(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid");
    }
}
