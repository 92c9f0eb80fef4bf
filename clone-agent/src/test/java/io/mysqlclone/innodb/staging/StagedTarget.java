package io.mysqlclone.innodb.staging;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.Staging;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.engine.StageListener;
import io.mysqlclone.storage.BlockSinks;
import io.mysqlclone.storage.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A target directory with its staging area, and a listener that remembers. */
public final class StagedTarget implements StageListener {
    public final DataDirectory directory;
    public final StagedFiles files;

    /** Bytes of each write, in order. */
    public final List<Long> writes = new ArrayList<>();

    public StagedTarget(Path scratch) throws IOException {
        directory = DataDirectory.open(Files.createDirectories(scratch.resolve("target")));
        var staging = new Staging(directory);
        staging.create();
        files = new StagedFiles(directory, staging, BlockSinks.throughPageCache(directory.agentDirectory()), List.of());
    }

    public Path journalFile() {
        return directory.agentDirectory().resolve("journal");
    }

    public Journal journal() throws IOException {
        return Journal.open(journalFile());
    }

    /** Stages a data file with this content. */
    public void stage(int index, byte[] content) throws IOException {
        Files.write(files.data(index), content);
    }

    /** Stages a redo file with this content. */
    public void stageRedo(int index, byte[] content) throws IOException {
        Files.write(files.redo(index), content);
    }

    @Override
    public void stageStarted(Stage stage, long estimatedBytes, long storedBytes) {}

    @Override
    public void stored(Stage stage, long bytes) {
        writes.add(bytes);
    }

    @Override
    public void stageCompleted(Stage stage) {}
}
