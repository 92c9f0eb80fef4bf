package io.mysqlclone.agent.cli.options;

import io.mysqlclone.innodb.source.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a stopped server has outside the directory that is cloned; behind a command's own options. */
abstract class StoppedServerOptions {
    @Option(
            names = "--directories",
            order = 1,
            paramLabel = "DIR",
            split = ";",
            hideParamSyntax = true,
            description =
                    "Where else its server has tablespaces (its innodb_directories and innodb_undo_directory), when they"
                            + " are not where the data dictionary says. Repeat it, or separate several by ';'.")
    List<Path> directories = new ArrayList<>();

    @Option(
            names = "--keyring",
            order = 1,
            paramLabel = "FILE",
            description = "The keys of its component_keyring_file, for encrypted tablespaces: what \"path\" names in"
                    + " component_keyring_file.cnf.")
    @Nullable
    Path keyring;

    final Settings settings(Path dataDir) {
        return new Settings(
                dataDir,
                directories.stream()
                        .map(directory -> directory.toAbsolutePath().normalize())
                        .toList(),
                Optional.ofNullable(keyring));
    }
}
