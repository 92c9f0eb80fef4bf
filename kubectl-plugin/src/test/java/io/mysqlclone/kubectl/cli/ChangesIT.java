package io.mysqlclone.kubectl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Quantity;
import io.mysqlclone.kubectl.Clones;
import io.mysqlclone.kubectl.cluster.ExitCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** suspend, resume, limit and cancel on a real API server. */
class ChangesIT {
    private final Clones clones = new Clones();
    private final Plugin plugin = clones.plugin();

    @BeforeEach
    void make() {
        clones.make("a", "");
        clones.report("a", Clones.TRANSFERRING);
    }

    @Test
    void suspendsAndResumes() {
        assertThat(plugin.run("suspend", "a", "--dry-run")).isZero();
        assertThat(clones.get("a").getSpec().suspend()).isFalse();

        assertThat(plugin.run("suspend", "a")).isZero();
        assertThat(plugin.out()).isEqualTo(clones.namespace() + "/a suspended; it was Transferring.\n");
        assertThat(clones.get("a").getSpec().suspend()).isTrue();
        assertThat(plugin.run("suspend", "a")).isZero();
        assertThat(plugin.out()).contains("is suspended already");

        assertThat(plugin.run("resume", "a")).isZero();
        assertThat(clones.get("a").getSpec().suspend()).isFalse();
    }

    @Test
    void whatHasEndedIsNeitherSuspendedNorLimitedNorCancelled() {
        clones.report("a", "{phase: Ready, message: \"Done.\"}");

        assertThat(plugin.run("suspend", "a")).isEqualTo(ExitCode.STATE.code());
        assertThat(plugin.run("limit", "a", "50Mi")).isEqualTo(ExitCode.STATE.code());
        assertThat(plugin.run("cancel", "a", "--yes")).isEqualTo(ExitCode.STATE.code());
        assertThat(plugin.err()).contains("has ended (Ready)").contains("kubectl delete");
        assertThat(clones.get("a").getMetadata().getDeletionTimestamp()).isNull();
    }

    @Test
    void limitsWhileItRuns() {
        clones.report("a", "{startTime: '2026-05-04T10:00:00Z'}");

        assertThat(plugin.run("limit", "a", "50Mi")).isZero();
        assertThat(plugin.out())
                .isEqualTo(clones.namespace() + "/a limited: maxDataBandwidth was none and is 50Mi/s.\n");
        assertThat(clones.get("a").getSpec().transfer().maxDataBandwidth()).isEqualTo(new Quantity("50Mi"));
        assertThat(plugin.run("limit", "a", "1Gi/s", "--network", "--dry-run=server"))
                .isZero();
        assertThat(clones.get("a").getSpec().transfer().maxNetworkBandwidth()).isNull();
        assertThat(plugin.run("limit", "a", "none")).isZero();
        assertThat(plugin.out()).contains("was 50Mi/s and is none");
        assertThat(clones.get("a").getSpec().transfer().maxDataBytesPerSecond()).isZero();
    }

    @Test
    void aRateThatIsNoneIsRefused() {
        assertThat(plugin.run("limit", "a", "fast")).isEqualTo(ExitCode.USAGE.code());
        assertThat(plugin.err()).contains("RATE is \"fast\"; it must be bytes a second such as 50Mi, or none.");
        assertThat(plugin.run("limit", "a", "1Ki")).isEqualTo(ExitCode.CLUSTER.code());
        assertThat(plugin.err()).contains("at least 64Ki");
    }

    @Test
    void cancelsAndWaitsUntilNothingIsLeft() {
        CompletableFuture<Integer> cancelling = CompletableFuture.supplyAsync(
                () -> plugin.answering(_ -> Optional.of("yes")).run("cancel", "a"));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> clones.get("a").getMetadata().getDeletionTimestamp() != null);
        clones.report("a", "{phase: Cancelling, message: \"What was stored is being removed.\"}");
        await().atMost(Duration.ofSeconds(60)).until(() -> plugin.out().contains("is being removed"));
        assertThat(cancelling).isNotDone();
        clones.letGo("a");

        assertThat(cancelling.orTimeout(60, TimeUnit.SECONDS).join()).isZero();
        assertThat(plugin.out())
                .contains(clones.namespace() + "/a is cancelled; it was Transferring.")
                .endsWith("It is gone, and nothing of it can be put in place any more.\n");
    }

    @Test
    void aCancellationThatTakesTooLongIsLeftToTheOperator() {
        assertThat(plugin.run("cancel", "a", "--yes", "--timeout", "1s")).isEqualTo(ExitCode.STATE.code());
        assertThat(plugin.err()).contains("it is not gone after 1 s");
        assertThat(clones.get("a").getMetadata().getDeletionTimestamp()).isNotNull();
    }

    @Test
    void figuresMayMoveWhileSomebodyDecidesToCancel() {
        plugin.answering(_ -> {
            clones.report("a", "{progress: {percent: 43}}");
            return Optional.of("yes");
        });
        assertThat(plugin.run("cancel", "a", "--timeout", "0")).isZero();
        assertThat(clones.get("a").getMetadata().getDeletionTimestamp()).isNotNull();
    }

    @Test
    void aCloneThatIsPutInPlaceMeanwhileIsNotCancelledUnseen() {
        plugin.answering(_ -> {
            clones.report("a", "{phase: Restarting, message: \"The clone is being put in place.\"}");
            return Optional.of("yes");
        });

        assertThat(plugin.run("cancel", "a")).isEqualTo(ExitCode.STATE.code());
        assertThat(plugin.err()).contains("it is in another phase");
        assertThat(clones.get("a").getMetadata().getDeletionTimestamp()).isNull();
    }

    @Test
    void aDryRunCancelsNothing() {
        assertThat(plugin.run("cancel", "a", "--yes", "--dry-run")).isZero();
        assertThat(plugin.out()).contains("cancelled (server dry run)");
        assertThat(clones.get("a").getMetadata().getDeletionTimestamp()).isNull();
    }
}
