package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.recipient.Workload;
import io.mysqlclone.api.v1alpha1.status.Reason;
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
        return switch (workload.kind()) {
            case POD -> Optional.empty();
            case STATEFUL_SET -> restartStatefulSet(clone, workload);
            case DEPLOYMENT -> restartDeployment(clone, workload);
        };
    }

    private Optional<Obstacle> restartStatefulSet(MySQLClone clone, Workload workload) {
        var set = client.apps()
                .statefulSets()
                .inNamespace(clone.getMetadata().getNamespace())
                .withName(workload.name());
        StatefulSet found = set.get();
        if (found == null) {
            return missing(workload);
        }
        int replicas = Objects.requireNonNullElse(found.getSpec().getReplicas(), 1);
        if (workload.scaleTo().isPresent()) {
            if (replicas < workload.scaleTo().getAsInt()) {
                set.scale(workload.scaleTo().getAsInt());
            }
            return Optional.empty();
        }
        if (replicas == 0) {
            return noReplicas(workload);
        }
        set.edit(current -> new StatefulSetBuilder(current)
                .editSpec()
                .editTemplate()
                .editOrNewMetadata()
                .addToAnnotations(RESTARTED_FOR, clone.getMetadata().getUid())
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build());
        return Optional.empty();
    }

    private Optional<Obstacle> restartDeployment(MySQLClone clone, Workload workload) {
        var deployment = client.apps()
                .deployments()
                .inNamespace(clone.getMetadata().getNamespace())
                .withName(workload.name());
        Deployment found = deployment.get();
        if (found == null) {
            return missing(workload);
        }
        int replicas = Objects.requireNonNullElse(found.getSpec().getReplicas(), 1);
        if (workload.scaleTo().isPresent()) {
            if (replicas < workload.scaleTo().getAsInt()) {
                deployment.scale(workload.scaleTo().getAsInt());
            }
            return Optional.empty();
        }
        if (replicas == 0) {
            return noReplicas(workload);
        }
        deployment.edit(current -> new DeploymentBuilder(current)
                .editSpec()
                .editTemplate()
                .editOrNewMetadata()
                .addToAnnotations(RESTARTED_FOR, clone.getMetadata().getUid())
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build());
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
