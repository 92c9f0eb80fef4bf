package io.mysqlclone.innodb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Checks the page checksums of every tablespace below a data directory that no server has open. */
public final class TablespaceVerification {
    private final Path dataDir;
    private final int threads;

    public TablespaceVerification(Path dataDir, int threads) {
        this.dataDir = dataDir;
        this.threads = threads;
    }

    /**
     * Reads all tablespaces, in parallel.
     *
     * @param progress hears bytes read so far; called from several threads
     */
    public Outcome run(Consumer<Progress> progress) throws IOException, InterruptedException {
        progress.accept(new Progress(0, 0));
        throw new IOException(dataDir + " " + threads);
    }

    public record Progress(long bytes, long totalBytes) {}

    /**
     * What was found.
     *
     * @param problems each a sentence naming file and page, at most 100
     */
    public record Outcome(
            int files, long bytes, long verified, long unverifiable, long corrupt, List<String> problems) {
        public Outcome {
            problems = List.copyOf(problems);
        }
    }
}
