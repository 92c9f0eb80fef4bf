package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionFactory;

/**
 * A namespace of a real API server, and an operator that watches it. The rest of a cluster is played by the test, with the
 * help of {@link Kubelet}.
 */
final class Stage implements AutoCloseable {

    static final String POD_SPEC = """
            donor: {host: mysql-0.mysql, credentialsSecretRef: {name: donor}}
            recipient: {pod: {name: db-1}}
            """;

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(100);

    private final String namespace;
    private final Kubelet kubelet;
    private final SharedIndexInformer<MySQLClone> informer;
    private final Map<String, List<MySQLCloneStatus>> reported = new ConcurrentHashMap<>();
    private TestOperator operator;

    /** A stage with an operator. */
    Stage() {
        this(Map.of());
    }

    /** The same, in a namespace with these labels. */
    Stage(Map<String, String> labels) {
        this(labels, namespace -> TestOperator.start(TestCluster.newClient(), namespace, FakeAgents.shared()));
    }

    /** The same, with that operator. */
    Stage(Map<String, String> labels, Function<String, TestOperator> starting) {
        namespace = TestCluster.newNamespace(labels);
        kubelet = new Kubelet(this);
        informer = client().resources(MySQLClone.class).inNamespace(namespace).inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(MySQLClone clone) {
                remember(clone);
            }

            @Override
            public void onUpdate(MySQLClone before, MySQLClone clone) {
                remember(clone);
            }

            @Override
            public void onDelete(MySQLClone clone, boolean unknown) {
                remember(clone);
            }
        });
        operator = starting.apply(namespace);
    }

    @Override
    public void close() {
        informer.close();
        operator.close();
    }

    private static KubernetesClient client() {
        return TestCluster.client();
    }

    String namespace() {
        return namespace;
    }

    Kubelet kubelet() {
        return kubelet;
    }

    TestOperator operator() {
        return operator;
    }

    /** The operator ends, and another one is started. */
    void restartOperator() {
        operator.close();
        operator = TestOperator.start(TestCluster.newClient(), namespace, FakeAgents.shared());
    }

    /** The operator ends, and that one is started. */
    void restartOperator(Function<String, TestOperator> starting) {
        operator.close();
        operator = starting.apply(namespace);
    }

    void stopOperator() {
        operator.close();
    }

    /** Pods of the namespace must be as restricted as can be from now on. */
    void restrict() {
        label("restricted");
    }

    /** Pods of the namespace may be as they like from now on. */
    void relax() {
        label("privileged");
    }

    private void label(String level) {
        client().namespaces().withName(namespace).edit(current -> {
            current.getMetadata().getLabels().put("pod-security.kubernetes.io/enforce", level);
            return current;
        });
    }

    /** The present operator has looked at something. */
    void awaitFirstLook() {
        eventually().until(() -> operator.reconciliations("success") > 0);
    }

    static ConditionFactory eventually() {
        return await().atMost(LIMIT).pollInterval(POLL).ignoreExceptionsInstanceOf(NullPointerException.class);
    }

    /** Makes a resource of this spec, in YAML. */
    MySQLClone create(String name, String spec) {
        MySQLClone clone = Serialization.unmarshal("""
                metadata: {name: %s, namespace: %s}
                spec:
                %s""".formatted(name, namespace, spec.indent(2)), MySQLClone.class);
        return client().resource(clone).create();
    }

    Resource<MySQLClone> resource(String name) {
        return client().resources(MySQLClone.class).inNamespace(namespace).withName(name);
    }

    MySQLClone get(String name) {
        return resource(name).require();
    }

    MySQLCloneStatus status(String name) {
        return get(name).reported().orElse(MySQLCloneStatus.EMPTY);
    }

    String uid(String name) {
        return get(name).getMetadata().getUid();
    }

    /** Changes the spec. */
    void change(String name, UnaryOperator<MySQLClone> change) {
        resource(name).edit(change);
    }

    private void remember(MySQLClone clone) {
        reported.computeIfAbsent(clone.getMetadata().getName(), _ -> new CopyOnWriteArrayList<>())
                .add(clone.reported().orElse(MySQLCloneStatus.EMPTY));
    }

    void forgetHistory() {
        reported.clear();
    }

    /** All that was ever reported of it. */
    List<MySQLCloneStatus> history(String name) {
        return reported.getOrDefault(name, List.of());
    }

    /** Merges this JSON into the resource, as {@code kubectl patch --type=merge} does. */
    void patch(String name, String json) {
        resource(name).patch(PatchContext.of(PatchType.JSON_MERGE), json);
    }

    /** The agent of that run waits in the pod for mysqld's stop, the pod is evicted, and its owner makes it again. */
    Pod restartsOnTheClone(String name, String pod, int run) {
        waitsForStop(name, pod, run);
        return kubelet.makesAgain(pod);
    }

    /** The agent of that run waits in the pod for mysqld's stop. */
    void waitsForStop(String name, String pod, int run) {
        FakeAgents.shared().says(uid(name), run, Words.WAITING_FOR_STOP);
        kubelet.starts(pod, run);
    }

    MySQLCloneStatus awaitStatus(String name, Predicate<MySQLCloneStatus> wanted) {
        return eventually().until(() -> status(name), wanted);
    }

    MySQLCloneStatus awaitPhase(String name, Phase phase) {
        return awaitStatus(name, status -> status.phase() == phase);
    }

    MySQLCloneStatus awaitReason(String name, String reason) {
        return awaitStatus(name, status -> reason(status).equals(reason));
    }

    static String reason(MySQLCloneStatus status) {
        return status.condition(ConditionType.READY)
                .map(condition -> condition.getReason())
                .orElse("");
    }

    /** The reasons of the events about a resource, in order of time. */
    List<String> events(String name) {
        return client().resources(Event.class).inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(name))
                .sorted((one, other) -> one.getEventTime()
                        .getTime()
                        .compareTo(other.getEventTime().getTime()))
                .map(Event::getReason)
                .toList();
    }

    void claim(String name) {
        client().resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes("ReadWriteOnce")
                        .withNewResources()
                        .addToRequests("storage", new Quantity("1Gi"))
                        .endResources()
                        .endSpec()
                        .build())
                .create();
    }

    void awaitGone(String name) {
        eventually().untilAsserted(() -> assertThat(resource(name).get()).isNull());
    }
}
