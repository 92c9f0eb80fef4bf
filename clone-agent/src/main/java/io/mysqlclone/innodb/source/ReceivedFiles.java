package io.mysqlclone.innodb.source;

import static io.mysqlclone.innodb.source.Refusals.refused;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.PlacedFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of a clone that was received, which wait under names of no meaning, by what they are going to be. */
final class ReceivedFiles {
    private static final Pattern REDO = Pattern.compile("#ib_redo(\\d{1,9})");

    private final Path dataDir;
    private final Map<Path, Path> places = new HashMap<>();
    private final List<Path> tablespaces = new ArrayList<>();
    private final List<PlacedFile> system = new ArrayList<>();
    private final List<PlacedFile> redo = new ArrayList<>();
    private Optional<Path> dump = Optional.empty();

    /** @param dataDir the directory that they were received into */
    ReceivedFiles(Path dataDir, List<PlacedFile> files) {
        this.dataDir = dataDir;
        files.forEach(this::sort);
    }

    private void sort(PlacedFile file) {
        Path target = file.target();
        places.put(file.staged(), target);
        boolean atTheTop = dataDir.equals(target.getParent());
        if (target.startsWith(dataDir.resolve(RedoFiles.FOLDER))) {
            redo.add(file);
        } else if (atTheTop && FileSearch.isSystem(target)) {
            system.add(file);
        } else if (target.equals(dataDir.resolve(FileSearch.BUFFER_POOL_DUMP))) {
            dump = Optional.of(file.staged());
        } else {
            tablespaces.add(file.staged());
        }
    }

    /** Where the server is to have the file at a path. */
    Path place(Path path) {
        return places.getOrDefault(path, path);
    }

    /** The files of the system tablespace, in their order. */
    List<Path> system() throws EngineException {
        if (system.isEmpty()) {
            throw refused(
                    "the clone that was received into " + dataDir + " has no ibdata1: commit it and give the data"
                            + " directory then (a donor that keeps its system tablespace under another name is not known here)");
        }
        return system.stream()
                .sorted(Comparator.comparing(PlacedFile::target, FileSearch.systemOrder()))
                .map(PlacedFile::staged)
                .toList();
    }

    /** All other tablespaces. */
    List<Path> tablespaces() {
        return tablespaces;
    }

    /** The redo files, in their order. */
    List<Path> redo() {
        return redo.stream()
                .sorted(Comparator.comparingInt(ReceivedFiles::number))
                .map(PlacedFile::staged)
                .toList();
    }

    private static int number(PlacedFile file) {
        Matcher name = REDO.matcher(file.target().getFileName().toString());
        return name.matches() ? Integer.parseInt(name.group(1)) : Integer.MAX_VALUE;
    }

    /** The list of pages that a server reads at its start, if it was sent. */
    Optional<Path> dump() {
        return dump;
    }
}
