package io.mysqlclone.innodb.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.RoundAbandonedException;
import io.mysqlclone.innodb.SnapshotState;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class StageGateTest {
    private static final Object MASTER = "master";
    private static final Object WORKER = "worker";

    private final StageGate gate = new StageGate(Duration.ofSeconds(20));

    @Test
    void aloneTheMasterEndsAStage() throws Exception {
        enterFileCopy();
        assertThat(gate.end(MASTER, () -> true)).isEqualTo(StageGate.Ending.ALL_ENDED);
        gate.awaitQuiet();
        gate.enter(SnapshotState.PAGE_COPY);
        assertThat(gate.entered()).isEqualTo(SnapshotState.PAGE_COPY);
    }

    @Test
    void theLastTaskAcknowledges() throws Exception {
        enterFileCopy();
        attach(WORKER);
        assertThat(gate.end(MASTER, () -> false)).isEqualTo(StageGate.Ending.OTHERS_REMAIN);
        assertThat(gate.end(WORKER, () -> true)).isEqualTo(StageGate.Ending.ALL_ENDED);
    }

    @Test
    void workersWaitForTheListOfFiles() throws Exception {
        gate.open(SnapshotState.INIT, MASTER, false);
        assertThat(gate.attaching()).isFalse();
        Waiting<Boolean> welcome = waiting(gate::awaitWelcome);
        gate.enter(SnapshotState.FILE_COPY);
        assertThat(welcome.result()).isTrue();
        assertThat(gate.attaching()).isTrue();
    }

    @Test
    void workersWaitUntilTheMasterHasEnteredTheStage() throws Exception {
        enterFileCopy();
        attach(WORKER);
        endBoth();
        Waiting<Boolean> worker = waiting(() -> {
            gate.awaitEntered(SnapshotState.PAGE_COPY);
            return true;
        });
        gate.awaitQuiet();
        gate.enter(SnapshotState.PAGE_COPY);
        assertThat(worker.result()).isTrue();
    }

    @Test
    void theMasterWaitsForAWorkerThatEndsLate() throws Exception {
        enterFileCopy();
        attach(WORKER);
        Object late = "late";
        assertThat(gate.attaching()).isTrue();
        endBoth();
        gate.attached(late, SnapshotState.FILE_COPY);
        Waiting<Boolean> master = waiting(() -> {
            gate.awaitQuiet();
            return true;
        });
        assertThat(gate.end(late, () -> true)).isEqualTo(StageGate.Ending.OTHERS_REMAIN);
        assertThat(master.result()).isTrue();
    }

    /** Whose attachment is not answered yet may have the rest of the data. */
    @Test
    void anIncompleteStageIsNotEndedWhileAWorkerAttaches() throws Exception {
        enterFileCopy();
        assertThat(gate.attaching()).isTrue();
        Waiting<StageGate.Ending> master = waiting(() -> gate.end(MASTER, () -> false));
        gate.attached(WORKER, SnapshotState.FILE_COPY);
        assertThat(master.result()).isEqualTo(StageGate.Ending.OTHERS_REMAIN);
        assertThat(gate.end(WORKER, () -> true)).isEqualTo(StageGate.Ending.ALL_ENDED);
    }

    /** What is missing may be of a dropped file, and a donor holds back the answer until the stage is acknowledged. */
    @Test
    void anIncompleteStageIsEndedWhenTheAnswerToAnAttachmentIsHeldBack() throws Exception {
        StageGate impatient = new StageGate(Duration.ofMillis(1));
        impatient.open(SnapshotState.FILE_COPY, MASTER, false);
        assertThat(impatient.attaching()).isTrue();
        assertThat(impatient.end(MASTER, () -> false)).isEqualTo(StageGate.Ending.ALL_ENDED);
        impatient.awaitQuiet();
        impatient.attached(WORKER, SnapshotState.PAGE_COPY);
        impatient.enter(SnapshotState.PAGE_COPY);
        assertThat(impatient.end(MASTER, () -> true)).isEqualTo(StageGate.Ending.OTHERS_REMAIN);
    }

    /** It was taken in before the stage ended, and is late only in saying so: the donor waits for its end as we do. */
    @Test
    void nothingOfTheNextStageIsAppliedBeforeAWorkerThatCameAfterTheAcknowledgementHasEnded() throws Exception {
        StageGate impatient = new StageGate(Duration.ofMillis(1));
        impatient.open(SnapshotState.FILE_COPY, MASTER, false);
        assertThat(impatient.attaching()).isTrue();
        assertThat(impatient.end(MASTER, () -> false)).isEqualTo(StageGate.Ending.ALL_ENDED);
        impatient.attached(WORKER, SnapshotState.FILE_COPY);
        Waiting<Boolean> master = waiting(() -> {
            impatient.awaitQuiet();
            return true;
        });
        assertThat(impatient.end(WORKER, () -> true)).isEqualTo(StageGate.Ending.OTHERS_REMAIN);
        assertThat(master.result()).isTrue();
    }

    @Test
    void aCompleteStageIsEndedWhileAWorkerAttaches() throws Exception {
        enterFileCopy();
        assertThat(gate.attaching()).isTrue();
        assertThat(gate.end(MASTER, () -> true)).isEqualTo(StageGate.Ending.ALL_ENDED);
        gate.awaitQuiet();
        gate.attached(WORKER, SnapshotState.PAGE_COPY);
        gate.enter(SnapshotState.PAGE_COPY);
        assertThat(gate.end(MASTER, () -> true)).isEqualTo(StageGate.Ending.OTHERS_REMAIN);
        assertThat(gate.end(WORKER, () -> true)).isEqualTo(StageGate.Ending.ALL_ENDED);
    }

    @Test
    void noWorkerAttachesWhileAStageEnds() throws Exception {
        enterFileCopy();
        gate.end(MASTER, () -> true);
        assertThat(gate.attaching()).isFalse();
        Waiting<Boolean> welcome = waiting(gate::awaitWelcome);
        gate.awaitQuiet();
        gate.enter(SnapshotState.PAGE_COPY);
        assertThat(welcome.result()).isTrue();
        assertThat(gate.attaching()).isTrue();
    }

    @Test
    void aWorkerThatWaitsForTheEndOfTheLastStageIsNotNeededAnyMore() throws Exception {
        enterFileCopy();
        gate.end(MASTER, () -> true);
        Waiting<Boolean> welcome = waiting(gate::awaitWelcome);
        gate.enter(SnapshotState.DONE);
        assertThat(welcome.result()).isFalse();
        assertThat(gate.attaching()).isFalse();
    }

    @Test
    void noWorkerAttachesWhenAllIsDone() throws Exception {
        gate.open(SnapshotState.DONE, MASTER, false);
        assertThat(gate.attaching()).isFalse();
    }

    @Test
    void aRefusedWorkerIsHarmless() throws Exception {
        enterFileCopy();
        assertThat(gate.attaching()).isTrue();
        gate.attachRefused();
        assertThat(gate.end(MASTER, () -> true)).isEqualTo(StageGate.Ending.ALL_ENDED);
    }

    @Test
    void aWorkerThatIsRefusedAtTheEndOfAnIncompleteStageIsNotWaitedForAnyLonger() throws Exception {
        enterFileCopy();
        assertThat(gate.attaching()).isTrue();
        Waiting<StageGate.Ending> master = waiting(() -> gate.end(MASTER, () -> false));
        gate.attachRefused();
        assertThat(master.result()).isEqualTo(StageGate.Ending.ALL_ENDED);
    }

    @Test
    void aDonorDoesNotGoOnWithoutAcknowledgement() throws Exception {
        enterFileCopy();
        attach(WORKER);
        gate.end(MASTER, () -> false);
        assertThatThrownBy(gate::awaitQuiet).isInstanceOf(EngineException.class).hasMessageContaining("acknowledged");
    }

    @Test
    void aDonorCanNotAttachToAStageToCome() throws Exception {
        enterFileCopy();
        assertThat(gate.attaching()).isTrue();
        assertThatThrownBy(() -> gate.attached(WORKER, SnapshotState.PAGE_COPY))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("joins FILE COPY");
    }

    /** The donor had the acknowledgement when the connection was lost, and does not end the stage again. */
    @Test
    void aResumedMasterGoesOnFromAnAcknowledgedStage() throws Exception {
        gate.open(SnapshotState.FILE_COPY, MASTER, true);
        gate.awaitQuiet();
        gate.enter(SnapshotState.PAGE_COPY);
        assertThat(gate.end(MASTER, () -> true)).isEqualTo(StageGate.Ending.ALL_ENDED);
    }

    @Test
    void whoeverWaitsIsWokenWhenTheRoundIsOver() throws Exception {
        enterFileCopy();
        attach(WORKER);
        Waiting<Boolean> worker = waiting(() -> {
            gate.awaitEntered(SnapshotState.REDO_COPY);
            return true;
        });
        gate.abandon();
        assertThatThrownBy(worker::result).hasRootCauseInstanceOf(RoundAbandonedException.class);
    }

    /** Or the others would acknowledge a stage without what it had not yet written. */
    @Test
    void aTaskThatFailedNeverCountsAsOneThatHasEnded() throws Exception {
        enterFileCopy();
        attach(WORKER);
        gate.leave(WORKER, false);
        assertThatThrownBy(() -> gate.end(MASTER, () -> true)).isInstanceOf(RoundAbandonedException.class);
    }

    @Test
    void aTaskThatIsThroughHoldsNobodyUp() throws Exception {
        enterFileCopy();
        attach(WORKER);
        gate.leave(WORKER, true);
        assertThat(gate.end(MASTER, () -> true)).isEqualTo(StageGate.Ending.ALL_ENDED);
    }

    private void enterFileCopy() {
        gate.open(SnapshotState.INIT, MASTER, false);
        gate.enter(SnapshotState.FILE_COPY);
    }

    private void attach(Object worker) throws Exception {
        assertThat(gate.attaching()).isTrue();
        gate.attached(worker, SnapshotState.FILE_COPY);
    }

    private void endBoth() throws Exception {
        gate.end(MASTER, () -> true);
        gate.end(WORKER, () -> true);
    }

    /** A call that is seen to wait. */
    private record Waiting<T>(CompletableFuture<T> future) {
        T result() {
            return future.join();
        }
    }

    private static <T> Waiting<T> waiting(Callable<T> call) {
        var future = new CompletableFuture<T>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                future.complete(call.call());
            } catch (Exception e) {
                future.completeExceptionally(new CompletionException(e));
            }
        });
        await().until(() ->
                thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
        assertThat(future).isNotDone();
        return new Waiting<>(future);
    }
}
