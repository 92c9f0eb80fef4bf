package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.Eviction;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.time.Duration;
import java.util.Optional;

/** Makes the recipient's owner make its pod again, without breaking a disruption budget. */
final class Evictor {

    /** The client would try for minutes what a budget forbids, and nobody would be told. */
    private static final RequestConfig ONCE =
            new RequestConfigBuilder().withRequestRetryBackoffLimit(0).build();

    private final KubernetesClient client;

    Evictor(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Evicts that very pod: a pod of the same name that has come since has another uid and is left alone.
     *
     * @param grace how long its containers are given to stop; empty: as long as the pod says
     */
    Optional<Obstacle> evict(String namespace, String podName, String podUid, Optional<Duration> grace) {
        DeleteOptionsBuilder options = new DeleteOptionsBuilder();
        grace.map(Duration::toSeconds).ifPresent(options::withGracePeriodSeconds);
        return evict(namespace, podName, podUid, options);
    }

    /** Finds out whether that pod could be evicted now, and leaves it alone. */
    Optional<Obstacle> tryOut(String namespace, String podName, String podUid) {
        return evict(namespace, podName, podUid, new DeleteOptionsBuilder().withDryRun("All"));
    }

    private Optional<Obstacle> evict(String namespace, String podName, String podUid, DeleteOptionsBuilder options) {
        Eviction eviction = new EvictionBuilder()
                .withNewMetadata()
                .withName(podName)
                .withNamespace(namespace)
                .endMetadata()
                .withDeleteOptions(options.withNewPreconditions()
                        .withUid(podUid)
                        .endPreconditions()
                        .build())
                .build();
        try {
            boolean evicted = client.adapt(NamespacedKubernetesClient.class)
                    .withRequestConfig(ONCE)
                    .call(once ->
                            once.pods().inNamespace(namespace).withName(podName).evict(eviction));
            return evicted ? Optional.empty() : Optional.of(forbidden(podName));
        } catch (KubernetesClientException e) {
            if (Answer.isBudget(e)) {
                return Optional.of(forbidden(podName));
            }
            if (isGone(namespace, podName, podUid)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Obstacle forbidden(String podName) {
        return new Obstacle(
                Reason.EVICTION_BLOCKED,
                "A PodDisruptionBudget does not let pod " + podName
                        + " be evicted now; it is tried again. Make another replica ready, raise "
                        + "maxUnavailable, or delete the pod yourself.");
    }

    /** Whether that very pod is gone, or is going. */
    private boolean isGone(String namespace, String podName, String podUid) {
        Pod pod = client.pods().inNamespace(namespace).withName(podName).get();
        return pod == null
                || !podUid.equals(pod.getMetadata().getUid())
                || pod.getMetadata().getDeletionTimestamp() != null;
    }
}
