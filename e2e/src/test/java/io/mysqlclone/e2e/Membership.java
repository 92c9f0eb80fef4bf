package io.mysqlclone.e2e;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What an operator that makes servers members of a cluster does with their pods, besides running them: a server that runs
 * passes the pod's readiness gates, and a pod that is deleted goes when its server has left, which is when all of its
 * containers have ended.
 */
final class Membership implements AutoCloseable {

    private static final long LOOK_MILLIS = 300;

    private final Scene scene;
    private final String label;
    private final String value;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();

    private Membership(Scene scene, String label, String value) {
        this.scene = scene;
        this.label = label;
        this.value = value;
    }

    /** Sees to the pods with a label until it is closed. */
    static Membership of(Scene scene, String label, String value) {
        Membership membership = new Membership(scene, label, value);
        var _ = membership.looking.scheduleWithFixedDelay(membership::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return membership;
    }

    private void look() {
        try {
            scene.client().pods().inNamespace(scene.namespace()).withLabel(label, value).list().getItems().stream()
                    .filter(pod -> pod.getStatus() != null)
                    .forEach(this::see);
        } catch (KubernetesClientException e) {
            // Something else has changed the pod, or it is gone: it is looked at again.
            System.err.println("membership: " + e.getMessage());
        }
    }

    private void see(Pod pod) {
        List<ContainerStatus> containers = pod.getStatus().getContainerStatuses();
        if (pod.getMetadata().getDeletionTimestamp() == null) {
            boolean runs = !containers.isEmpty()
                    && containers.stream().allMatch(each -> each.getState().getRunning() != null);
            if (runs && !passes(pod)) {
                admit(pod);
            }
        } else if (!pod.getMetadata().getFinalizers().isEmpty()
                && containers.stream().allMatch(each -> each.getState().getTerminated() != null)) {
            scene.client()
                    .resource(pod)
                    .edit(going -> new PodBuilder(going)
                            .editMetadata()
                            .withFinalizers(List.of())
                            .endMetadata()
                            .build());
        }
    }

    private static boolean passes(Pod pod) {
        return pod.getSpec().getReadinessGates().stream()
                .map(PodReadinessGate::getConditionType)
                .allMatch(gate -> pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals(gate)
                                && condition.getStatus().equals("True")));
    }

    private void admit(Pod pod) {
        scene.client()
                .resource(pod)
                .editStatus(member -> new PodBuilder(member)
                        .editStatus()
                        .addAllToConditions(pod.getSpec().getReadinessGates().stream()
                                .map(gate -> new PodConditionBuilder()
                                        .withType(gate.getConditionType())
                                        .withStatus("True")
                                        .build())
                                .toList())
                        .endStatus()
                        .build());
    }

    @Override
    public void close() {
        looking.close();
    }
}
