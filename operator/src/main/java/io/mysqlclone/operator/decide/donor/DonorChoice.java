package io.mysqlclone.operator.decide.donor;

import io.mysqlclone.api.v1alpha1.donor.DonorPolicy;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorSpec;
import io.mysqlclone.api.v1alpha1.donor.ProbedServer;
import io.mysqlclone.api.v1alpha1.donor.ServerStatus;
import io.mysqlclone.api.v1alpha1.donor.StatefulSetDonor;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** Which of a donor's servers is cloned: by what is there now, and what the last probe saw of it. */
public sealed interface DonorChoice {

    /** This one. */
    record Chosen(ServerStatus server) implements DonorChoice {}

    /** None now, and why. */
    record None(Reason reason, String message) implements DonorChoice {}

    /**
     * Chooses.
     *
     * @param there the servers whose pods are Ready, or that have none that is known
     * @param probed what the last probe saw
     */
    static DonorChoice of(MySQLDonorSpec spec, List<ProbedServer> there, List<ServerStatus> probed) {
        return of(spec, there, probed, _ -> false, _ -> false);
    }

    /**
     * The same.
     *
     * @param busy whether a clone has a server, which no probe need have seen
     * @param before whether what the clone has stored is of a server: to that it stays true as long as it can be cloned
     */
    static DonorChoice of(
            MySQLDonorSpec spec,
            List<ProbedServer> there,
            List<ServerStatus> probed,
            Predicate<ProbedServer> busy,
            Predicate<ServerStatus> before) {
        List<ServerStatus> known = probed.stream()
                .filter(server -> there.stream().anyMatch(each -> isOf(server, each)))
                .toList();
        if (known.isEmpty()) {
            return new None(Reason.PROBING_DONOR, "Its servers have not been looked at yet.");
        }
        DonorPolicy policy = Optional.ofNullable(spec.statefulSetRef())
                .map(StatefulSetDonor::policy)
                .orElse(DonorPolicy.ORDINAL);
        return known.stream()
                .filter(ServerStatus::cloneable)
                .filter(server -> policy != DonorPolicy.REPLICA || server.replicates())
                .min(Comparator.<ServerStatus, Boolean>comparing(server -> !before.test(server))
                        .thenComparing(order(policy, busy)))
                .<DonorChoice>map(Chosen::new)
                .orElseGet(() -> none(known));
    }

    /** Replicas first, then who serves nobody; of several the last, which a StatefulSet's source seldom is. */
    private static Comparator<ServerStatus> order(DonorPolicy policy, Predicate<ProbedServer> busy) {
        Comparator<ServerStatus> replicasFirst =
                Comparator.comparing(server -> policy != DonorPolicy.ORDINAL && !server.replicates());
        return replicasFirst
                .thenComparing(server -> busy.test(new ProbedServer(server.host(), server.port(), server.pod())))
                .thenComparing(server -> ServerStatus.BUSY.equals(server.cloneSlot()))
                .thenComparing(ServerStatus::host, Comparator.reverseOrder());
    }

    private static boolean isOf(ServerStatus server, ProbedServer there) {
        return server.host().equals(there.host())
                && server.port() == there.port()
                && Objects.equals(server.pod(), there.pod());
    }

    /** What is wrong with the first of which something is known to be wrong. */
    private static DonorChoice none(List<ServerStatus> known) {
        return known.stream()
                .filter(server -> !server.cloneable())
                .findFirst()
                .map(server -> new None(
                        reason(Objects.requireNonNullElse(server.reason(), "")),
                        address(server) + ": " + Objects.requireNonNullElse(server.message(), "")))
                .orElseGet(() -> new None(
                        Reason.DONOR_NOT_READY,
                        "None of its servers is a replica that can be cloned: none is read_only, or has a replication"
                                + " channel that the account may see. Set read_only on the replicas, grant the account SELECT"
                                + " on performance_schema.replication_connection_configuration, or choose policy"
                                + " PreferReplica."));
    }

    private static Reason reason(String told) {
        return List.of(Reason.AUTHENTICATION_FAILED, Reason.TLS_FAILED, Reason.NETWORK_LOST, Reason.PREFLIGHT_REFUSED)
                .stream()
                .filter(reason -> reason.text().equals(told))
                .findFirst()
                .orElse(Reason.DONOR_ERROR);
    }

    /** Host and port, as people write them. */
    static String address(ServerStatus server) {
        return (server.host().contains(":") ? "[" + server.host() + "]" : server.host()) + ":" + server.port();
    }
}
