package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Suspension, and deletion in every step. */
@Execution(ExecutionMode.CONCURRENT)
final class StopIT {

    private static final String SUSPEND = "{\"spec\": {\"suspend\": true}}";
    private static final String RESUME = "{\"spec\": {\"suspend\": false}}";

    private static String transfers(Stage stage) throws Exception {
        stage.kubelet().serves("db-1");
        stage.create("copy", Stage.POD_SPEC);
        stage.kubelet().launched("db-1", 1);
        String uid = stage.uid("copy");
        FakeAgents.shared().says(uid, 1, Words.transferring());
        stage.kubelet().starts("db-1", 1);
        stage.awaitReason("copy", "Transferring");
        return uid;
    }

    private static void heard(String uid, String request) {
        Stage.eventually()
                .untilAsserted(
                        () -> assertThat(FakeAgents.shared().heard(uid, 1)).contains(request));
    }

    @Test
    void aSuspendedCloneStopsAtADurablePointAndGoesOn() throws Exception {
        try (Stage stage = new Stage()) {
            String uid = transfers(stage);
            stage.patch("copy", SUSPEND);
            heard(uid, "POST /suspend");
            stage.kubelet().ends("db-1", 1, 8, Words.SUSPENDED);
            MySQLCloneStatus suspended = stage.awaitReason("copy", "Suspended");
            assertThat(suspended.phase()).isEqualTo(Phase.SUSPENDED);
            assertThat(suspended.attempts()).isZero();
            assertThat(stage.kubelet().commands("db-1")).containsExactly("clone");

            stage.patch("copy", RESUME);
            stage.kubelet().launched("db-1", 2);
            assertThat(stage.awaitPhase("copy", Phase.PREFLIGHT).restarts()).isEqualTo(1);
        }
    }

    /** One agent waits, however long; what a user wants meanwhile reaches it. */
    @Test
    void anAgentThatWaitsForABusyDonorIsToldOfLimitsSuspensionAndDeletion() throws Exception {
        try (Stage stage = new Stage()) {
            stage.kubelet().serves("db-1");
            stage.create("copy", Stage.POD_SPEC);
            stage.kubelet().launched("db-1", 1);
            String uid = stage.uid("copy");
            FakeAgents.shared().says(uid, 1, Words.golden("status-donor-busy"));
            stage.kubelet().starts("db-1", 1);
            MySQLCloneStatus waiting = stage.awaitReason("copy", "DonorBusy");
            assertThat(waiting.phase()).isEqualTo(Phase.WAITING);
            assertThat(waiting.message()).contains("since 2026-05-04T09:56:35Z");
            assertThat(Objects.requireNonNull(waiting.donor()).serverUuid()).isNotNull();

            stage.patch("copy", "{\"spec\": {\"transfer\": {\"maxDataBandwidth\": \"1Mi\"}}}");
            heard(uid, "PUT /limits {\"maxDataBandwidth\":1048576,\"maxNetworkBandwidth\":0}");
            stage.patch("copy", SUSPEND);
            heard(uid, "POST /suspend");
            stage.kubelet().ends("db-1", 1, 8, Words.SUSPENDED);
            stage.awaitReason("copy", "Suspended");
            stage.patch("copy", RESUME);
            stage.kubelet().launched("db-1", 2);
            FakeAgents.shared().says(uid, 2, Words.golden("status-donor-busy"));
            stage.kubelet().starts("db-1", 2);
            stage.awaitReason("copy", "DonorBusy");

            stage.resource("copy").delete();
            Stage.eventually()
                    .untilAsserted(
                            () -> assertThat(FakeAgents.shared().heard(uid, 2)).contains("POST /cancel"));
            stage.kubelet().ends("db-1", 2, 8, Words.CANCELLED);
            stage.awaitGone("copy");
            assertThat(stage.kubelet().commands("db-1")).containsExactly("clone", "clone");
        }
    }

    @Test
    void aDeletedCloneIsCancelledAndThenGone() throws Exception {
        try (Stage stage = new Stage()) {
            String uid = transfers(stage);
            stage.resource("copy").delete();
            heard(uid, "POST /cancel");
            assertThat(stage.awaitPhase("copy", Phase.CANCELLING).message()).contains("removes what it has stored");
            assertThat(stage.get("copy").getMetadata().getFinalizers()).isNotEmpty();

            stage.kubelet().ends("db-1", 1, 8, Words.CANCELLED);
            stage.awaitGone("copy");
            assertThat(stage.kubelet().commands("db-1")).containsExactly("clone");
            assertThat(stage.kubelet().get("db-1").getMetadata().getDeletionTimestamp())
                    .isNull();
            assertThat(stage.operator().registry().getMeters())
                    .allMatch(meter -> !meter.getId().getName().startsWith("mysqlclone.")
                            || !"copy".equals(meter.getId().getTag("name")));
        }
    }

    @Test
    void whatASuspendedCloneHasStoredIsRemovedWhenItIsDeleted() throws Exception {
        try (Stage stage = new Stage()) {
            transfers(stage);
            stage.patch("copy", SUSPEND);
            stage.kubelet().ends("db-1", 1, 8, Words.SUSPENDED);
            stage.awaitReason("copy", "Suspended");

            stage.resource("copy").delete();
            assertThat(stage.kubelet().launched("db-1", 2).getArgs()).containsExactly("discard");
            stage.kubelet().ends("db-1", 2, 0, Words.line("discarded"));
            stage.awaitGone("copy");
        }
    }

    @Test
    void aCloneThatWaitsOrIsReadyGoesAtOnce() throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            stage.create("copy", Stage.POD_SPEC);
            kubelet.launched("db-1", 1);
            stage.create("waiting", Stage.POD_SPEC.replace("db-1", "db-2"));
            stage.awaitPhase("waiting", Phase.WAITING);
            stage.resource("waiting").delete();
            stage.awaitGone("waiting");

            kubelet.ends("db-1", 1, 0, Words.received());
            stage.restartsOnTheClone("copy", "db-1", 2);
            kubelet.ends("db-1", 3, 0, Words.recovered(false));
            stage.awaitPhase("copy", Phase.READY);
            stage.resource("copy").delete();
            stage.awaitGone("copy");
            assertThat(kubelet.commands("db-1")).isEqualTo(List.of("outcome"));
        }
    }

    /** A namespace, or an operator that is uninstalled, need not wait for what is done. */
    @Test
    void aCloneThatIsDoneGoesWithoutAnOperator() throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            stage.create("copy", Stage.POD_SPEC);
            kubelet.ends("db-1", 1, 0, Words.received());
            stage.restartsOnTheClone("copy", "db-1", 2);
            kubelet.ends("db-1", 3, 0, Words.recovered(true));
            stage.awaitPhase("copy", Phase.READY);
            assertThat(stage.get("copy").getMetadata().getFinalizers())
                    .as("there is old data")
                    .isNotEmpty();
            kubelet.ends("db-1", 4, 0, Words.FINISHED);
            stage.awaitStatus("copy", status -> status.oldData() == OldData.REMOVED);
            Stage.eventually()
                    .untilAsserted(
                            () -> assertThat(stage.get("copy").getMetadata().getFinalizers())
                                    .isEmpty());

            kubelet.serves("db-2");
            stage.create("refused", Stage.POD_SPEC.replace("db-1", "db-2"));
            kubelet.ends(
                    "db-2",
                    1,
                    3,
                    "{\"type\":\"failure\",\"exitCode\":3,\"kind\":\"Refused\",\"cause\":\"RecipientNotEmpty\","
                            + "\"message\":\"It has data.\"}");
            stage.awaitPhase("refused", Phase.FAILED);
            Stage.eventually()
                    .untilAsserted(
                            () -> assertThat(stage.get("refused").getMetadata().getFinalizers())
                                    .isEmpty());

            stage.stopOperator();
            stage.resource("copy").delete();
            stage.resource("refused").delete();
            stage.awaitGone("copy");
            stage.awaitGone("refused");
        }
    }

    @Test
    void aCloneThatAwaitsApprovalIsRemovedWhenItIsDeleted() throws Exception {
        try (Stage stage = new Stage()) {
            stage.kubelet().serves("db-1");
            stage.create("copy", Stage.POD_SPEC + "restartPolicy: Manual\n");
            stage.kubelet().ends("db-1", 1, 0, Words.received());
            stage.awaitPhase("copy", Phase.AWAITING_APPROVAL);

            stage.resource("copy").delete();
            assertThat(stage.kubelet().launched("db-1", 2).getArgs()).containsExactly("discard");
            stage.kubelet().ends("db-1", 2, 6, "");
            assertThat(stage.kubelet().launched("db-1", 3).getArgs()).containsExactly("discard");
            stage.kubelet().ends("db-1", 3, 0, Words.line("discarded"));
            stage.awaitGone("copy");
        }
    }

    @Test
    void aDeletedResourceWaitsForAnAgentThatCouldStillPutTheCloneInPlace() throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.servesAlone("db-1");
            stage.create("copy", Stage.POD_SPEC);
            kubelet.ends("db-1", 1, 0, Words.received());
            stage.waitsForStop("copy", "db-1", 2);
            stage.awaitReason("copy", "ManualRestartRequired");

            stage.resource("copy").delete();
            Stage.eventually()
                    .untilAsserted(() -> assertThat(FakeAgents.shared().heard(stage.uid("copy"), 2))
                            .contains("POST /cancel"));
            assertThat(kubelet.commands("db-1")).containsExactly("clone", "commit");
            kubelet.ends("db-1", 2, 8, Words.CANCELLED);
            kubelet.ends("db-1", 3, 0, Words.line("discarded"));
            stage.awaitGone("copy");
        }
    }

    @Test
    void whatIsLeftIsToldOfTheResourceAndOfThePod() throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            stage.create("copy", Stage.POD_SPEC + "restartPolicy: Manual\n");
            kubelet.ends("db-1", 1, 0, Words.received());
            stage.awaitPhase("copy", Phase.AWAITING_APPROVAL);

            stage.resource("copy").delete();
            kubelet.ends(
                    "db-1",
                    2,
                    3,
                    "{\"type\":\"failure\",\"exitCode\":3,\"kind\":\"Refused\",\"cause\":\"ServerRunning\","
                            + "\"message\":\"A server runs on it.\"}");
            stage.awaitGone("copy");
            assertThat(stage.events("copy")).contains("LeftBehind");
            assertThat(stage.events("db-1")).containsExactly("LeftBehind");
        }
    }

    @Test
    void anOperatorThatWasAwayFinishesADeletion() throws Exception {
        try (Stage stage = new Stage()) {
            transfers(stage);
            stage.stopOperator();
            stage.resource("copy").delete();
            stage.kubelet().ends("db-1", 1, 5, "");
            stage.restartOperator();

            assertThat(stage.kubelet().launched("db-1", 2).getArgs()).containsExactly("discard");
            stage.kubelet().ends("db-1", 2, 0, Words.line("discarded"));
            stage.awaitGone("copy");
        }
    }
}
