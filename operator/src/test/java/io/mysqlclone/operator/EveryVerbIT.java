package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import okhttp3.Request;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of request that a clone needs fails at first, one after the other; it comes to its end, and nothing is done twice. */
@Execution(ExecutionMode.CONCURRENT)
final class EveryVerbIT {

    /** How often each fails: the client tries 429 and 5xx once more by itself. */
    private static int failures(int code) {
        return code == 429 || code >= 500 ? 2 : 1;
    }

    /** What the test does not begin with: watches and leases, whose faults are other tests' (NamespacesIT, LeadershipIT). */
    private static final Pattern NOT_OF_A_CLONE = Pattern.compile("(?:GET|WATCH) /mysqlclones|WATCH .*");

    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

    private FaultyApi failing(int code) {
        FaultyApi api = new FaultyApi();
        api.answers(request -> {
            String kind = kind(request);
            if (NOT_OF_A_CLONE.matcher(kind).matches() || kind.startsWith("GET /api")) {
                return FaultyApi.NONE;
            }
            int before = asked.computeIfAbsent(kind, _ -> new AtomicInteger()).getAndIncrement();
            return before < failures(code) ? code : FaultyApi.NONE;
        });
        return api;
    }

    /** Verb and what it is for, without names: {@code PATCH /pods/NAME/ephemeralcontainers}. */
    private static String kind(Request request) {
        String path = request.url().encodedPath();
        String watch = request.url().queryParameter("watch");
        boolean agents = request.url().queryParameter("labelSelector") != null;
        String kind = path.replaceFirst(".*/namespaces/[^/]+", "").replaceFirst("^/([a-z]+)/[^/]+", "/$1/NAME")
                + (agents && request.method().equals("GET") ? "?" : "");
        return ("true".equals(watch) ? "WATCH" : request.method()) + " " + kind;
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 409, 429, 500})
    void aCloneBesideAServerComesToItsEnd(int code) throws IOException {
        FaultyApi api = failing(code);
        try (Stage stage =
                new Stage(Map.of(), namespace -> TestOperator.start(api.newClient(), namespace, FakeAgents.shared()))) {
            Kubelet kubelet = stage.kubelet();
            stage.claim("data-db-1");
            kubelet.serves("db-1");
            stage.create("copy", Stage.POD_SPEC);
            FakeAgents.shared().says(stage.uid("copy"), 1, Words.transferring());
            kubelet.starts("db-1", 1);
            stage.awaitReason("copy", "Transferring");
            kubelet.ends("db-1", 1, 0, Words.received());
            stage.restartsOnTheClone("copy", "db-1", 2);
            kubelet.ends("db-1", 3, 0, Words.recovered(true));
            stage.awaitPhase("copy", Phase.READY);
            kubelet.ends("db-1", 4, 0, Words.FINISHED);
            MySQLCloneStatus ready = stage.awaitStatus("copy", status -> status.oldData() == OldData.REMOVED);

            assertThat(ready.holds(ConditionType.READY)).isTrue();
            assertThat(ready.attempts()).isZero();
            assertThat(kubelet.commands("db-1")).containsExactly("outcome", "finish");
            assertThat(History.takenBack(stage.history("copy"))).isEmpty();
            assertThat(failed())
                    .contains(
                            "PATCH /mysqlclones/NAME",
                            "PATCH /mysqlclones/NAME/status",
                            "GET /pods/NAME",
                            "PATCH /pods/NAME/ephemeralcontainers",
                            "POST /pods/NAME/eviction",
                            "POST /events",
                            "PATCH /persistentvolumeclaims/NAME");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 409, 429, 500})
    void aCloneOnANewClaimComesToItsEnd(int code) throws IOException {
        FaultyApi api = failing(code);
        try (Stage stage =
                new Stage(Map.of(), namespace -> TestOperator.start(api.newClient(), namespace, FakeAgents.shared()))) {
            Kubelet kubelet = stage.kubelet();
            TestCluster.client()
                    .resource(Serialization.unmarshal("""
                            metadata: {name: db, namespace: %s}
                            spec:
                              serviceName: db
                              replicas: 1
                              selector: {matchLabels: {app: db}}
                              template:
                                metadata: {labels: {app: db}}
                                spec:
                                  containers:
                                  - {name: mysql, image: 'mysql:9.7', volumeMounts: [{name: data, mountPath: /var/lib/mysql}]}
                              volumeClaimTemplates:
                              - metadata: {name: data}
                                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                            """.formatted(stage.namespace()), StatefulSet.class))
                    .create();
            stage.create("copy", """
                    donor: {host: mysql-0.mysql, credentialsSecretRef: {name: donor}}
                    recipient:
                      persistentVolumeClaim:
                        claimName: data-db-1
                        template: {storage: 1Gi}
                        workloadRef: {kind: StatefulSet, name: db}
                        scaleTo: 2
                    ttlSecondsAfterFinished: 0
                    """);
            Pod agent = kubelet.agentPod("copy", 1);
            kubelet.endsAgentPod(agent, 0, Words.received());
            Pod commit = kubelet.agentPod("copy", 2);
            kubelet.endsAgentPod(commit, 0, Words.COMMITTED);
            Stage.eventually()
                    .untilAsserted(() -> assertThat(TestCluster.client()
                                    .apps()
                                    .statefulSets()
                                    .inNamespace(stage.namespace())
                                    .withName("db")
                                    .require()
                                    .getSpec()
                                    .getReplicas())
                            .isEqualTo(2));
            kubelet.serves("db-1");
            kubelet.ends("db-1", 3, 0, Words.recovered(true));
            kubelet.ends("db-1", 4, 0, Words.FINISHED);
            stage.awaitGone("copy");

            assertThat(stage.history("copy")).anyMatch(status -> status.holds(ConditionType.READY));
            assertThat(stage.history("copy")).allMatch(status -> status.attempts() == 0);
            assertThat(failed())
                    .contains(
                            "GET /persistentvolumeclaims/NAME",
                            "POST /persistentvolumeclaims",
                            "POST /pods",
                            "DELETE /pods/NAME",
                            "GET /statefulsets/NAME",
                            "GET /statefulsets/NAME/scale",
                            "DELETE /mysqlclones/NAME");
        }
    }

    private Set<String> failed() {
        return asked.keySet();
    }
}
