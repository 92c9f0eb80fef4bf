package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A claim whose data source is a MySQLDonor. The test plays the scheduler and the controller of volumes. */
@Execution(ExecutionMode.CONCURRENT)
final class PopulatorIT {

    private static final String CLAIM = "data-reports-0";

    @BeforeAll
    static void classes() {
        for (String[] each : new String[][] {{"made", "test/made"}, {"found", "kubernetes.io/no-provisioner"}}) {
            TestCluster.client().resource("""
                    apiVersion: storage.k8s.io/v1
                    kind: StorageClass
                    metadata: {name: %s}
                    provisioner: %s
                    volumeBindingMode: WaitForFirstConsumer
                    """.formatted(each[0], each[1])).serverSideApply();
        }
    }

    private static Stage stage() {
        return new Stage(Map.of(), TestOperator::startPopulator);
    }

    /** A MySQLDonor that can be cloned. */
    private static void donor(Stage stage) {
        MySQLDonor donor = DonorIT.donor(
                TestCluster.client(),
                stage.namespace(),
                "production",
                "host: mysql-0.mysql\ncredentialsSecretRef: {name: donor}");
        Pod probe = DonorIT.probePod(stage, donor, 1);
        stage.kubelet()
                .endsAgentPod(
                        probe,
                        0,
                        DonorIT.probe(
                                "{\"version\":\"9.7.4\",\"serverUuid\":\"u-0\",\"readOnly\":false,\"serving\":false}"));
        DonorIT.awaitReason(stage, "production", "DonorAvailable");
    }

    private static PersistentVolumeClaim claim(Stage stage, String more) {
        return TestCluster.client()
                .resource(Serialization.unmarshal(
                        """
                        metadata: {name: %s, namespace: %s}
                        spec:
                          storageClassName: made
                          accessModes: [ReadWriteOncePod]
                          resources: {requests: {storage: 3Gi}}
                          dataSourceRef: {apiGroup: mysqlclone.io, kind: MySQLDonor, name: production}
                        %s""".formatted(CLAIM, stage.namespace(), more.indent(2)), PersistentVolumeClaim.class))
                .create();
    }

    private static Resource<PersistentVolumeClaim> claims(Stage stage, String name) {
        return TestCluster.client()
                .persistentVolumeClaims()
                .inNamespace(stage.namespace())
                .withName(name);
    }

    private static void annotate(Stage stage, String key, String value) {
        claims(stage, CLAIM)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\": {\"annotations\": {\"%s\": \"%s\"}}}".formatted(key, value));
    }

    private static void schedules(Stage stage) {
        annotate(stage, "volume.kubernetes.io/selected-node", "node-1");
    }

    private static List<MySQLClone> clones(Stage stage) {
        return TestCluster.client()
                .resources(MySQLClone.class)
                .inNamespace(stage.namespace())
                .list()
                .getItems();
    }

    /** A provisioner makes a volume for a claim, and the controller of volumes binds them. */
    private static String provides(Stage stage, String claim) {
        PersistentVolumeClaim wanted =
                Stage.eventually().until(() -> claims(stage, claim).get(), Objects::nonNull);
        String name = "pv-" + wanted.getMetadata().getUid();
        TestCluster.client()
                .resource(Serialization.unmarshal(
                        """
                        metadata: {name: %s}
                        spec:
                          storageClassName: made
                          capacity: {storage: 3Gi}
                          accessModes: [ReadWriteOncePod]
                          claimRef: {apiVersion: v1, kind: PersistentVolumeClaim, namespace: %s, name: %s, uid: %s}
                          hostPath: {path: /tmp}
                        """.formatted(
                                        name,
                                        stage.namespace(),
                                        claim,
                                        wanted.getMetadata().getUid()),
                        PersistentVolume.class))
                .create();
        binds(stage, claim, name);
        return name;
    }

    private static void binds(Stage stage, String claim, String volume) {
        claims(stage, claim)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"volumeName\": \"%s\"}}".formatted(volume));
        phase(stage, claim, "Bound");
    }

    private static void phase(Stage stage, String claim, String phase) {
        claims(stage, claim)
                .editStatus(current -> new PersistentVolumeClaimBuilder(current)
                        .editOrNewStatus()
                        .withPhase(phase)
                        .endStatus()
                        .build());
    }

    private static PersistentVolume volume(String name) {
        return TestCluster.client().persistentVolumes().withName(name).require();
    }

    private static void awaitGiven(String volume, PersistentVolumeClaim claim) {
        Stage.eventually()
                .until(
                        () -> volume(volume).getSpec().getClaimRef().getUid(),
                        claim.getMetadata().getUid()::equals);
    }

    /** The pod of the first agent, once there are MySQLClone and agent. */
    private static Pod agentPod(Stage stage, String clone) {
        Stage.eventually().until(() -> stage.resource(clone).get() != null);
        return stage.kubelet().agentPod(clone, 1);
    }

    /** What was told of the claim, but for what depends on whether somebody has come to see it. */
    private static List<String> told(Stage stage) {
        return stage.events(CLAIM).stream()
                .filter(reason -> reason.startsWith("Populate"))
                .toList();
    }

    private static void completes(Stage stage, String clone) throws IOException {
        stage.kubelet().endsAgentPod(agentPod(stage, clone), 0, Words.receivedInPlace());
        stage.awaitPhase(clone, Phase.READY);
    }

    private static String message(Stage stage, String reason) {
        return Stage.eventually()
                .until(
                        () ->
                                TestCluster.client()
                                        .v1()
                                        .events()
                                        .inNamespace(stage.namespace())
                                        .list()
                                        .getItems()
                                        .stream()
                                        .filter(event -> event.getInvolvedObject()
                                                .getName()
                                                .equals(CLAIM))
                                        .filter(event -> event.getReason().equals(reason))
                                        .map(event -> event.getType() + ": " + event.getMessage())
                                        .findFirst(),
                        found -> found.isPresent())
                .orElseThrow();
    }

    @Test
    void aClaimGetsTheVolumeThatACloneHasFilled() throws IOException {
        try (Stage stage = stage()) {
            donor(stage);
            PersistentVolumeClaim claim = claim(stage, "");
            String prime = "prime-" + claim.getMetadata().getUid();
            stage.awaitFirstLook();
            assertThat(clones(stage)).isEmpty();
            // What the pod that waits for it tells of its server.
            TestCluster.client()
                    .resource(Serialization.unmarshal("""
                            metadata: {name: reports-0, namespace: %s}
                            spec:
                              securityContext: {runAsUser: 1234}
                              tolerations: [{key: databases, operator: Exists}]
                              containers:
                              - name: mysql
                                image: mysql:9.7
                                volumeMounts: [{name: data, mountPath: /var/lib/mysql, subPath: mysql}]
                              volumes: [{name: data, persistentVolumeClaim: {claimName: %s}}]
                            """.formatted(stage.namespace(), CLAIM), Pod.class))
                    .create();
            schedules(stage);

            Pod agent = agentPod(stage, prime);
            MySQLClone clone = stage.get(prime);
            assertThat(clone.getMetadata().getOwnerReferences())
                    .singleElement()
                    .satisfies(owner -> assertThat(owner.getUid())
                            .isEqualTo(claim.getMetadata().getUid()));
            assertThat(((ClaimRecipient) clone.getSpec().recipient().target()).path())
                    .isEqualTo("mysql");
            assertThat(clone.getSpec().recipient().runAsUser()).isEqualTo(1234);
            assertThat(agent.getSpec().getTolerations()).anyMatch(each -> "databases".equals(each.getKey()));
            PersistentVolumeClaim filled = claims(stage, prime).require();
            assertThat(filled.getMetadata().getAnnotations())
                    .containsEntry("volume.kubernetes.io/selected-node", "node-1");
            assertThat(filled.getMetadata().getOwnerReferences())
                    .singleElement()
                    .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(stage.uid(prime)));
            assertThat(filled.getSpec().getStorageClassName()).isEqualTo("made");
            assertThat(filled.getSpec().getAccessModes()).containsExactly("ReadWriteOncePod");
            assertThat(filled.getSpec().getResources().getRequests()).containsEntry("storage", new Quantity("3Gi"));
            assertThat(filled.getSpec().getDataSourceRef()).isNull();

            String volume = provides(stage, prime);
            assertThat(volume(volume).getSpec().getClaimRef().getName()).isEqualTo(prime);
            completes(stage, prime);
            awaitGiven(volume, claim);
            assertThat(volume(volume).getSpec().getClaimRef().getName()).isEqualTo(CLAIM);
            assertThat(volume(volume).getMetadata().getAnnotations())
                    .containsEntry("mysqlclone.io/populated-from", stage.namespace() + "/production");
            binds(stage, CLAIM, volume);
            assertThat(stage.get(prime).getMetadata().getDeletionTimestamp()).isNull();
            phase(stage, prime, "Lost");
            stage.awaitGone(prime);
            assertThat(message(stage, "PopulateFinished")).startsWith("Normal: ");
            assertThat(told(stage)).containsExactly("PopulateStarted", "PopulateFinished");
            assertThat(stage.operator()
                            .registry()
                            .get("mysqlclone.populate.filled")
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void anOperatorThatDiedBetweenTwoStepsIsFollowedByOneThatGoesOn() throws IOException {
        try (Stage stage = stage()) {
            donor(stage);
            PersistentVolumeClaim claim = claim(stage, "");
            String prime = "prime-" + claim.getMetadata().getUid();
            schedules(stage);
            agentPod(stage, prime);
            String uid = stage.uid(prime);
            stage.stopOperator();
            String volume = provides(stage, prime);
            stage.restartOperator(TestOperator::startPopulator);
            completes(stage, prime);
            awaitGiven(volume, claim);
            stage.stopOperator();
            binds(stage, CLAIM, volume);
            phase(stage, prime, "Lost");
            assertThat(stage.uid(prime)).isEqualTo(uid);
            stage.restartOperator(TestOperator::startPopulator);
            stage.awaitGone(prime);
            assertThat(clones(stage)).isEmpty();
            assertThat(told(stage)).containsExactly("PopulateStarted", "PopulateFinished");
        }
    }

    @Test
    void aVolumeThatWentBeforeTheClaimHadItIsFilledAgain() throws IOException {
        try (Stage stage = stage()) {
            donor(stage);
            PersistentVolumeClaim claim = claim(stage, "");
            String prime = "prime-" + claim.getMetadata().getUid();
            schedules(stage);
            agentPod(stage, prime);
            String first = stage.uid(prime);
            // Nobody binds the claim: it is bound to nothing when the clone is complete.
            completes(stage, prime);
            assertThat(message(stage, "PopulateAgain")).contains("It is made again.");
            // Here nobody collects what has no owner any more.
            Stage.eventually().until(() -> stage.resource(prime).get() == null);
            claims(stage, prime)
                    .edit(current -> new PersistentVolumeClaimBuilder(current)
                            .editMetadata()
                            .withFinalizers(List.of())
                            .endMetadata()
                            .build());
            claims(stage, prime).delete();
            Stage.eventually().until(() -> {
                MySQLClone there = stage.resource(prime).get();
                return there != null && !there.getMetadata().getUid().equals(first);
            });
        }
    }

    @Test
    void aCloneThatFailsIsToldAndMadeAgainWhenItIsDeleted() throws IOException {
        try (Stage stage = stage()) {
            donor(stage);
            PersistentVolumeClaim claim = claim(stage, "");
            annotate(stage, "mysqlclone.io/sub-path", "db/data");
            annotate(stage, "mysqlclone.io/run-as-user", "27");
            String prime = "prime-" + claim.getMetadata().getUid();
            schedules(stage);
            Pod agent = agentPod(stage, prime);
            MySQLClone clone = stage.get(prime);
            assertThat(((ClaimRecipient) clone.getSpec().recipient().target()).path())
                    .isEqualTo("db/data");
            assertThat(clone.getSpec().recipient().runAsUser()).isEqualTo(27);
            stage.patch(prime, "{\"spec\": {\"backoffLimit\": 0}}");
            stage.kubelet()
                    .endsAgentPod(
                            agent,
                            3,
                            "{\"type\":\"failure\",\"exitCode\":3,\"kind\":\"PreflightRefused\",\"message\":\"It does not fit.\"}");
            stage.awaitPhase(prime, Phase.FAILED);
            assertThat(message(stage, "PopulateFailed"))
                    .startsWith("Warning: ")
                    .contains("It does not fit.", "kubectl delete mysqlclone");
            assertThat(claims(stage, CLAIM).require().getStatus().getPhase()).isEqualTo("Pending");
            stage.resource(prime).delete();
            stage.awaitGone(prime);
            assertThat(clones(stage)).isEmpty();
        }
    }

    @Test
    void aClaimThatIsDeletedMidwayTakesItsCloneAlong() {
        try (Stage stage = stage()) {
            donor(stage);
            PersistentVolumeClaim claim = claim(stage, "");
            String prime = "prime-" + claim.getMetadata().getUid();
            schedules(stage);
            agentPod(stage, prime);
            claims(stage, CLAIM).delete();
            Stage.eventually().until(() -> {
                MySQLClone there = stage.resource(prime).get();
                return there == null || there.getMetadata().getDeletionTimestamp() != null;
            });
        }
    }

    @Test
    void whatCannotBeFilledIsTold() {
        try (Stage stage = stage()) {
            claim(stage, "volumeMode: Block\n");
            assertThat(message(stage, "PopulateRefused"))
                    .startsWith("Warning: ")
                    .contains("volumeMode: Block");
        }
        try (Stage stage = stage()) {
            TestCluster.client()
                    .resource(Serialization.unmarshal(
                            """
                            metadata: {name: %s, namespace: %s}
                            spec:
                              storageClassName: found
                              accessModes: [ReadWriteOnce]
                              resources: {requests: {storage: 3Gi}}
                              dataSourceRef: {apiGroup: mysqlclone.io, kind: MySQLDonor, name: production}
                            """.formatted(CLAIM, stage.namespace()), PersistentVolumeClaim.class))
                    .create();
            assertThat(message(stage, "PopulateRefused")).contains("StorageClass found makes no volumes");
            assertThat(clones(stage)).isEmpty();
        }
    }

    @Test
    void aDonorThatIsNotThereIsWaitedForAndToldOnTheClaim() {
        try (Stage stage = stage()) {
            PersistentVolumeClaim claim = claim(stage, "");
            schedules(stage);
            assertThat(message(stage, "DonorNotFound")).contains("production");
            donor(stage);
            agentPod(stage, "prime-" + claim.getMetadata().getUid());
        }
    }

    @Test
    void anOperatorThatIsNotToldToFillsNothing() {
        try (Stage stage = new Stage()) {
            donor(stage);
            claim(stage, "");
            schedules(stage);
            stage.create("other", Stage.POD_SPEC);
            stage.awaitReason("other", "RecipientNotFound");
            assertThat(clones(stage)).hasSize(1);
            assertThat(stage.operator()
                            .registry()
                            .find("mysqlclone.populate.claims")
                            .gauges())
                    .isEmpty();
        }
    }
}
