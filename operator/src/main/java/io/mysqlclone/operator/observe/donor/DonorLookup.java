package io.mysqlclone.operator.observe.donor;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.connection.DonorReference;
import io.mysqlclone.api.v1alpha1.donor.AllowedNamespaces;
import io.mysqlclone.api.v1alpha1.donor.From;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks for the MySQLDonor that a clone names. */
public final class DonorLookup {

    private final KubernetesClient client;
    private final DonorServers servers;

    /** Reads through {@code client}. */
    public DonorLookup(KubernetesClient client) {
        this.client = client;
        this.servers = new DonorServers(client);
    }

    /**
     * What was found.
     *
     * @param donor which may be used from where the clone is
     * @param servers those of it, by what Kubernetes says now
     */
    public record Seen(MySQLDonor donor, DonorServers.Found servers) {}

    /**
     * What is there of the MySQLDonor that a clone names. One that is not for the clone's namespace is looked at no further and is
     * not there, so that nothing of it can be told.
     */
    public Optional<Seen> of(MySQLClone clone, DonorReference reference) {
        String here = clone.getMetadata().getNamespace();
        String there = Objects.requireNonNullElse(reference.namespace(), here);
        return found(() -> client.resources(MySQLDonor.class)
                        .inNamespace(there)
                        .withName(reference.name())
                        .get())
                .filter(donor -> donor.getMetadata().getDeletionTimestamp() == null)
                .filter(donor -> mayUse(donor, here))
                .map(donor -> new Seen(donor, servers.of(donor)));
    }

    /** Whether a clone names a donor, which it need not be allowed to. */
    public static boolean names(MySQLClone clone, MySQLDonor donor) {
        DonorReference reference = clone.getSpec().donorRef();
        return reference != null
                && reference.name().equals(donor.getMetadata().getName())
                && Objects.requireNonNullElse(
                                reference.namespace(), clone.getMetadata().getNamespace())
                        .equals(donor.getMetadata().getNamespace());
    }

    /** Whether clones of a namespace may name a donor. */
    boolean mayUse(MySQLDonor donor, String namespace) {
        AllowedNamespaces allowed = donor.getSpec().allowedNamespaces();
        return namespace.equals(donor.getMetadata().getNamespace())
                || AllowedNamespace.of(allowed, allowed.from() == From.SELECTOR ? labels(namespace) : Map.of());
    }

    private Map<String, String> labels(String namespace) {
        return found(() -> client.namespaces().withName(namespace).get())
                .map((Namespace found) -> found.getMetadata().getLabels())
                .orElse(Map.of());
    }

    /** In a namespace that is not watched nothing is found. */
    private static <T> Optional<T> found(Supplier<T> asked) {
        try {
            return Optional.ofNullable(asked.get());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
