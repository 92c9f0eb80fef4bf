package io.mysqlclone.recipient.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.engine.Stage;
import io.mysqlclone.engine.StageListener;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.Progress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EngineStagesTest {
    private final List<String> told = new ArrayList<>();
    private final ProgressTracker progress = new ProgressTracker(this::tell, Clock.systemUTC());
    private final EngineStages stages = new EngineStages(progress);

    private void tell(CloneEvent event) {
        switch (event) {
            case CloneEvent.StageStarted started -> told.add(started.stage().label() + " begins");
            case CloneEvent.StageCompleted completed ->
                told.add(completed.stage().label() + " ends");
            default -> told.add(event.toString());
        }
    }

    private Progress.StageProgress row(Stage stage) {
        return progress.progress().stages().stream()
                .filter(row -> row.stage() == stage)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theLastStageIsOverWhenTheLastEngineHasItsData() {
        boolean[] received = new boolean[2];
        StageListener first = stages.of(12, () -> received[1]);
        StageListener second = stages.of(21, () -> received[0]);

        first.stageStarted(Stage.REDO_COPY, 100, 0);
        first.stored(Stage.REDO_COPY, 100);
        received[0] = true;
        first.stageCompleted(Stage.REDO_COPY);
        first.stageStarted(Stage.FILE_SYNC, 0, 0);
        second.stageStarted(Stage.REDO_COPY, 50, 0);
        assertThat(told).containsExactly("REDO COPY begins");
        assertThat(row(Stage.REDO_COPY).estimate()).isEqualTo(150);
        assertThat(row(Stage.REDO_COPY).state()).isEqualTo(Progress.StageState.IN_PROGRESS);
        second.stored(Stage.REDO_COPY, 50);
        received[1] = true;
        second.stageCompleted(Stage.REDO_COPY);

        assertThat(told).containsExactly("REDO COPY begins", "REDO COPY ends", "FILE SYNC begins");
        assertThat(row(Stage.REDO_COPY).data()).isEqualTo(150);
    }

    /** An earlier process has all of the first engine's data. */
    @Test
    void itIsOverTooWhenTheFirstEngineHadItsDataBefore() {
        boolean[] received = {true, false};
        StageListener first = stages.of(12, () -> received[1]);
        StageListener second = stages.of(21, () -> received[0]);

        first.stageStarted(Stage.FILE_SYNC, 0, 0);
        second.stageStarted(Stage.REDO_COPY, 50, 20);
        received[1] = true;
        second.stageCompleted(Stage.REDO_COPY);

        assertThat(told).containsExactly("REDO COPY begins", "REDO COPY ends", "FILE SYNC begins");
    }

    @Test
    void oneEngineAloneEndsItsStagesItself() {
        StageListener only = stages.of(12, () -> true);

        only.stageStarted(Stage.REDO_COPY, 100, 0);
        only.stageCompleted(Stage.REDO_COPY);
        only.stageStarted(Stage.FILE_SYNC, 0, 0);

        assertThat(told).containsExactly("REDO COPY begins", "REDO COPY ends", "FILE SYNC begins");
    }

    @Test
    void anEarlierStageIsOverWhenAllHaveEndedItThatBeganIt() {
        StageListener first = stages.of(12, () -> false);
        StageListener second = stages.of(9, () -> false);

        first.stageStarted(Stage.FILE_COPY, 100, 0);
        second.stageStarted(Stage.FILE_COPY, 10, 0);
        first.stageCompleted(Stage.FILE_COPY);
        assertThat(told).containsExactly("FILE COPY begins");
        second.stageCompleted(Stage.FILE_COPY);

        assertThat(told).containsExactly("FILE COPY begins", "FILE COPY ends");
    }
}
