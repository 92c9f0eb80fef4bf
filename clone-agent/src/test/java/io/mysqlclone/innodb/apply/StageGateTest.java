package io.mysqlclone.innodb.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.RoundAbandonedException;
import io.mysqlclone.innodb.SnapshotState;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class StageGateTest {
    private static final Object MASTER = "master";
    private static final Object WORKER = "worker";

    private final StageGate gate = new StageGate();

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
        Waiting<Boolean> attaching = waiting(gate::attaching);
        gate.enter(SnapshotState.FILE_COPY);
        assertThat(attaching.result()).isTrue();
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
        assertThat(gate.end(MASTER, () -> false)).isEqualTo(StageGate.Ending.OTHERS_REMAIN);
        gate.attached(WORKER, SnapshotState.FILE_COPY);
        assertThat(gate.end(WORKER, () -> true)).isEqualTo(StageGate.Ending.ALL_ENDED);
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
        gate.awaitQuiet();
        gate.enter(SnapshotState.PAGE_COPY);
        assertThat(gate.attaching()).isTrue();
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
    void aWorkerThatIsRefusedAfterTheEndOfAnIncompleteStageIsALie() throws Exception {
        enterFileCopy();
        assertThat(gate.attaching()).isTrue();
        gate.end(MASTER, () -> false);
        assertThatThrownBy(gate::attachRefused)
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("without all its data");
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
        await().until(() -> thread.getState() == Thread.State.WAITING);
        assertThat(future).isNotDone();
        return new Waiting<>(future);
    }
}
