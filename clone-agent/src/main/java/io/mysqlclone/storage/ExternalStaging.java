package io.mysqlclone.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a clone stages files that will not go to the data directory: {@code #clone-agent/ID/} in each directory that they
 * go to, where other clones have folders of their own. A note in the data directory ({@code #clone-agent/elsewhere}) tells
 * any later process, whatever it was started with, the clone's ID and these directories: each is written down before
 * something is made in it. Each folder is locked while a process works with it. May be used by several threads.
 */
final class ExternalStaging implements Closeable {
    private static final String NOTE = "elsewhere";
    private static final int ID_BYTES = 16;
    private static final int ATTEMPTS = 100;

    private final DataDirectory directory;
    private final Map<Path, TargetLock> locks = new LinkedHashMap<>();
    private Optional<Note> note = Optional.empty();

    /**
     * What is written down.
     *
     * @param id names the clone's folder, in hexadecimal digits
     * @param targets the directories; whether the folder in it is known to have been made
     */
    private record Note(String id, Map<Path, Boolean> targets) {
        Path folder(Path target) {
            return target.resolve(DataDirectory.AGENT_DIRECTORY).resolve(id);
        }
    }

    ExternalStaging(DataDirectory directory) {
        this.directory = directory;
    }

    /** The clone's folder in {@code target}, which exists; the folder exists afterwards, and is this process's own. */
    synchronized Path folder(Path target) throws IOException {
        Note current = note.isPresent() ? note.get() : load().orElseGet(() -> new Note(newId(), new LinkedHashMap<>()));
        note = Optional.of(current);
        Path folder = current.folder(target);
        if (locks.containsKey(target)) {
            return folder;
        }
        boolean made = current.targets().getOrDefault(target, false);
        if (!made) {
            current.targets().put(target, false);
            save(current);
            create(target, folder);
        }
        locks.put(target, TargetLock.acquire(directory, folder));
        if (!made) {
            current.targets().put(target, true);
            save(current);
        }
        return folder;
    }

    /**
     * Takes over what an earlier process has made, as far as it is there.
     *
     * @throws TargetRefusedException when another process works with it
     */
    synchronized void reopen() throws IOException {
        note = load();
        if (note.isEmpty()) {
            return;
        }
        for (Path target : note.get().targets().keySet()) {
            if (Files.isDirectory(note.get().folder(target), LinkOption.NOFOLLOW_LINKS)) {
                Path _ = folder(target);
            }
        }
    }

    /** Whether an earlier process has made the clone's folder in {@code target}, and it is there still. */
    synchronized boolean has(Path target) {
        return note.filter(known -> known.targets().containsKey(target)
                        && Files.isDirectory(known.folder(target), LinkOption.NOFOLLOW_LINKS))
                .isPresent();
    }

    /** Removes the clone's folders, and forgets them. Can be repeated. */
    synchronized void remove() throws IOException {
        Optional<Note> current = note.isPresent() ? note : load();
        if (current.isEmpty()) {
            return;
        }
        for (Path target : current.get().targets().keySet()) {
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
        Map<Path, Boolean> targets = new LinkedHashMap<>();
        boolean known = !lines.isEmpty() && lines.getFirst().matches("[0-9a-f]{" + 2 * ID_BYTES + "}");
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            known &= line.startsWith("made /") || line.startsWith("begun /");
            targets.put(Path.of(line.substring(line.indexOf(' ') + 1)), line.startsWith("made"));
        }
        if (!known) {
            throw new IOException(file() + " is not readable as the note of relocated files: remove it and the folders"
                    + " of unfinished clones in #clone-agent/ where tablespaces were relocated to, and start over");
        }
        return Optional.of(new Note(lines.getFirst(), targets));
    }

    private void save(Note changed) throws IOException {
        List<String> lines = new ArrayList<>(List.of(changed.id()));
        changed.targets().forEach((target, made) -> lines.add((made ? "made " : "begun ") + target));
        Path next = file().resolveSibling(NOTE + ".new");
        Files.deleteIfExists(next);
        Files.write(next, lines, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        DirectorySync.file(next);
        Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DirectorySync.directory(directory.agentDirectory());
    }
}
