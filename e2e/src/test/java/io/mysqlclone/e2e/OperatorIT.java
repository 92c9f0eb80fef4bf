package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.e2e.Stage.Recipient;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;

/** The operator ends, is replaced, upgraded or removed, or the node under everything goes, in the middle of a clone. */
@Isolated("the operator is everybody's")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OperatorIT {

    /** So that a transfer has a middle. */
    private static final String SLOW = "transfer: {maxDataBandwidth: 4Mi}";

    @AutoClose
    private final Stage stage = Stage.open("operator", 4);

    /** Killed in turns with its container, which is started again, and with its pod, which another one takes over from. */
    @Test
    void theNextOperatorGoesOnInEachPhase() {
        Recipient replica = stage.replica();
        try (Clone clone = stage.clone(replica, SLOW, "replication: {credentialsSecretRef: {name: replication}}")) {
            clone.awaitPhase(Phase.PREFLIGHT);
            stage.scene().product().crashOperator(stage.scene());
            clone.awaitPhase(Phase.TRANSFERRING);
            stage.scene().product().deleteOperator();
            clone.unlimited();
            clone.awaitPhase(Phase.RESTARTING);
            stage.scene().product().crashOperator(stage.scene());
            clone.awaitPhase(Phase.REPLICATING);
            stage.scene().product().deleteOperator();
            MySQLCloneStatus end = clone.awaitReady().status();

            replica.served().assertIs(stage.served());
            assertThat(end.holds(ConditionType.REPLICATING)).isTrue();
            assertThat(end.run())
                    .as("clone, commit, outcome and replicate, each once, and finish")
                    .isBetween(4, 5);
            assertThat(end.attempts() + end.restarts()).isZero();
            assertThat(clone.events()).doesNotHaveDuplicates();
        }
    }

    @Test
    void anUpgradeOfTheOperatorDisturbsNothing() {
        Recipient replica = stage.replica();
        try (Clone clone = stage.clone(replica, SLOW)) {
            clone.awaitBytes(1);
            Product.install("--set-string", "podAnnotations.upgraded=" + Instant.now());
            clone.unlimited();
            MySQLCloneStatus end = clone.awaitReady().status();

            replica.served().assertIs(stage.served());
            assertThat(end.run())
                    .as("clone, commit and outcome, each once, and finish")
                    .isBetween(3, 4);
            assertThat(end.attempts() + end.restarts()).isZero();
            assertThat(clone.events()).doesNotHaveDuplicates();
        }
    }

    /** Donor, recipient, agent and operator end at once. */
    @Test
    void goesOnWhenTheNodeIsBack() {
        Recipient replica = stage.replica();
        try (Clone clone = stage.clone(replica, SLOW)) {
            clone.awaitBytes(1);
            Node.powerCycle();
            clone.unlimited();
            clone.awaitReady();

            replica.served().assertIs(stage.served());
        }
    }

    @Test
    void anAgentEndsItsWorkWithoutTheOperatorWhichGoesOnWhenItIsInstalledAgain() {
        Recipient replica = stage.replica();
        try (Clone clone = stage.clone(replica, "transfer: {maxDataBandwidth: 12Mi}")) {
            clone.awaitBytes(1);
            try {
                Product.uninstall();
                awaitEnd(replica, clone.agentContainer());
            } finally {
                Product.install();
            }
            MySQLCloneStatus end = clone.awaitReady().status();

            replica.served().assertIs(stage.served());
            assertThat(end.run())
                    .as("clone, commit and outcome, each once, and finish")
                    .isBetween(3, 4);
        }
    }

    private void awaitEnd(Recipient replica, String container) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> stage.scene().pod(replica.pod()).getStatus().getEphemeralContainerStatuses().stream()
                        .filter(status -> status.getName().equals(container))
                        .map(ContainerStatus::getState)
                        .map(ContainerState::getTerminated)
                        .anyMatch(Objects::nonNull));
    }
}
