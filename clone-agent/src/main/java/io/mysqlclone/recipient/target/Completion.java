package io.mysqlclone.recipient.target;

import io.mysqlclone.innodb.apply.InnodbRecipient;
import io.mysqlclone.innodb.apply.ReceivedSnapshot;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.DonorIdentity;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.storage.DataDirectory;
import io.mysqlclone.storage.DirectorySync;
import io.mysqlclone.storage.form.CloneForm;
import io.mysqlclone.storage.form.CloneStatus;
import io.mysqlclone.storage.form.InPlaceForm;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * What is told of a complete clone: to the caller, to the mysqld that will start on it, and to a later process of the
 * agent, which must not clone again what is complete.
 */
public final class Completion {
    private Completion() {}

    /** What only the run knows. */
    public record Facts(Instant begin, boolean resumed) {}

    /** The result of a run that ends with a complete clone. */
    public static CloneResult result(
            CloneRequest request,
            CloneTarget target,
            InnodbRecipient engine,
            ReceivedSnapshot received,
            Progress progress,
            Facts facts,
            Duration took) {
        return new CloneResult(
                request.donor().endpoint().toString(),
                progress.donor().map(DonorIdentity::version).orElse(""),
                progress.donor().flatMap(DonorIdentity::serverUuid),
                target.directory().root(),
                request.target().inPlace(),
                progress.dataBytes(),
                progress.networkBytes(),
                received.dataFiles(),
                new CloneResult.Pages(engine.verifiedPages(), engine.unverifiablePages()),
                took,
                facts.resumed(),
                false,
                received.innodbDirectories(),
                progress.stages());
    }

    /** What {@code performance_schema.clone_status} and {@code clone_progress} of the new server will say. */
    public static CloneStatus status(CloneRequest request, Progress progress, Instant begin, Instant end) {
        Map<CloneStatus.Stage, CloneStatus.Progress> stages = new EnumMap<>(CloneStatus.Stage.class);
        for (Progress.StageProgress stage : progress.stages()) {
            stages.put(
                    switch (stage.stage()) {
                        case INIT -> CloneStatus.Stage.DROP_DATA;
                        case FILE_COPY -> CloneStatus.Stage.FILE_COPY;
                        case PAGE_COPY -> CloneStatus.Stage.PAGE_COPY;
                        case REDO_COPY -> CloneStatus.Stage.REDO_COPY;
                        case FILE_SYNC -> CloneStatus.Stage.FILE_SYNC;
                    },
                    new CloneStatus.Progress(
                            CloneStatus.State.COMPLETED,
                            Math.max(1, stage.threads()),
                            stage.begin().orElse(begin),
                            stage.end().orElse(end),
                            stage.estimate(),
                            stage.data(),
                            stage.network()));
        }
        return new CloneStatus(request.donor().endpoint().toString(), begin, end, stages);
    }

    /** Notes the result beside the clone. */
    public static void write(CloneTarget target, CloneResult result) throws IOException {
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
        try (Writer writer = Files.newBufferedWriter(target.completion())) {
            properties.store(writer, null);
        }
        target.directory().adopt(target.completion());
        DirectorySync.file(target.completion());
    }

    /**
     * The result of an earlier process, as long as no mysqld has started on it: mysqld removes {@code #status_fix} at
     * its first start.
     */
    public static Optional<CloneResult> read(DataDirectory directory, CloneForm form) throws IOException {
        Path completion = CloneTarget.completion(directory);
        Path waiting = directory.cloneDirectory().resolve("#status_fix");
        if (!Files.exists(completion) || !Files.exists(waiting)) {
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
                form instanceof InPlaceForm,
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
