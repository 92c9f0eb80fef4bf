package io.mysqlclone.recipient.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mysqlclone.engine.Stage;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.Progress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProgressTrackerTest {
    private final List<CloneEvent> events = new ArrayList<>();
    private final ProgressTracker tracker =
            new ProgressTracker(events::add, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    @Test
    void beginsWithInit() {
        Progress progress = tracker.progress();
        assertThat(progress.stage()).isEqualTo(Stage.INIT);
        assertThat(progress.state()).isEqualTo(Progress.State.CONNECTING);
        assertThat(progress.percent()).isZero();
        assertThat(progress.stages()).hasSize(Stage.values().length);
    }

    @Test
    void countsWhatIsStored() {
        tracker.stageStarted(Stage.FILE_COPY, 1000, 0);
        tracker.stored(Stage.FILE_COPY, 250);
        Progress progress = tracker.progress();
        assertThat(progress.stage()).isEqualTo(Stage.FILE_COPY);
        assertThat(progress.dataBytes()).isEqualTo(250);
        assertThat(progress.totalBytes()).isEqualTo(1000);
        assertThat(progress.percent()).isCloseTo(25, within(0.001));
    }

    @Test
    void aStageThatBroughtMoreThanEstimatedCountsAsWhatItBrought() {
        tracker.stageStarted(Stage.FILE_COPY, 1000, 0);
        tracker.stored(Stage.FILE_COPY, 1500);
        tracker.stageCompleted(Stage.FILE_COPY);
        tracker.stageStarted(Stage.PAGE_COPY, 500, 0);
        assertThat(tracker.progress().totalBytes()).isEqualTo(2000);
        assertThat(row(Stage.FILE_COPY).state()).isEqualTo(Progress.StageState.COMPLETED);
    }

    @Test
    void isNotCompleteBeforeItIs() {
        tracker.stageStarted(Stage.FILE_COPY, 1000, 0);
        tracker.stored(Stage.FILE_COPY, 5000);
        assertThat(tracker.progress().percent()).isLessThan(100);
        tracker.state(Progress.State.COMPLETED);
        assertThat(tracker.progress().percent()).isEqualTo(100);
    }

    @Test
    void whatAnEarlierProcessStoredIsNotCountedTwice() {
        tracker.doneBefore(Stage.FILE_COPY, 700);
        tracker.stageStarted(Stage.PAGE_COPY, 300, 100);
        tracker.stored(Stage.PAGE_COPY, 50);
        assertThat(tracker.progress().dataBytes()).isEqualTo(850);
        assertThat(tracker.progress().totalBytes()).isEqualTo(1000);
    }

    @Test
    void aReconnectionIsNoNewStage() {
        tracker.stageStarted(Stage.FILE_COPY, 1000, 0);
        tracker.stored(Stage.FILE_COPY, 400);
        tracker.reconnecting(Instant.MAX);
        assertThat(tracker.progress().resumeDeadline()).hasValue(Instant.MAX);
        tracker.reconnected();
        tracker.stageStarted(Stage.FILE_COPY, 1000, 400);
        assertThat(tracker.progress().dataBytes()).isEqualTo(400);
        assertThat(tracker.progress().reconnects()).isEqualTo(1);
        assertThat(tracker.progress().resumeDeadline()).isEmpty();
        assertThat(events).filteredOn(CloneEvent.StageStarted.class::isInstance).hasSize(1);
    }

    @Test
    void aStageHasTheBytesThatCameDuringIt() {
        long[] received = {100};
        tracker.roundBegins(() -> received[0]);
        tracker.stageStarted(Stage.FILE_COPY, 1000, 0);
        received[0] = 1600;
        tracker.stageCompleted(Stage.FILE_COPY);
        received[0] = 1700;
        tracker.roundEnds();
        assertThat(row(Stage.FILE_COPY).network()).isEqualTo(1500);
        assertThat(tracker.progress().networkBytes()).isEqualTo(1700);
    }

    @Test
    void remembersTheMostConnectionsOfAStage() {
        tracker.stageStarted(Stage.FILE_COPY, 1000, 0);
        tracker.connections(4);
        tracker.connections(2);
        assertThat(row(Stage.FILE_COPY).threads()).isEqualTo(4);
        assertThat(tracker.progress().connections()).isEqualTo(2);
        assertThat(events).contains(new CloneEvent.ConcurrencyChanged(4), new CloneEvent.ConcurrencyChanged(2));
    }

    @Test
    void startsOverFromZero() {
        tracker.stageStarted(Stage.FILE_COPY, 1000, 0);
        tracker.stored(Stage.FILE_COPY, 400);
        tracker.reconnecting(Instant.MAX);
        tracker.reset();
        assertThat(tracker.progress().dataBytes()).isZero();
        assertThat(tracker.progress().stage()).isEqualTo(Stage.INIT);
        assertThat(tracker.progress().state()).as("the donor is there again").isEqualTo(Progress.State.TRANSFERRING);
    }

    private Progress.StageProgress row(Stage stage) {
        return tracker.progress().stages().stream()
                .filter(row -> row.stage() == stage)
                .findFirst()
                .orElseThrow();
    }
}
