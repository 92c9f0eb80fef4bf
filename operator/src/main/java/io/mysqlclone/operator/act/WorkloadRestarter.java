package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.recipient.Workload;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.util.Objects;
import java.util.Optional;

/**
 * Starts the server of a claim's workload by scaling it up. Its other pods are never made again: they have claims of their
 * own, on which servers run that have nothing to do with the clone.
 */
final class WorkloadRestarter {

    private final KubernetesClient client;

    WorkloadRestarter(KubernetesClient client) {
        this.client = client;
    }

    /** Scales it up once. */
    Optional<Obstacle> restart(MySQLClone clone, Workload workload, boolean scaled) {
        String namespace = clone.getMetadata().getNamespace();
        return switch (workload.kind()) {
            case POD -> Optional.empty();
            case STATEFUL_SET ->
                scaleUp(
                        client.apps().statefulSets().inNamespace(namespace).withName(workload.name()),
                        workload,
                        scaled);
            case DEPLOYMENT ->
                scaleUp(client.apps().deployments().inNamespace(namespace).withName(workload.name()), workload, scaled);
        };
    }

    private static Optional<Obstacle> scaleUp(RollableScalableResource<?> resource, Workload workload, boolean scaled) {
        if (resource.get() == null) {
            return Optional.of(new Obstacle(
                    Reason.RECIPIENT_NOT_FOUND,
                    workload.kind().kubernetesName() + " " + workload.name()
                            + " is not there; the clone is complete and waits for it."));
        }
        if (workload.scaleTo().isEmpty()) {
            return Optional.of(new Obstacle(
                    Reason.WAITING_FOR_POD,
                    "No pod uses the claim yet, and scaleTo is not given; scale "
                            + workload.kind().kubernetesName() + " " + workload.name()
                            + " up to start a server on the clone."));
        }
        int wanted = workload.scaleTo().get();
        int present = Objects.requireNonNullElse(resource.scale().getSpec().getReplicas(), 0);
        if (present >= wanted) {
            return Optional.empty();
        }
        if (scaled) {
            return Optional.of(new Obstacle(
                    Reason.WAITING_FOR_POD,
                    workload.kind().kubernetesName() + " " + workload.name() + " was scaled up to " + wanted
                            + " and has " + present
                            + " again: somebody has set it back, such as GitOps or an autoscaler."
                            + " Have " + wanted + " there; the clone is complete and waits for its server."));
        }
        resource.scale(wanted);
        return Optional.empty();
    }
}
