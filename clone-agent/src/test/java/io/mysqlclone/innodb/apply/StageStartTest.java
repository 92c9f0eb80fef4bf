package io.mysqlclone.innodb.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.Staging;
import io.mysqlclone.engine.FileDemand;
import io.mysqlclone.engine.RecipientSettings;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.engine.StageListener;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.storage.BlockSinks;
import io.mysqlclone.storage.journal.Journal;
import io.mysqlclone.storage.strict.StrictFileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StageStartTest {
    /** Else the block that a worker stores in between is not counted: a stage begins with the count that it is told. */
    @Test
    void aStageIsToldBeforeAnyTaskIsLetIntoIt() throws Exception {
        DataDirectory directory = DataDirectory.open(Files.createDirectory(new StrictFileSystem().getPath("/data")));
        var staging = new Staging(directory);
        staging.create();
        Path journalFile = directory.agentDirectory().resolve("journal");
        var listener = new Listener();
        try (Journal journal = Journal.open(journalFile);
                var engine = new InnodbRecipient(
                        new RecipientSettings(List.of(), true, 1, FileDemand.NONE),
                        new ClonePlace(
                                directory, staging, journal, visitor -> Journal.replay(journalFile, visitor::visit)),
                        BlockSinks.probe(directory.agentDirectory()),
                        listener)) {
            listener.engine = Optional.of(engine);

            new InProcessDonor().tell(engine, false);
        }

        assertThat(listener.entered)
                .containsEntry(Stage.INIT, SnapshotState.NONE)
                .containsEntry(Stage.FILE_COPY, SnapshotState.INIT)
                .containsEntry(Stage.PAGE_COPY, SnapshotState.FILE_COPY)
                .containsEntry(Stage.REDO_COPY, SnapshotState.PAGE_COPY);
    }

    private static final class Listener implements StageListener {
        private final Map<Stage, SnapshotState> entered = new EnumMap<>(Stage.class);
        private Optional<InnodbRecipient> engine = Optional.empty();

        @Override
        public void stageStarted(Stage stage, long estimatedBytes, long storedBytes) {
            engine.ifPresent(started -> entered.put(stage, started.gate().entered()));
        }

        @Override
        public void stored(Stage stage, long bytes) {}

        @Override
        public void stageCompleted(Stage stage) {}
    }
}
