package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** What kubelet, StatefulSet controller and agents do in a namespace, when the test says so. */
final class Kubelet {

    private static final String SERVER = """
            metadata:
              name: %1$s
              namespace: %2$s
              labels: {app: db}
              ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: db, uid: s1, controller: true}]
            spec:
              nodeName: node-1
              securityContext: {runAsUser: 999, fsGroup: 999}
              containers:
              - name: mysql
                image: mysql:9.7
                volumeMounts: [{name: data, mountPath: /var/lib/mysql}]
              volumes:
              - name: data
                persistentVolumeClaim: {claimName: %3$s}
            """;

    private static final int CRASHES = 3;

    private final Stage stage;

    Kubelet(Stage stage) {
        this.stage = stage;
    }

    private PodResource pod(String name) {
        return TestCluster.client().pods().inNamespace(stage.namespace()).withName(name);
    }

    Optional<Pod> find(String name) {
        return Optional.ofNullable(pod(name).get());
    }

    Pod get(String name) {
        return pod(name).require();
    }

    /** A pod of a StatefulSet with mysqld on a claim of its own, Running and Ready. */
    Pod serves(String name) {
        return serves(name, "data-" + name);
    }

    Pod serves(String name, String claim) {
        Pod made = TestCluster.client()
                .resource(Serialization.unmarshal(SERVER.formatted(name, stage.namespace(), claim), Pod.class))
                .create();
        setStatus(name, status(made, "Running", running()));
        return get(name);
    }

    /** A pod like that which every namespace takes. */
    void servesRestricted(String name) {
        String pod = SERVER.formatted(name, stage.namespace(), "data-" + name)
                .replace(
                        "{runAsUser: 999, fsGroup: 999}",
                        "{runAsUser: 999, fsGroup: 999, runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}")
                .replace(
                        "image: mysql:9.7",
                        "image: mysql:9.7\n    securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}");
        Pod made = TestCluster.client()
                .resource(Serialization.unmarshal(pod, Pod.class))
                .create();
        setStatus(name, status(made, "Running", running()));
    }

    /** Somebody looks into a pod with a container of his own, as {@code kubectl debug} adds it. */
    void debugs(String pod, String container) {
        pod(pod).ephemeralContainers()
                .edit(current -> new PodBuilder(current)
                        .editSpec()
                        .addNewEphemeralContainer()
                        .withName(container)
                        .withImage("busybox")
                        .endEphemeralContainer()
                        .endSpec()
                        .build());
    }

    /** A pod like that, changed before it is made. */
    Pod serves(String name, Consumer<Pod> change) {
        Pod pod = Serialization.unmarshal(SERVER.formatted(name, stage.namespace(), "data-" + name), Pod.class);
        change.accept(pod);
        Pod made = TestCluster.client().resource(pod).create();
        setStatus(name, status(made, "Running", running()));
        return get(name);
    }

    /** A pod like that which nobody would make again. */
    Pod servesAlone(String name) {
        return serves(name, pod -> pod.getMetadata().setOwnerReferences(List.of()));
    }

    /** A pod as somebody else's operator or chart makes it, of {@code pods/MAKER.yaml}, Running and Ready. */
    Pod runs(String maker) throws IOException {
        try (InputStream file = Kubelet.class.getResourceAsStream("pods/" + maker + ".yaml")) {
            Pod pod = Serialization.unmarshal(Objects.requireNonNull(file, maker), Pod.class);
            pod.getMetadata().setNamespace(stage.namespace());
            Pod made = TestCluster.client().resource(pod).create();
            setStatus(made.getMetadata().getName(), status(made, "Running", running()));
            return get(made.getMetadata().getName());
        }
    }

    /** Somebody has deleted the pod, and the kubelet ends it. */
    Pod awaitGoing(String name) {
        return Stage.eventually()
                .until(() -> get(name), pod -> pod.getMetadata().getDeletionTimestamp() != null);
    }

    /** The maker of such a pod lets it go, and makes it again. */
    Pod makesAgain(String maker, Pod before) throws IOException {
        String name = before.getMetadata().getName();
        awaitGoing(name);
        pod(name)
                .edit(current -> new PodBuilder(current)
                        .editMetadata()
                        .withFinalizers(List.of())
                        .endMetadata()
                        .build());
        pod(name).withGracePeriod(0).delete();
        Stage.eventually().untilAsserted(() -> assertThat(pod(name).get()).isNull());
        return runs(maker);
    }

    private static Pod status(Pod pod, String phase, ContainerState state) {
        List<ContainerStatus> containers = pod.getSpec().getContainers().stream()
                .map(Container::getName)
                .map(name -> containerStatus(name, state))
                .toList();
        return new PodBuilder(pod)
                .editOrNewStatus()
                .withPhase(phase)
                .withPodIP("127.0.0.1")
                .addNewPodIP("127.0.0.1")
                .addNewCondition()
                .withType("Ready")
                .withStatus(state.getRunning() == null ? "False" : "True")
                .endCondition()
                .withContainerStatuses(containers)
                .endStatus()
                .build();
    }

    private void setStatus(String name, Pod wanted) {
        pod(name)
                .editStatus(current ->
                        new PodBuilder(current).withStatus(wanted.getStatus()).build());
    }

    /** mysqld of the pod is started again; times have whole seconds, and this one is later than all before. */
    void restartsMysqld(String name) {
        ContainerState later = new ContainerStateBuilder()
                .withNewRunning(Instant.now()
                        .plusSeconds(1)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString())
                .build();
        pod(name)
                .editStatus(current -> new PodBuilder(current)
                        .editStatus()
                        .withContainerStatuses(containerStatus("mysql", later))
                        .endStatus()
                        .build());
    }

    /** mysqld of the pod ends again and again. */
    void crashesMysqld(String name) {
        ContainerState crash = new ContainerStateBuilder()
                .withNewWaiting("back-off restarting failed container", "CrashLoopBackOff")
                .build();
        ContainerStatus failing = containerStatus("mysql", crash);
        failing.setRestartCount(CRASHES);
        pod(name)
                .editStatus(current -> new PodBuilder(current)
                        .editStatus()
                        .withContainerStatuses(failing)
                        .withConditions(List.of())
                        .endStatus()
                        .build());
    }

    /** Whatever deletes the pod waits for the kubelet; the owner then makes a new one. */
    Pod makesAgain(String name) {
        Pod going = Stage.eventually()
                .until(() -> get(name), pod -> pod.getMetadata().getDeletionTimestamp() != null);
        pod(name).withGracePeriod(0).delete();
        Stage.eventually().untilAsserted(() -> assertThat(pod(name).get()).isNull());
        Pod made = serves(
                name,
                going.getSpec()
                        .getVolumes()
                        .getFirst()
                        .getPersistentVolumeClaim()
                        .getClaimName());
        assertThat(made.getMetadata().getUid()).isNotEqualTo(going.getMetadata().getUid());
        return made;
    }

    void remove(String name) {
        pod(name).withGracePeriod(0).delete();
    }

    /** The agent of that run, once it was launched beside a server. */
    EphemeralContainer launched(String pod, int run) {
        return Stage.eventually()
                .until(() -> ephemeral(pod, run), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<EphemeralContainer> ephemeral(String pod, int run) {
        return get(pod).getSpec().getEphemeralContainers().stream()
                .filter(container -> run(container) == run)
                .findFirst();
    }

    /** The commands of all agents that were launched beside a server, in order. */
    List<String> commands(String pod) {
        return get(pod).getSpec().getEphemeralContainers().stream()
                .sorted(Comparator.comparingInt(Kubelet::run))
                .flatMap(container -> container.getArgs().stream())
                .toList();
    }

    private static int run(EphemeralContainer container) {
        String name = container.getName();
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
    }

    /** The agent beside a server runs. */
    void starts(String pod, int run) {
        setEphemeral(pod, run, running());
    }

    /** The agent beside a server cannot be started. */
    void cannotStart(String pod, int run, String reason) {
        setEphemeral(
                pod,
                run,
                new ContainerStateBuilder()
                        .withNewWaiting("Back-off pulling image", reason)
                        .build());
    }

    /** The agent beside a server ends with these last words. */
    void ends(String pod, int run, int exitCode, String words) {
        setEphemeral(pod, run, terminated(exitCode, words));
    }

    private void setEphemeral(String pod, int run, ContainerState state) {
        String name = launched(pod, run).getName();
        pod(pod).editStatus(current -> {
            List<ContainerStatus> statuses = new ArrayList<>(current.getStatus().getEphemeralContainerStatuses());
            statuses.removeIf(status -> status.getName().equals(name));
            statuses.add(containerStatus(name, state));
            return new PodBuilder(current)
                    .editStatus()
                    .withEphemeralContainerStatuses(statuses)
                    .endStatus()
                    .build();
        });
    }

    /** The pod of an agent, once it was made. */
    Pod agentPod(String clone, int run) {
        String uid = stage.uid(clone);
        String name = clone + "-" + uid.replace("-", "").substring(0, 8) + "-" + run;
        return Stage.eventually().until(() -> pod(name).get(), made -> made != null);
    }

    void startsAgentPod(Pod agent) {
        setStatus(agent.getMetadata().getName(), status(agent, "Running", running()));
    }

    void endsAgentPod(Pod agent, int exitCode, String words) {
        setStatus(
                agent.getMetadata().getName(),
                status(agent, exitCode == 0 ? "Succeeded" : "Failed", terminated(exitCode, words)));
    }

    void awaitGone(Pod agent) {
        String name = agent.getMetadata().getName();
        Stage.eventually().untilAsserted(() -> assertThat(pod(name).get()).isNull());
    }

    private static ContainerStatus containerStatus(String name, ContainerState state) {
        return new ContainerStatusBuilder()
                .withName(name)
                .withImage("image")
                .withImageID("image")
                .withReady(state.getRunning() != null)
                .withRestartCount(0)
                .withState(state)
                .build();
    }

    private static ContainerState running() {
        return new ContainerStateBuilder().withNewRunning(now()).build();
    }

    private static ContainerState terminated(int exitCode, String words) {
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withReason(exitCode == 0 ? "Completed" : "Error")
                .withStartedAt(now())
                .withFinishedAt(now())
                .withMessage(words)
                .endTerminated()
                .build();
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
