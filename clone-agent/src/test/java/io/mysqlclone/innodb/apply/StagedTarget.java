package io.mysqlclone.innodb.apply;

import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.storage.BlockSinks;
import io.mysqlclone.storage.DataDirectory;
import io.mysqlclone.storage.Journal;
import io.mysqlclone.storage.Staging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A target directory with its staging area, and a listener that remembers. */
final class StagedTarget implements StageListener {
    final DataDirectory directory;
    final StagedFiles files;

    /** Bytes of each write, in order. */
    final List<Long> writes = new ArrayList<>();

    StagedTarget(Path scratch) throws IOException {
        directory = DataDirectory.open(Files.createDirectories(scratch.resolve("target")));
        var staging = new Staging(directory);
        staging.create();
        files = new StagedFiles(directory, staging, BlockSinks.throughPageCache(directory.agentDirectory()), List.of());
    }

    Path journalFile() {
        return directory.agentDirectory().resolve("journal");
    }

    Journal journal() throws IOException {
        return Journal.open(journalFile());
    }

    /** Stages a data file with this content. */
    void stage(int index, byte[] content) throws IOException {
        Files.write(files.data(index), content);
    }

    /** Stages a redo file with this content. */
    void stageRedo(int index, byte[] content) throws IOException {
        Files.write(files.redo(index), content);
    }

    @Override
    public void stageStarted(SnapshotState state, long estimatedBytes, long storedBytes) {}

    @Override
    public void stored(SnapshotState state, long bytes) {
        writes.add(bytes);
    }

    @Override
    public void stageCompleted(SnapshotState state) {}
}
