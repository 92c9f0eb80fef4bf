package io.mysqlclone.datadir;

import io.mysqlclone.storage.DirectorySync;
import io.mysqlclone.storage.Trees;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Where a clone stages files that will not go to the data directory: {@code #clone-agent/ID/} in each directory that they
 * go to, where other clones have folders of their own. A note in the data directory ({@code #clone-agent/elsewhere}) tells
 * any later process, whatever it was started with, the clone's ID and these directories: each is written down before
 * something is made in it. Each folder is locked while a process works with it. May be used by several threads.
 */
final class ExternalStaging implements Closeable {
    private static final String NOTE = "elsewhere";

    /** In each folder: the data directory of the clone that has it. */
    private static final String OWNER = "of";

    private static final int ID_BYTES = 16;
    private static final int ATTEMPTS = 100;

    private final DataDirectory directory;
    private final Map<Path, TargetLock> locks = new LinkedHashMap<>();
    private Optional<Note> note = Optional.empty();

    /**
     * What is written down.
     *
     * @param id names the clone's folder, in hexadecimal digits
     */
    private record Note(String id, Set<Path> targets) {
        Path folder(Path target) {
            return target.resolve(DataDirectory.AGENT_DIRECTORY).resolve(id);
        }
    }

    ExternalStaging(DataDirectory directory) {
        this.directory = directory;
    }

    /** The clone's folder in {@code target}, which exists; the folder exists afterwards, and is this process's own. */
    synchronized Path folder(Path target) throws IOException {
        Note current = note().orElseGet(() -> new Note(newId(), new LinkedHashSet<>()));
        note = Optional.of(current);
        Path folder = current.folder(target);
        if (!locks.containsKey(target)) {
            if (current.targets().add(target)) {
                save(current);
            }
            create(target, folder);
            locks.put(target, TargetLock.acquire(directory, folder));
        }
        return folder;
    }

    /** Whether the clone has its folder in {@code target}: if not, that is another volume than it was. */
    synchronized boolean holds(Path target) throws IOException {
        Optional<Note> current = note();
        return current.isPresent()
                && current.get().targets().contains(target)
                && Files.isDirectory(current.get().folder(target), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Takes over what an earlier process has made, as far as it is there.
     *
     * @throws TargetRefusedException when another process works with it
     */
    synchronized void reopen() throws IOException {
        Optional<Note> current = note();
        if (current.isPresent()) {
            for (Path target : current.get().targets()) {
                if (holds(target)) {
                    Path _ = folder(target);
                }
            }
        }
    }

    private Optional<Note> note() throws IOException {
        if (note.isEmpty()) {
            note = load();
        }
        return note;
    }

    /** Removes the clone's folders, and forgets them. Can be repeated. */
    synchronized void remove() throws IOException {
        Optional<Note> current = note();
        if (current.isEmpty()) {
            return;
        }
        for (Path target : current.get().targets()) {
            Path folder = current.get().folder(target);
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                TargetLock lock = locks.containsKey(target) ? locks.get(target) : TargetLock.acquire(directory, folder);
                locks.put(target, lock);
                Trees.deleteContents(folder, TargetLock.FILE);
                lock.close();
                locks.remove(target);
            }
            deleteIfEmpty(folder);
            deleteIfEmpty(target.resolve(DataDirectory.AGENT_DIRECTORY));
        }
        Files.deleteIfExists(file());
        note = Optional.empty();
    }

    /** Lets other processes in; what is staged stays. */
    @Override
    public synchronized void close() throws IOException {
        for (TargetLock lock : List.copyOf(locks.values())) {
            lock.close();
        }
        locks.clear();
        note = Optional.empty();
    }

    private void create(Path target, Path folder) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                directory.createPrivate(target.resolve(DataDirectory.AGENT_DIRECTORY));
                directory.createPrivate(folder);
                // Tells a person whose it is, and keeps the folder when a process ends that has staged nothing in it
                // yet.
                DirectorySync.write(folder.resolve(OWNER), directory.root() + "\n");
                DirectorySync.directory(folder);
                DirectorySync.directory(target.resolve(DataDirectory.AGENT_DIRECTORY));
                DirectorySync.directory(target);
                return;
            } catch (NoSuchFileException removedByAnotherClonesEnd) {
                if (attempt == ATTEMPTS) {
                    throw removedByAnotherClonesEnd;
                }
            }
        }
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException inUse) {
            // Another clone has its files there.
        }
    }

    private static String newId() {
        UUID id = UUID.randomUUID();
        return HexFormat.of().toHexDigits(id.getMostSignificantBits())
                + HexFormat.of().toHexDigits(id.getLeastSignificantBits());
    }

    private Path file() {
        return directory.agentDirectory().resolve(NOTE);
    }

    private Optional<Note> load() throws IOException {
        if (!Files.exists(file(), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file(), StandardCharsets.UTF_8);
        Set<Path> targets = new LinkedHashSet<>();
        boolean known = !lines.isEmpty() && lines.getFirst().matches("[0-9a-f]{" + 2 * ID_BYTES + "}");
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            known &= line.startsWith("/");
            targets.add(Path.of(line));
        }
        if (!known) {
            throw new IOException(file() + " is not readable as the note of relocated files: remove it and the folders"
                    + " of unfinished clones in #clone-agent/ where tablespaces were relocated to, and start over");
        }
        return Optional.of(new Note(lines.getFirst(), targets));
    }

    private void save(Note changed) throws IOException {
        List<String> lines = new ArrayList<>(List.of(changed.id()));
        changed.targets().forEach(target -> lines.add(target.toString()));
        Path next = file().resolveSibling(NOTE + ".new");
        DirectorySync.write(next, String.join("\n", lines) + "\n");
        Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DirectorySync.directory(directory.agentDirectory());
    }
}
