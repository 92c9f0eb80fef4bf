package io.mysqlclone.datadir.live;

import io.mysqlclone.datadir.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What shows that a server has a keyring, without which it can't start on encrypted data: the list of its components, the
 * settings of one that is a keyring, or that its own data is encrypted.
 */
public final class KeyringSigns {
    private static final String MANIFEST = "mysqld.my";
    private static final String COMPONENT = "component_keyring_";
    private static final String SETTINGS = ".cnf";
    private static final long LONGEST_MANIFEST = 64 << 10;

    /** Where a mysqld of this host would be; in a container of its own there is none. */
    private static final List<Path> PROGRAMS = List.of(
            Path.of("/usr/sbin"), Path.of("/usr/bin"), Path.of("/usr/libexec"), Path.of("/usr/local/mysql/bin"));

    /** Most servers encrypt all of their tables or none, and the first ones tell. */
    private static final int MOST_TABLESPACES = 1000;

    private static final int FSP_FLAGS = 54;
    private static final int FLAG_ENCRYPTED = 1 << 13;

    private KeyringSigns() {}

    /**
     * Looks for a sign.
     *
     * @param directory the data directory of a server, which may be running
     * @return what was found, in a few words; empty for none, which proves nothing
     */
    public static Optional<String> of(DataDirectory directory) throws IOException {
        for (Path folder :
                Stream.concat(Stream.of(directory.root()), PROGRAMS.stream()).toList()) {
            if (namesKeyring(folder.resolve(MANIFEST))) {
                return Optional.of(folder.resolve(MANIFEST) + " loads a keyring");
            }
        }
        try (Stream<Path> entries = Files.list(directory.root())) {
            Optional<Path> settings =
                    entries.filter(KeyringSigns::isSettings).sorted().findFirst();
            if (settings.isPresent()) {
                return settings.map(file -> file + " is there");
            }
        }
        for (Path file : tablespaces(directory.root())) {
            if (isEncrypted(file)) {
                return Optional.of(file + " is encrypted");
            }
        }
        return Optional.empty();
    }

    private static boolean namesKeyring(Path manifest) {
        try {
            return Files.isRegularFile(manifest)
                    && Files.size(manifest) <= LONGEST_MANIFEST
                    && Files.readString(manifest, StandardCharsets.ISO_8859_1).contains(COMPONENT);
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static boolean isSettings(Path entry) {
        String name = entry.getFileName().toString();
        return name.startsWith(COMPONENT) && name.endsWith(SETTINGS);
    }

    /** Those at the top first: dictionary, undo and general tablespaces. */
    private static List<Path> tablespaces(Path root) throws IOException {
        List<Path> found = new ArrayList<>();
        for (int depth = 1; depth <= 2; depth++) {
            try (Stream<Path> files =
                    Files.find(root, depth, (file, attributes) -> attributes.isRegularFile() && isTablespace(file))) {
                files.limit(MOST_TABLESPACES).forEach(found::add);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        return found;
    }

    private static boolean isTablespace(Path file) {
        return file.getFileName().toString().matches(".+\\.ib[du]|undo_\\d+");
    }

    private static boolean isEncrypted(Path tablespace) {
        ByteBuffer flags = ByteBuffer.allocate(Integer.BYTES);
        try (FileChannel channel = FileChannel.open(tablespace, StandardOpenOption.READ)) {
            return channel.read(flags, FSP_FLAGS) == Integer.BYTES && (flags.getInt(0) & FLAG_ENCRYPTED) != 0;
        } catch (IOException removedMeanwhile) {
            return false;
        }
    }
}
