package io.mysqlclone.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.TestCluster;
import io.mysqlclone.operator.observe.RecipientObserver.Sighting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recipient that a resource names, as a real API server shows it. */
@Execution(ExecutionMode.CONCURRENT)
final class RecipientObserverIT {

    private static final String NOTHING_REPORTED = "{}";
    private static final String TRANSFERRED = "{conditions: [{type: Transferred, status: 'True'}]}";

    private final String namespace = TestCluster.newNamespace(Map.of());
    private final RecipientObserver observer = new RecipientObserver(TestCluster.client(), Duration.ZERO);

    private MySQLClone clone(String recipient, String status) {
        return Serialization.unmarshal("""
                metadata: {name: copy, namespace: %s, uid: 0a1b2c3d}
                spec:
                  donor: {host: a, credentialsSecretRef: {name: donor}}
                  recipient: %s
                status: %s
                """.formatted(namespace, recipient, status), MySQLClone.class);
    }

    private Pod pod(String name, String phase, Map<String, String> labels) {
        Pod pod = Serialization.unmarshal("""
                metadata:
                  name: %s
                  namespace: %s
                  ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: db, uid: s1, controller: true}]
                spec:
                  nodeName: node-1
                  containers:
                  - {name: mysql, image: mysql, volumeMounts: [{name: data, mountPath: /var/lib/mysql}]}
                  volumes:
                  - {name: data, persistentVolumeClaim: {claimName: data-0}}
                """.formatted(name, namespace), Pod.class);
        pod.getMetadata().setLabels(labels);
        TestCluster.client().resource(pod).create();
        return TestCluster.client()
                .pods()
                .inNamespace(namespace)
                .withName(name)
                .editStatus(current -> new PodBuilder(current)
                        .editOrNewStatus()
                        .withPhase(phase)
                        .endStatus()
                        .build());
    }

    private void claim() {
        TestCluster.client()
                .resource(Serialization.unmarshal("""
                        metadata: {name: data-0, namespace: %s}
                        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                        """.formatted(namespace), PersistentVolumeClaim.class))
                .create();
    }

    private RecipientState seen(String recipient, String status) {
        return observer.observe(clone(recipient, status)).state();
    }

    private static void unusable(RecipientState state, Reason reason, String... words) {
        assertThat(state).isInstanceOfSatisfying(RecipientState.Unusable.class, unusable -> {
            assertThat(unusable.reason()).isEqualTo(reason);
            assertThat(unusable.message()).contains(words);
        });
    }

    @Test
    void aPodIsFoundByItsNameOrAsAReplica() {
        Pod pod = pod("db-1", "Running", Map.of());

        Sighting sighting = observer.observe(clone("{pod: {name: db-1}}", NOTHING_REPORTED));
        assertThat(sighting.pod().orElseThrow().getMetadata().getUid())
                .isEqualTo(pod.getMetadata().getUid());
        assertThat(sighting.state())
                .isInstanceOfSatisfying(
                        RecipientState.InPod.class,
                        state -> assertThat(state.server().data().claimName()).isEqualTo("data-0"));
        assertThat(seen("{statefulSet: {name: db, ordinal: 1}}", NOTHING_REPORTED))
                .isEqualTo(sighting.state());
    }

    @Test
    void aPodThatIsOnlyCalledLikeAReplicaIsNone() {
        pod("other-1", "Running", Map.of());

        unusable(
                seen("{statefulSet: {name: other, ordinal: 1}}", NOTHING_REPORTED),
                Reason.RECIPIENT_NOT_FOUND,
                "Pod other-1 does not belong to StatefulSet other");
        assertThat(seen("{pod: {name: other-1}}", NOTHING_REPORTED)).isInstanceOf(RecipientState.InPod.class);
    }

    @Test
    void aClaimThatIsGoingOrHasNoFileSystemTakesNoClone() {
        PersistentVolumeClaim claim = Serialization.unmarshal("""
                metadata: {name: data-0, namespace: %s, finalizers: [example.com/stays]}
                spec: {accessModes: [ReadWriteOnce], volumeMode: Block, resources: {requests: {storage: 1Gi}}}
                """.formatted(namespace), PersistentVolumeClaim.class);
        TestCluster.client().resource(claim).create();
        String recipient = "{persistentVolumeClaim: {claimName: data-0}}";
        unusable(seen(recipient, NOTHING_REPORTED), Reason.RECIPIENT_NOT_FOUND, "volumeMode Block");

        TestCluster.client().resource(claim).delete();
        unusable(seen(recipient, NOTHING_REPORTED), Reason.RECIPIENT_NOT_FOUND, "is being deleted");
    }

    @Test
    void aPodThatIsNotThereIsAskedFor() {
        unusable(seen("{pod: {name: db-1}}", NOTHING_REPORTED), Reason.RECIPIENT_NOT_FOUND, "no pod db-1", namespace);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Failed", "Succeeded"})
    void aPodThatHasEndedTakesNoAgent(String phase) {
        pod("db-1", phase, Map.of());

        Sighting sighting = observer.observe(clone("{pod: {name: db-1}}", NOTHING_REPORTED));
        unusable(sighting.state(), Reason.RECIPIENT_NOT_FOUND, "Pod db-1 has ended", phase);
        assertThat(sighting.pod()).isEmpty();
    }

    @Test
    void whatADeploymentMakesAgainIsFoundByItsClaim() {
        pod("db-another-name", "Running", Map.of());

        unusable(seen("{pod: {name: db-1}}", NOTHING_REPORTED), Reason.RECIPIENT_NOT_FOUND, "no pod db-1");
        assertThat(seen("{pod: {name: db-1}}", "{recipient: {claim: data-0}}"))
                .isInstanceOfSatisfying(
                        RecipientState.InPod.class,
                        state -> assertThat(state.server().name()).isEqualTo("db-another-name"));
    }

    /** A backup's pod mounts the claim too, and so does a debugger's. */
    @Test
    void aPodThatNobodyWouldMakeAgainIsNoServerBecauseItMountsTheClaim() {
        Pod pod = pod("db-backup", "Running", Map.of());
        for (List<OwnerReference> owners : List.of(
                List.<OwnerReference>of(),
                List.of(new OwnerReferenceBuilder(
                                pod.getMetadata().getOwnerReferences().getFirst())
                        .withKind("Job")
                        .build()))) {
            TestCluster.client()
                    .pods()
                    .inNamespace(namespace)
                    .withName("db-backup")
                    .edit(current -> {
                        current.getMetadata().setOwnerReferences(owners);
                        return current;
                    });

            unusable(
                    seen("{pod: {name: db-1}}", "{recipient: {claim: data-0}}"),
                    Reason.RECIPIENT_NOT_FOUND,
                    "no pod db-1");
        }
    }

    @Test
    void aClaimThatIsNotThereIsMadeOrAskedFor() {
        unusable(
                seen("{persistentVolumeClaim: {claimName: data-0}}", NOTHING_REPORTED),
                Reason.RECIPIENT_NOT_FOUND,
                "data-0",
                "template");
        assertThat(seen("{persistentVolumeClaim: {claimName: data-0, template: {storage: 1Gi}}}", NOTHING_REPORTED))
                .isEqualTo(new RecipientState.ClaimMissing("data-0"));
    }

    @Test
    void aClaimThatAServerUsesIsNotTouchedAndIsItsServersAfterTheTransfer() {
        claim();
        pod("db-0", "Running", Map.of());

        unusable(
                seen("{persistentVolumeClaim: {claimName: data-0}}", NOTHING_REPORTED),
                Reason.VOLUME_IN_USE,
                "Pod db-0",
                "data-0");
        assertThat(seen("{persistentVolumeClaim: {claimName: data-0}}", TRANSFERRED))
                .isInstanceOfSatisfying(
                        RecipientState.OnClaim.class,
                        state -> assertThat(state.server().map(ServerPod::name)).contains("db-0"));
    }

    @Test
    void agentsAndPodsThatAreOverDoNotUseAClaim() {
        claim();
        pod("agent", "Running", Map.of(RunObserver.CLONE_UID_LABEL, "0a1b2c3d"));
        pod("job", "Succeeded", Map.of());

        assertThat(seen("{persistentVolumeClaim: {claimName: data-0, path: a/b}}", NOTHING_REPORTED))
                .isEqualTo(new RecipientState.OnClaim(
                        new ClaimVolume(
                                "data-0",
                                "/clone-volume",
                                "/clone-volume/a/b",
                                new ServerPod.User(Optional.empty(), Optional.empty()),
                                Placement.ANYWHERE),
                        Optional.empty()));
    }
}
