package io.mysqlclone.operator.observe.donor;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.donor.DonorPolicy;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorSpec;
import io.mysqlclone.api.v1alpha1.donor.NamedServer;
import io.mysqlclone.api.v1alpha1.donor.ProbedServer;
import io.mysqlclone.api.v1alpha1.donor.StatefulSetDonor;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.observe.ContainerReport;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The servers that a MySQLDonor names, by what Kubernetes says now. */
public final class DonorServers {

    /** As many as one agent looks at. */
    private static final int MOST = 10;

    private final KubernetesClient client;

    /** Reads through {@code client}. */
    public DonorServers(KubernetesClient client) {
        this.client = client;
    }

    /** What was found. */
    public sealed interface Found {

        /** At least one server, whose pod is Ready where it has one that is known. */
        record Servers(List<ProbedServer> servers) implements Found {
            public Servers {
                servers = List.copyOf(servers);
            }
        }

        /** None, and why. */
        record None(Reason reason, String message) implements Found {}
    }

    /** The donor's servers. */
    public Found of(MySQLDonor donor) {
        MySQLDonorSpec spec = donor.getSpec();
        String namespace = donor.getMetadata().getNamespace();
        if (spec.serviceRef() != null) {
            NamedServer service = spec.serviceRef();
            return one(new ProbedServer(service.name() + "." + namespace + ".svc", service.port(), null));
        }
        if (spec.podRef() != null) {
            return pod(namespace, spec.podRef());
        }
        if (spec.statefulSetRef() != null) {
            return statefulSet(namespace, spec.statefulSetRef());
        }
        return Optional.ofNullable(spec.host())
                .map(host -> one(new ProbedServer(host, spec.hostPort(), null)))
                .orElseGet(() -> new Found.None(Reason.DONOR_NOT_FOUND, "The MySQLDonor names no server."));
    }

    private static Found one(ProbedServer server) {
        return new Found.Servers(List.of(server));
    }

    private Found pod(String namespace, NamedServer reference) {
        Pod pod =
                client.pods().inNamespace(namespace).withName(reference.name()).get();
        if (pod == null) {
            return new Found.None(
                    Reason.DONOR_NOT_FOUND,
                    "There is no pod " + reference.name() + " in namespace " + namespace
                            + ". Correct spec.podRef.name, or wait until the pod is made.");
        }
        return serves(pod)
                ? one(server(pod, reference.port()))
                : new Found.None(
                        Reason.DONOR_NOT_READY,
                        "Pod " + reference.name() + " is not Ready, so that its server is not asked.");
    }

    private Found statefulSet(String namespace, StatefulSetDonor reference) {
        StatefulSet set = client.apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName(reference.name())
                .get();
        if (set == null) {
            return new Found.None(
                    Reason.DONOR_NOT_FOUND,
                    "There is no StatefulSet " + reference.name() + " in namespace " + namespace
                            + ". Correct spec.statefulSetRef.name, or wait until it is made.");
        }
        List<ProbedServer> servers = pods(set, reference).stream()
                .filter(DonorServers::serves)
                .sorted(Comparator.comparingInt(pod -> ordinal(pod.getMetadata().getName())))
                .limit(MOST)
                .map(pod -> server(pod, reference.port()))
                .toList();
        if (!servers.isEmpty()) {
            return new Found.Servers(servers);
        }
        return new Found.None(
                Reason.DONOR_NOT_READY,
                reference.policy() == DonorPolicy.ORDINAL
                        ? "Pod " + reference.name() + "-" + reference.ordinal()
                                + " is not there or not Ready, so that its server is not asked."
                        : "None of the pods of StatefulSet " + reference.name() + " is Ready.");
    }

    private List<Pod> pods(StatefulSet set, StatefulSetDonor reference) {
        String namespace = set.getMetadata().getNamespace();
        if (reference.policy() == DonorPolicy.ORDINAL) {
            return Optional.ofNullable(client.pods()
                            .inNamespace(namespace)
                            .withName(reference.name() + "-" + reference.ordinal())
                            .get())
                    .stream()
                    .toList();
        }
        return client
                .pods()
                .inNamespace(namespace)
                .withLabelSelector(set.getSpec().getSelector())
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getOwnerReferences().stream()
                        .anyMatch(
                                owner -> owner.getUid().equals(set.getMetadata().getUid())))
                .toList();
    }

    private static boolean serves(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null && ContainerReport.ready(pod);
    }

    /** By its name, which its certificate may have too, where it has one that is resolved. */
    private static ProbedServer server(Pod pod, int port) {
        String namespace = pod.getMetadata().getNamespace();
        String host = pod.getSpec().getSubdomain() == null || pod.getSpec().getHostname() == null
                ? Optional.ofNullable(pod.getStatus().getPodIP())
                        .orElse(pod.getMetadata().getName())
                : String.join(".", pod.getSpec().getHostname(), pod.getSpec().getSubdomain(), namespace, "svc");
        return new ProbedServer(host, port, pod.getMetadata().getName());
    }

    private static int ordinal(String pod) {
        String end = pod.substring(pod.lastIndexOf('-') + 1);
        return end.matches("[0-9]{1,9}") ? Integer.parseInt(end) : 0;
    }
}
