package io.mysqlclone.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.TestCluster;
import io.mysqlclone.operator.observe.WorkloadReader.Answer;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a workload's server will look for its data, before there is a pod of it. */
@Execution(ExecutionMode.CONCURRENT)
final class WorkloadReaderIT {

    private final String namespace = TestCluster.newNamespace(Map.of());
    private final WorkloadReader reader = new WorkloadReader(TestCluster.client());

    private Answer answer(String claim, String more) {
        MySQLClone clone = Serialization.unmarshal("""
                metadata: {name: copy, namespace: %s}
                spec:
                  donor: {host: a, credentialsSecretRef: {name: donor}}
                  recipient:
                    persistentVolumeClaim: %s
                    %s
                """.formatted(namespace, claim, more), MySQLClone.class);
        return reader.volume(clone, (ClaimRecipient) clone.getSpec().recipient().target());
    }

    private static ClaimVolume known(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Known.class);
        return ((Answer.Known) answer).volume();
    }

    private static ServerPod.User user(Long uid, Long gid) {
        return new ServerPod.User(Optional.of(uid), Optional.of(gid));
    }

    private <T extends HasMetadata> void create(Class<T> type, String yaml) {
        TestCluster.client()
                .resource(Serialization.unmarshal(yaml.formatted(namespace), type))
                .create();
    }

    private void statefulSet() {
        create(StatefulSet.class, """
                metadata: {name: db, namespace: %s}
                spec:
                  serviceName: db
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata: {labels: {app: db}}
                    spec:
                      securityContext: {runAsUser: 1001, runAsGroup: 1002}
                      containers:
                      - name: mysql
                        image: bitnami
                        volumeMounts: [{name: data, mountPath: /bitnami/mysql}, {name: logs, mountPath: /logs}]
                  volumeClaimTemplates:
                  - metadata: {name: data}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                  - metadata: {name: logs}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
    }

    @Test
    void withoutAWorkloadTheResourceSaysAll() {
        ClaimVolume volume = known(answer("{claimName: data-db-2}", "runAsUser: 27"));

        assertThat(volume.dataDirectory()).isEqualTo("/clone-volume");
        assertThat(volume.user()).isEqualTo(new ServerPod.User(Optional.of(27L), Optional.empty()));
    }

    @Test
    void aStatefulSetsClaimTemplateTellsTheDirectoryAndTheUser() {
        statefulSet();

        ClaimVolume volume =
                known(answer("{claimName: data-db-2, workloadRef: {kind: StatefulSet, name: db}, scaleTo: 3}", ""));

        assertThat(volume.claimName()).isEqualTo("data-db-2");
        assertThat(volume.mountPath()).isEqualTo("/clone-volume");
        assertThat(volume.dataDirectory()).isEqualTo("/clone-volume/data");
        assertThat(volume.user()).isEqualTo(user(1001L, 1002L));
    }

    /** As of an image with a user of its own, and of one that begins as root and steps down. */
    @ParameterizedTest
    @CsvSource({
        "percona:1, 1001, 1002, 1001, 1002",
        "percona:1, 1001, 0, 1001,",
        "percona:1, 0, 0,,",
        "percona:2, 1001, 0,,"
    })
    void whereTheTemplateSaysNothingOfTheUserAServerThatRunsDoes(
            String image, long uid, long gid, @Nullable Long seenUid, @Nullable Long seenGid) {
        create(StatefulSet.class, """
                metadata: {name: silent, namespace: %s}
                spec:
                  serviceName: silent
                  selector: {matchLabels: {app: silent}}
                  template:
                    metadata: {labels: {app: silent}}
                    spec:
                      containers:
                      - {name: mysql, image: 'percona:1', volumeMounts: [{name: data, mountPath: /var/lib/mysql}]}
                  volumeClaimTemplates:
                  - metadata: {name: data}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
        String restart = "{claimName: data-silent-1, workloadRef: {kind: StatefulSet, name: silent}}";
        assertThat(known(answer(restart, "")).user()).isEqualTo(new ServerPod.User(Optional.empty(), Optional.empty()));
        Pod server = Serialization.unmarshal("""
                metadata: {name: silent-0, namespace: %s, labels: {app: silent}}
                spec:
                  nodeName: node-1
                  containers: [{name: mysql, image: '%s'}, {name: exporter, image: e}]
                """.formatted(namespace, image), Pod.class);
        TestCluster.client().resource(server).create();
        server.setStatus(Serialization.unmarshal("""
                containerStatuses:
                - {name: exporter, image: x, imageID: x, ready: true, restartCount: 0, user: {linux: {uid: 65534, gid: 65534}}}
                - {name: mysql, image: x, imageID: x, ready: true, restartCount: 0, user: {linux: {uid: %d, gid: %d}}}
                """.formatted(uid, gid), PodStatus.class));
        TestCluster.client().resource(server).updateStatus();

        // What is asked for as of any moment may be a little older than what was written.
        Awaitility.await()
                .until(() -> TestCluster.client()
                        .pods()
                        .inNamespace(namespace)
                        .list(new ListOptionsBuilder().withResourceVersion("0").build())
                        .getItems()
                        .stream()
                        .anyMatch(pod -> !pod.getStatus().getContainerStatuses().isEmpty()));

        assertThat(known(answer(restart, "")).user())
                .isEqualTo(new ServerPod.User(Optional.ofNullable(seenUid), Optional.ofNullable(seenGid)));
        assertThat(known(answer(restart, "runAsUser: 27")).user().uid()).contains(27L);
    }

    @Test
    void whatTheResourceSaysWins() {
        statefulSet();

        ClaimVolume volume = known(answer(
                "{claimName: data-db-2, path: a/b, workloadRef: {kind: StatefulSet, name: db}}", "runAsUser: 27"));

        assertThat(volume.dataDirectory()).isEqualTo("/clone-volume/a/b");
        assertThat(volume.user()).isEqualTo(user(27L, 1002L));
    }

    @Test
    void moreReplicasThanUpToTheClaimsAreNotStarted() {
        statefulSet();

        assertThat(answer("{claimName: data-db-2, workloadRef: {kind: StatefulSet, name: db}, scaleTo: 30}", ""))
                .isInstanceOfSatisfying(Answer.Unknown.class, unknown -> {
                    assertThat(unknown.reason()).isEqualTo(Reason.PREFLIGHT_REFUSED);
                    assertThat(unknown.message()).contains("further claims", "set it to 3");
                });
        assertThat(answer("{claimName: data-db-2, workloadRef: {kind: StatefulSet, name: db}, scaleTo: 2}", ""))
                .isInstanceOfSatisfying(
                        Answer.Unknown.class,
                        unknown -> assertThat(unknown.message()).contains("none on claim data-db-2", "set it to 3"));
    }

    @Test
    void aClaimOfAnotherNameIsNotTheStatefulSets() {
        statefulSet();

        assertThat(answer("{claimName: data-other-2, workloadRef: {kind: StatefulSet, name: db}}", ""))
                .isInstanceOfSatisfying(
                        Answer.Unknown.class,
                        unknown -> assertThat(unknown.reason()).isEqualTo(Reason.RECIPIENT_HAS_NO_DATA_VOLUME));
    }

    @Test
    void aDeploymentNamesItsClaim() {
        create(Deployment.class, """
                metadata: {name: db, namespace: %s}
                spec:
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata: {labels: {app: db}}
                    spec:
                      containers:
                      - name: mysql
                        image: mysql
                        volumeMounts: [{name: store, mountPath: /var/lib/mysql, subPath: deep}]
                      volumes: [{name: store, persistentVolumeClaim: {claimName: mine}}]
                """);

        assertThat(known(answer("{claimName: mine, workloadRef: {kind: Deployment, name: db}}", ""))
                        .dataDirectory())
                .isEqualTo("/clone-volume/deep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"StatefulSet", "Deployment", "Pod"})
    void aWorkloadThatIsNotThereIsAskedFor(String kind) {
        assertThat(answer("{claimName: data-db-2, workloadRef: {kind: " + kind + ", name: db}}", ""))
                .isInstanceOfSatisfying(Answer.Unknown.class, unknown -> {
                    assertThat(unknown.reason()).isEqualTo(Reason.RECIPIENT_NOT_FOUND);
                    assertThat(unknown.message()).contains(kind + " db", namespace);
                });
    }
}
