package io.mysqlclone.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A keyring of MySQL's component_keyring_file for one server.
 *
 * <p>mysqld looks for the list of such components beside its own program and for their settings beside the component. Both
 * are therefore given to it in a directory of their own, with links to the real files, that says that the rest is in the data
 * directory; the installation itself stays as it is.
 */
public final class Keyring {

    private static final String READ_FROM_DATA_DIRECTORY = "{\"read_local_manifest\": true}";
    private static final String COMPONENT = "component_keyring_file";

    private final Path directory;

    private Keyring(Path directory) {
        this.directory = directory;
    }

    /**
     * A keyring whose keys live in an existing directory; a second one on the same directory has the same keys.
     */
    public static Keyring in(Path directory) {
        return new Keyring(directory.toAbsolutePath());
    }

    /** The file with the keys; absent until the server has made one. */
    public Path keys() {
        return directory.resolve("keys");
    }

    /** Writes the manifest and the settings into the data directory. */
    void configure(Path dataDir) {
        try {
            Files.writeString(dataDir.resolve("mysqld.my"), "{\"components\": \"file://" + COMPONENT + "\"}");
            Files.writeString(
                    dataDir.resolve(COMPONENT + ".cnf"), "{\"path\": \"" + keys() + "\", \"read_only\": false}");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot configure the keyring in " + dataDir, e);
        }
    }

    /** A mysqld that asks the data directory for its components; made in the directory of one server's run. */
    Path program(MysqlInstallation installation, Path runDir) {
        Path bin = runDir.resolve("bin");
        try {
            Files.createDirectories(bin);
            Files.writeString(bin.resolve("mysqld.my"), READ_FROM_DATA_DIRECTORY);
            return link(bin.resolve("mysqld"), installation.server());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare a mysqld with a keyring in " + bin, e);
        }
    }

    /** The installation's plugins, made to ask the data directory for the keyring's settings. */
    Path plugins(MysqlInstallation installation, Path runDir) {
        Path plugins = runDir.resolve("plugin");
        try (Stream<Path> files = Files.list(installation.pluginDirectory())) {
            Files.createDirectories(plugins);
            Files.writeString(plugins.resolve(COMPONENT + ".cnf"), "{\"read_local_config\": true}");
            for (Path file : files.filter(f -> f.toString().endsWith(".so")).toList()) {
                link(plugins.resolve(file.getFileName()), file);
            }
            return plugins;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare plugins with a keyring in " + plugins, e);
        }
    }

    private static Path link(Path link, Path target) throws IOException {
        try {
            return Files.createSymbolicLink(link, target);
        } catch (FileAlreadyExistsException e) {
            return link;
        }
    }
}
