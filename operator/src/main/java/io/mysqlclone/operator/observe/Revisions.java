package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import java.util.Optional;

/**
 * Whether a pod's StatefulSet has a change that waits for the pod's restart, as with {@code OnDelete} or a {@code partition}:
 * the restart on the clone brings it along, such as another version of MySQL that cannot start on it.
 */
final class Revisions {

    private static final String LABEL = "controller-revision-hash";

    private final KubernetesClient client;

    Revisions(KubernetesClient client) {
        this.client = client;
    }

    /** The pod, with a word of that when its restart is near. */
    ServerPod told(MySQLClone clone, Pod pod, ServerPod server) {
        boolean near = clone.reported()
                .filter(status ->
                        status.holds(ConditionType.TRANSFERRED) && !status.holds(ConditionType.RECIPIENT_RESTARTED))
                .isPresent();
        Optional<String> has =
                Optional.ofNullable(pod.getMetadata().getLabels()).map(labels -> labels.get(LABEL));
        if (!near || has.isEmpty()) {
            return server;
        }
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(owner -> "StatefulSet".equals(owner.getKind()))
                .map(OwnerReference::getName)
                .findFirst()
                .flatMap(set -> pending(clone.getMetadata().getNamespace(), set)
                        .filter(next -> !next.equals(has.get()))
                        .map(next -> server.pending("StatefulSet " + set + " has a change that pod " + server.name()
                                + " has not yet (revision " + next + "): the restart brings it along.")))
                .orElse(server);
    }

    private Optional<String> pending(String namespace, String set) {
        return Optional.ofNullable(client.apps()
                        .statefulSets()
                        .inNamespace(namespace)
                        .withName(set)
                        .get())
                .map(found -> found.getStatus())
                .map(status -> status.getUpdateRevision());
    }
}
