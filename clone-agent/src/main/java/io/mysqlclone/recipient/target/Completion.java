package io.mysqlclone.recipient.target;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.commit.CloneForm;
import io.mysqlclone.datadir.commit.CloneMarkers;
import io.mysqlclone.datadir.commit.InPlaceForm;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.storage.DirectorySync;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The note of a clone that is committed, for a later process of the agent, which must not clone again what is complete.
 */
public final class Completion {
    private Completion() {}

    /** Notes beside a clone that is committed what is told of it, all or nothing. */
    static void write(DataDirectory directory, CloneResult result) throws IOException {
        var properties = new Properties();
        properties.setProperty("donor", result.donor());
        properties.setProperty("donorVersion", result.donorVersion());
        result.donorServerUuid().ifPresent(uuid -> properties.setProperty("donorServerUuid", uuid));
        properties.setProperty("dataBytes", Long.toString(result.dataBytes()));
        properties.setProperty("files", Integer.toString(result.files()));
        properties.setProperty("pagesVerified", Long.toString(result.pages().verified()));
        properties.setProperty("pagesUnverifiable", Long.toString(result.pages().unverifiable()));
        properties.setProperty(
                "innodbDirectories",
                String.join(
                        "\n",
                        result.innodbDirectories().stream().map(Path::toString).toList()));
        Path note = CloneTarget.completion(directory);
        Path next = note.resolveSibling(note.getFileName() + ".new");
        var text = new StringWriter();
        properties.store(text, null);
        DirectorySync.write(next, text.toString());
        directory.adopt(next);
        Files.move(next, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DirectorySync.directory(directory.agentDirectory());
    }

    /**
     * The result of an earlier process, as long as no mysqld has taken it over: then it removes {@code #replace_files}.
     */
    public static Optional<CloneResult> read(DataDirectory directory, CloneForm form) throws IOException {
        Path waiting = directory.cloneDirectory().resolve(CloneMarkers.REPLACE_FILES);
        return Files.exists(waiting) ? noted(directory, form instanceof InPlaceForm) : Optional.empty();
    }

    /** As {@link #read}, whatever became of the clone since. */
    public static Optional<CloneResult> noted(DataDirectory directory, boolean inPlace) throws IOException {
        Path completion = CloneTarget.completion(directory);
        if (!Files.exists(completion)) {
            return Optional.empty();
        }
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(completion)) {
            properties.load(reader);
        }
        return Optional.of(new CloneResult(
                properties.getProperty("donor", ""),
                properties.getProperty("donorVersion", ""),
                Optional.ofNullable(properties.getProperty("donorServerUuid")),
                directory.root(),
                inPlace,
                true,
                number(properties, "dataBytes"),
                0,
                (int) number(properties, "files"),
                new CloneResult.Pages(number(properties, "pagesVerified"), number(properties, "pagesUnverifiable")),
                Duration.ZERO,
                false,
                true,
                directories(properties.getProperty("innodbDirectories", "")),
                List.of()));
    }

    private static List<Path> directories(String lines) {
        return Stream.of(lines.split("\n", -1))
                .filter(line -> !line.isEmpty())
                .map(Path::of)
                .toList();
    }

    private static long number(Properties properties, String name) {
        try {
            return Long.parseLong(properties.getProperty(name, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
