package io.mysqlclone.recipient.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneRequests;
import io.mysqlclone.recipient.scripted.Script;
import io.mysqlclone.recipient.scripted.ScriptedDonor;
import io.mysqlclone.recipient.scripted.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 50, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RoundTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    Path scratch;

    /** Each login costs the donor something, and its audit log a line. */
    @Test
    void noWorkerLogsInBeforeItIsWelcome() throws Exception {
        Script script = Script.ofOneTask();
        script.master.add(script.start(SnapshotState.FILE_COPY), new Step.Silence());
        try (ScriptedDonor donor = ScriptedDonor.play(script)) {
            CloneFailure failure = fails(
                    new CloneRun(CloneEngines.standard(), request(donor, 4, Duration.ofMillis(500)), event -> {}));
            assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.NETWORK);
            // The master has two connections.
            assertThat(donor.logins()).isEqualTo(2 * donor.masters());
        }
    }

    /** Whoever embeds the agent may interrupt it; the donor is silent then, and would be for a minute. */
    @Test
    void anInterruptEndsTheCloneAtOnceAndKeepsWhatIsThere() throws Exception {
        Script script = Script.ofOneTask();
        script.master.add(script.data(SnapshotState.FILE_COPY, 6), new Step.Silence());
        var copying = new CountDownLatch(1);
        var failure = new CompletableFuture<CloneFailure>();
        try (ScriptedDonor donor = ScriptedDonor.play(script)) {
            CloneRun run = new CloneRun(CloneEngines.standard(), request(donor, 1, LONG), event -> {
                if (event instanceof CloneEvent.StageStarted(var stage, var bytes) && stage == Stage.FILE_COPY) {
                    copying.countDown();
                }
            });
            Thread thread = Thread.ofPlatform().start(() -> failure.complete(fails(run)));
            copying.await();
            thread.interrupt();
            assertThat(failure.join().kind()).isEqualTo(CloneFailure.Kind.SUSPENDED);
        }
        assertThat(scratch.resolve("target/#clone-agent/journal")).isNotEmptyFile();
    }

    private static CloneFailure fails(CloneRun run) {
        return Objects.requireNonNull(catchThrowableOfType(CloneFailure.class, run::run), "the clone succeeded");
    }

    private CloneRequest request(ScriptedDonor donor, int connections, Duration stallTimeout) {
        return CloneRequests.from(donor)
                .connections(connections)
                .stallTimeout(stallTimeout)
                .into(scratch.resolve("target"));
    }
}
