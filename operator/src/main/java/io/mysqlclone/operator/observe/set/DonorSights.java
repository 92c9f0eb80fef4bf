package io.mysqlclone.operator.observe.set;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.mysqlclone.api.v1alpha1.MySQLCloneSet;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.connection.DonorReference;
import io.mysqlclone.api.v1alpha1.donor.DonorPolicy;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorSpec;
import io.mysqlclone.api.v1alpha1.donor.NamedServer;
import io.mysqlclone.api.v1alpha1.donor.StatefulSetDonor;
import io.mysqlclone.operator.observe.DonorName;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks whether the donor of a set is one of the members that it fills. */
final class DonorSights {

    private static final Pattern ORDINAL = Pattern.compile("(.+)-([0-9]{1,5})");

    /** {@code POD.SERVICE.NAMESPACE.svc}. */
    private static final int LABELS_OF_A_POD = 4;

    private final KubernetesClient client;

    DonorSights(KubernetesClient client) {
        this.client = client;
    }

    DonorSight of(MySQLCloneSet set) {
        String namespace = set.getMetadata().getNamespace();
        DonorReference reference = set.getSpec().template().spec().donorRef();
        if (reference == null) {
            return set.getSpec()
                    .template()
                    .spec()
                    .knownServer()
                    .map(server -> host(set, server.host()))
                    .orElseGet(DonorSight.Elsewhere::new);
        }
        // What is in another namespace is no member; nor is it said whether it is there.
        if (!Objects.requireNonNullElse(reference.namespace(), namespace).equals(namespace)) {
            return new DonorSight.Elsewhere();
        }
        return Optional.ofNullable(client.resources(MySQLDonor.class)
                        .inNamespace(namespace)
                        .withName(reference.name())
                        .get())
                .map(donor -> of(set, donor))
                .orElseGet(() -> new DonorSight.NotThere(reference.name()));
    }

    private static DonorSight of(MySQLCloneSet set, MySQLDonor donor) {
        MySQLDonorSpec spec = donor.getSpec();
        StatefulSetDonor chosen = spec.statefulSetRef();
        if (chosen != null && chosen.name().equals(statefulSet(set))) {
            Integer ordinal = chosen.ordinal();
            return chosen.policy() == DonorPolicy.ORDINAL && ordinal != null
                    ? new DonorSight.AMember(ordinal)
                    : new DonorSight.ChosenAmongThem(donor.getMetadata().getName());
        }
        NamedServer pod = spec.podRef();
        if (pod != null) {
            return pod(set, pod.name());
        }
        return Optional.ofNullable(spec.host()).map(host -> host(set, host)).orElseGet(DonorSight.Elsewhere::new);
    }

    private static DonorSight host(MySQLCloneSet set, String host) {
        String[] labels = DonorName.of(host, set.getMetadata().getNamespace()).split("\\.", -1);
        boolean isPodHere = labels.length == LABELS_OF_A_POD
                && labels[2].equals(set.getMetadata().getNamespace())
                && labels[LABELS_OF_A_POD - 1].equals("svc");
        return isPodHere ? pod(set, labels[0]) : new DonorSight.Elsewhere();
    }

    private static DonorSight pod(MySQLCloneSet set, String pod) {
        Matcher name = ORDINAL.matcher(pod);
        return name.matches() && name.group(1).equals(statefulSet(set))
                ? new DonorSight.AMember(Integer.parseInt(name.group(2)))
                : new DonorSight.Elsewhere();
    }

    private static String statefulSet(MySQLCloneSet set) {
        return set.getSpec().statefulSetRef().name();
    }
}
