package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.recipient.Workload;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Starts the server of a claim's workload: scales it up, or has its pods made again. */
final class WorkloadRestarter {

    /** In the pod template, so that the workload makes its pods again once for each clone, however often it is asked. */
    private static final String RESTARTED_FOR = "mysqlclone.io/restarted-for";

    private final KubernetesClient client;

    WorkloadRestarter(KubernetesClient client) {
        this.client = client;
    }

    Optional<Obstacle> restart(MySQLClone clone, Workload workload) {
        String namespace = clone.getMetadata().getNamespace();
        return switch (workload.kind()) {
            case POD -> Optional.empty();
            case STATEFUL_SET ->
                restart(
                        clone,
                        workload,
                        client.apps().statefulSets().inNamespace(namespace).withName(workload.name()));
            case DEPLOYMENT ->
                restart(
                        clone,
                        workload,
                        client.apps().deployments().inNamespace(namespace).withName(workload.name()));
        };
    }

    private static <T> Optional<Obstacle> restart(
            MySQLClone clone, Workload workload, RollableScalableResource<T> resource) {
        if (resource.get() == null) {
            return missing(workload);
        }
        int replicas = Objects.requireNonNullElse(resource.scale().getSpec().getReplicas(), 0);
        if (workload.scaleTo().isPresent()) {
            if (replicas < workload.scaleTo().getAsInt()) {
                resource.scale(workload.scaleTo().getAsInt());
            }
            return Optional.empty();
        }
        if (replicas == 0) {
            return noReplicas(workload);
        }
        Map<String, Object> annotations =
                Map.of("annotations", Map.of(RESTARTED_FOR, clone.getMetadata().getUid()));
        Map<String, Object> patch = Map.of("spec", Map.of("template", Map.of("metadata", annotations)));
        resource.patch(PatchContext.of(PatchType.STRATEGIC_MERGE), Serialization.asJson(patch));
        return Optional.empty();
    }

    private static Optional<Obstacle> missing(Workload workload) {
        return Optional.of(new Obstacle(
                Reason.RECIPIENT_NOT_FOUND,
                workload.kind().kubernetesName() + " " + workload.name()
                        + " is not there; the clone is complete and waits for it."));
    }

    private static Optional<Obstacle> noReplicas(Workload workload) {
        return Optional.of(new Obstacle(
                Reason.WAITING_FOR_POD,
                workload.kind().kubernetesName() + " " + workload.name()
                        + " has no replicas and restart.replicas is not given; scale it up to start it on the clone."));
    }
}
