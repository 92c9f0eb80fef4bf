package io.mysqlclone.innodb.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is to be cloned.
 *
 * @param dataDir a server's data directory
 * @param directories where else to look for its tablespaces, as the server is told by {@code innodb_directories} and
 *     {@code innodb_undo_directory}: needed where they are not where its dictionary says, or that is encrypted
 * @param keyring the file of its {@code component_keyring_file}
 */
public record Settings(Path dataDir, List<Path> directories, Optional<Path> keyring) {
    public Settings {
        directories = List.copyOf(directories);
    }

    /** A directory with nothing outside, and nothing encrypted. */
    public static Settings of(Path dataDir) {
        return new Settings(dataDir, List.of(), Optional.empty());
    }
}
