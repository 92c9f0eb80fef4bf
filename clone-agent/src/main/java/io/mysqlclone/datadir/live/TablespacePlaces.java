package io.mysqlclone.datadir.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Where a server has tablespaces outside its data directory: tables with DATA DIRECTORY, general and undo tablespaces in
 * one of {@code innodb_directories}. They leave no other trace in the data directory than in its dictionary.
 */
public final class TablespacePlaces {
    private static final Pattern TABLESPACE = Pattern.compile(".+\\.ib[du]|(.*/)?undo_\\d+");

    /** The dictionary's own file, which every dictionary names. */
    private static final String DICTIONARY = "mysql.ibd";

    private static final int LENGTH = -6;
    private static final int TWO_BYTES = 0x80;
    private static final int EXTERNAL = 0x40;
    private static final int LONGEST_NAME = 2048;
    private static final int ID_AND_POSITION = Long.BYTES + Integer.BYTES;
    private static final int MOST_FILES = 1000;

    private TablespacePlaces() {}

    /** Names of files by the index in which they are found. */
    private static final class Names implements DictionaryPages.Visitor {
        private final Path root;
        private final Map<Long, Set<Path>> outside = new HashMap<>();
        private final Set<Long> dictionaries = new TreeSet<>();

        Names(Path root) {
            this.root = root;
        }

        /** A record of the index on {@code tablespace_files.file_name}: a name, an id, and a position from 1 on. */
        @Override
        public void record(long index, ByteBuffer page, int at) {
            int length = page.get(at + LENGTH) & 0xff;
            if (length >= TWO_BYTES) {
                if ((length & EXTERNAL) != 0) {
                    return;
                }
                length = (length & ~TWO_BYTES) << Byte.SIZE | (page.get(at + LENGTH - 1) & 0xff);
            }
            if (length == 0 || length > LONGEST_NAME || at + length + ID_AND_POSITION > page.limit()) {
                return;
            }
            long id = page.getLong(at + length);
            int position = page.getInt(at + length + Long.BYTES);
            if (id <= 0 || position < 1 || position > MOST_FILES) {
                return;
            }
            byte[] bytes = new byte[length];
            page.get(at, bytes);
            String name = new String(bytes, StandardCharsets.UTF_8);
            if (name.equals(DICTIONARY)) {
                dictionaries.add(index);
            } else if (TABLESPACE.matcher(name).matches()) {
                outside(name)
                        .ifPresent(path -> outside.computeIfAbsent(index, key -> new TreeSet<>())
                                .add(path));
            }
        }

        private Optional<Path> outside(String name) {
            try {
                Path path = root.resolve(name).normalize();
                return path.startsWith(root) ? Optional.empty() : Optional.of(path);
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        }
    }

    /**
     * Files of tablespaces outside a data directory, as mysqld calls them, in the order of their names. While a server
     * runs, one that was just made may be missing.
     *
     * @return empty when the dictionary can't be read, because it is encrypted
     */
    public static Optional<List<Path>> outside(Path dataDir) throws IOException {
        return outside(dataDir, Optional.empty());
    }

    /** As {@link #outside(Path)}, also of a dictionary that {@code opener} can decrypt. */
    public static Optional<List<Path>> outside(Path dataDir, Optional<PageOpener> opener) throws IOException {
        var names = new Names(dataDir);
        if (!DictionaryPages.visit(dataDir, opener, names) || names.dictionaries.isEmpty()) {
            return Optional.empty();
        }
        Set<Path> found = new TreeSet<>();
        names.dictionaries.forEach(index -> found.addAll(names.outside.getOrDefault(index, Set.of())));
        return Optional.of(List.copyOf(found));
    }
}
