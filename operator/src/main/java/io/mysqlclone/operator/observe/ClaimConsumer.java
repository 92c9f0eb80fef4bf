package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a pod that waits for a claim tells of the server that is to start on it.
 *
 * @param path the data directory, relative to the volume's root; empty: the root itself, or it cannot be told
 * @param user whom mysqld runs as, where the pod says so
 * @param tolerations of the taints of the node that it was given
 */
public record ClaimConsumer(Optional<String> path, Optional<Long> user, List<Toleration> tolerations) {

    public ClaimConsumer {
        tolerations = List.copyOf(tolerations);
    }

    /** What the pod tells of that claim. */
    public static ClaimConsumer of(Pod pod, String claimName) {
        List<Toleration> tolerations = Objects.requireNonNullElse(pod.getSpec().getTolerations(), List.of());
        return switch (PodFinder.find(pod, Overrides.NONE, Optional.of(claimName))) {
            case PodFinder.Finding.NotFound _ -> new ClaimConsumer(Optional.empty(), Optional.empty(), tolerations);
            case PodFinder.Finding.Found(ServerPod server) ->
                new ClaimConsumer(
                        Optional.of(server.data()
                                        .dataDirectory()
                                        .substring(server.data().mountPath().length()))
                                .filter(path -> path.length() > 1)
                                .map(path -> path.substring(1)),
                        server.user().uid(),
                        tolerations);
        };
    }
}
