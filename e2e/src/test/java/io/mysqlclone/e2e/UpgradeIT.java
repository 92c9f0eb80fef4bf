package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.e2e.Stage.Recipient;
import io.mysqlclone.e2e.Stage.Served;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The chart is upgraded from an older state of the project, and goes back, with what that has stored and with transfers under
 * way. {@code testbed/upgrade} builds the older state and runs this.
 */
@EnabledIfSystemProperty(
        named = "upgrade.from",
        matches = ".+",
        disabledReason = "takes the product of an older commit: testbed/upgrade")
@Isolated("the operator is everybody's")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UpgradeIT {

    /** So that a transfer has a middle, which is longer than an upgrade takes. */
    private static final String SLOW = "transfer: {maxDataBandwidth: 1Mi}";

    private static final long MIDDLE = 2 << 20;

    private final Path previous = Path.of(System.getProperty("upgrade.from"));

    @BeforeAll
    void thePreviousChartIsInstalled() {
        Product.installed();
        removeTheProduct();
        Program.run(
                "helm",
                "install",
                Product.RELEASE,
                previous.resolve("mysql-clone-operator").toString(),
                "--namespace",
                Product.NAMESPACE,
                "--set",
                "image.registry=localhost,image.pullPolicy=Never",
                "--set",
                "image.operator.tag=previous,image.agent.tag=previous",
                "--wait",
                "--timeout",
                "3m");
    }

    private static void removeTheProduct() {
        Product.uninstall();
        Program.run(
                "kubectl",
                "delete",
                "crd",
                "mysqlclones.mysqlclone.io",
                "mysqldonors.mysqlclone.io",
                "mysqlcloneschedules.mysqlclone.io",
                "--ignore-not-found",
                "--timeout=2m");
    }

    @AfterAll
    static void theProductOfTheOtherScenarios() {
        removeTheProduct();
        Product.install();
    }

    private static String column(String crd, String path) {
        return Program.run("kubectl", "get", "crd", crd, "-o", "jsonpath=" + path);
    }

    private static boolean knowsRestartPolicy() {
        return !column(
                        "mysqlclones.mysqlclone.io",
                        "{.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.restartPolicy.type}")
                .isEmpty();
    }

    /** What a resource tells of its past, which no other operator may change. */
    private record Past(String phase, int run, int attempts, String completed) {
        static Past of(Clone clone) {
            MySQLCloneStatus status = clone.status();
            return new Past(
                    String.valueOf(status.phase()),
                    status.run(),
                    status.attempts(),
                    String.valueOf(status.completionTime()));
        }
    }

    @Test
    void whatIsStoredAndWhatIsUnderWayGoesOnAfterAnUpgradeAndAfterARollback() {
        try (Stage stage = Stage.open("upgrade", 6)) {
            Recipient finished = stage.replica();
            Recipient asking = stage.replica();
            Recipient suspended = stage.replica();
            Recipient refused = stage.replica();
            Recipient upgraded = stage.replica();
            Recipient rolledBack = stage.replica();
            Served old = asking.served();

            assertThat(knowsRestartPolicy())
                    .as("the chart of before knows today's name")
                    .isFalse();
            Clone done = stage.clone(finished).awaitReady();
            String pod = podUid(stage, finished);
            Clone waits = stage.clone(asking, "restart: Manual");
            waits.awaitPhase(Phase.AWAITING_APPROVAL);
            Clone idle = stage.clone(suspended, "suspend: true");
            idle.awaitReason(Reason.SUSPENDED);
            Clone failed = stage.scene().clone("refused", """
                    donor:
                      host: %s
                      credentialsSecretRef: {name: donor}
                      tls: {mode: Required}
                    recipient: {pod: {name: %s}, overwrite: Never}
                    """.formatted("donor-0.donor", refused.pod()));
            failed.awaitFailed(Reason.RECIPIENT_NOT_EMPTY);
            Clone moving = stage.clone(upgraded, SLOW);
            moving.awaitBytes(MIDDLE);
            done.await("rid of the old data", status -> status.oldData() == OldData.REMOVED);
            Past donePast = Past.of(done);
            Past failedPast = Past.of(failed);
            Past waitingPast = Past.of(waits);

            Product.install();

            assertThat(knowsRestartPolicy()).isTrue();
            assertThat(moving.status().holds(ConditionType.TRANSFERRED))
                    .as("the transfer was over before the upgrade")
                    .isFalse();
            moving.unlimited();
            MySQLCloneStatus end = moving.awaitReady().status();
            upgraded.served().assertIs(stage.served());
            assertThat(end.run())
                    .as("clone, commit and outcome, each once, and finish")
                    .isBetween(3, 4);
            assertThat(end.attempts() + end.restarts()).isZero();
            assertThat(moving.events()).doesNotHaveDuplicates();
            assertThat(Past.of(waits))
                    .as("what asks for approval by its old name")
                    .isEqualTo(waitingPast);
            asking.served().assertIs(old);
            stage.scene().kubectl("annotate", "mysqlclone", asking.pod(), "mysqlclone.io/approve-restart=true");
            waits.awaitReady();
            asking.served().assertIs(stage.served());
            assertThat(Past.of(done)).isEqualTo(donePast);
            assertThat(Past.of(failed)).isEqualTo(failedPast);
            assertThat(podUid(stage, finished))
                    .as("the pod of a clone that was done")
                    .isEqualTo(pod);
            assertThat(idle.status().phase()).isEqualTo(Phase.SUSPENDED);
            Clone back = stage.clone(rolledBack, SLOW);
            back.awaitBytes(MIDDLE);

            Program.run("helm", "rollback", Product.RELEASE, "1", "--namespace", Product.NAMESPACE, "--wait");

            assertThat(knowsRestartPolicy()).isFalse();
            assertThat(back.status().holds(ConditionType.TRANSFERRED))
                    .as("the transfer was over before the rollback")
                    .isFalse();
            back.unlimited();
            end = back.awaitReady().status();
            rolledBack.served().assertIs(stage.served());
            assertThat(end.run()).isBetween(3, 4);
            assertThat(end.attempts() + end.restarts()).isZero();
            idle.patch("{\"spec\": {\"suspend\": false}}");
            idle.awaitReady();
            suspended.served().assertIs(stage.served());
            assertThat(Past.of(done)).isEqualTo(donePast);
            assertThat(Past.of(failed)).isEqualTo(failedPast);
            assertThat(podUid(stage, finished)).isEqualTo(pod);
        }
    }

    private static String podUid(Stage stage, Recipient recipient) {
        return stage.scene().pod(recipient.pod()).getMetadata().getUid();
    }
}
