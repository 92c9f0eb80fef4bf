package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which pod uses a claim, which Kubernetes cannot be asked: all pods of the namespace are looked through, page by page, and of
 * them nothing is kept but names. However many clones ask, a namespace is looked through once in a while only, so that an
 * answer may be late by that; the pod that is told is as it is now.
 */
public final class ClaimUsers {

    private static final long PAGE = 100;

    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    private final KubernetesClient client;
    private final long freshNanos;
    private final Map<String, Sight> sights = new ConcurrentHashMap<>();

    private record Sight(long nanos, Map<String, String> podByClaim) {}

    /**
     * One that looks through {@code client}.
     *
     * @param fresh for how long a look at a namespace will do
     */
    public ClaimUsers(KubernetesClient client, Duration fresh) {
        this.client = client;
        this.freshNanos = fresh.toNanos();
    }

    /** A pod, not of an agent and not over, that mounts the claim. */
    public Optional<Pod> podOn(String namespace, String claim) {
        Sight sight = Objects.requireNonNull(sights.compute(
                namespace,
                (_, last) -> last != null && System.nanoTime() - last.nanos() < freshNanos ? last : look(namespace)));
        return Optional.ofNullable(sight.podByClaim().get(claim))
                .map(name -> client.pods().inNamespace(namespace).withName(name).get())
                .filter(pod -> !over(pod) && claims(pod).containsKey(claim));
    }

    private Sight look(String namespace) {
        Map<String, String> podByClaim = new HashMap<>();
        String next = null;
        do {
            ListOptions options =
                    new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build();
            PodList page = client.pods()
                    .inNamespace(namespace)
                    .withoutLabel(RunObserver.CLONE_UID_LABEL)
                    .list(options);
            page.getItems().stream().filter(pod -> !over(pod)).forEach(pod -> podByClaim.putAll(claims(pod)));
            next = page.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());
        return new Sight(System.nanoTime(), podByClaim);
    }

    private static Map<String, String> claims(Pod pod) {
        Map<String, String> podByClaim = new HashMap<>();
        pod.getSpec().getVolumes().stream()
                .map(Volume::getPersistentVolumeClaim)
                .filter(Objects::nonNull)
                .map(PersistentVolumeClaimVolumeSource::getClaimName)
                .forEach(claim -> podByClaim.put(claim, pod.getMetadata().getName()));
        return podByClaim;
    }

    static boolean over(Pod pod) {
        return pod.getStatus() != null
                && OVER.contains(Objects.requireNonNullElse(pod.getStatus().getPhase(), ""));
    }
}
