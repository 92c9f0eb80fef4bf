package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSet;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.connection.DonorReference;
import io.mysqlclone.api.v1alpha1.donor.AllowedNamespaces;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorSpec;
import io.mysqlclone.api.v1alpha1.donor.NamedServer;
import io.mysqlclone.api.v1alpha1.donor.StatefulSetDonor;
import io.mysqlclone.api.v1alpha1.recipient.StatefulSetRecipient;
import io.mysqlclone.api.v1alpha1.set.MemberTemplate;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Makes the MySQLClones of a set, and lets their members be restarted. They belong to the set and are deleted with it. */
public final class MemberMaker {

    /** What a server listens on where nobody says otherwise. */
    private static final int PORT = 3306;

    private final KubernetesClient client;

    /** A maker that works through {@code client}. */
    public MemberMaker(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Makes the clone of a member, unless the set has made it already; tells what stood in the way.
     *
     * @param source the member that it is cloned from, for which a MySQLDonor is made; empty: the template's donor
     */
    public Optional<Obstacle> make(MySQLCloneSet set, int ordinal, Optional<Integer> source) {
        Optional<Obstacle> obstacle = source.flatMap(from -> makeDonor(set, from));
        return obstacle.isPresent() ? obstacle : create(set, clone(set, ordinal, source));
    }

    /** As a person approves it: of this very clone, and of none that has been made under its name since. */
    public Optional<Obstacle> approve(MySQLClone clone) {
        try {
            client.resource(clone)
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            Serialization.asJson(Map.of(
                                    "metadata",
                                    Map.of(
                                            "uid",
                                            clone.getMetadata().getUid(),
                                            "annotations",
                                            Map.of(MySQLClone.APPROVE_RESTART, "true")))));
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT -> Optional.empty();
                default ->
                    Optional.of(new Obstacle(
                            Reason.API_ERROR,
                            Answer.of(e)
                                    .sentence("The restart for MySQLClone "
                                            + clone.getMetadata().getName() + " cannot be approved")));
            };
        }
    }

    private Optional<Obstacle> makeDonor(MySQLCloneSet set, int source) {
        DonorReference reference = set.getSpec().template().spec().donorRef();
        if (reference == null) {
            throw new IllegalStateException("a chain without donorRef, which the schema refuses");
        }
        try {
            return Optional.ofNullable(client.resources(MySQLDonor.class)
                            .inNamespace(set.getMetadata().getNamespace())
                            .withName(reference.name())
                            .get())
                    .map(like -> create(set, donor(set, source, like.getSpec())))
                    .orElseGet(() -> Optional.of(new Obstacle(
                            Reason.DONOR_NOT_FOUND, "There is no MySQLDonor " + reference.name() + " any more.")));
        } catch (KubernetesClientException e) {
            return Optional.of(new Obstacle(
                    Reason.API_ERROR,
                    Answer.of(e).sentence("MySQLDonor " + reference.name() + " cannot be looked at")));
        }
    }

    private Optional<Obstacle> create(MySQLCloneSet set, HasMetadata made) {
        String what = made.getKind() + " " + made.getMetadata().getName();
        try {
            client.resource(made).create();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (Answer.isThere(e)) {
                return Optional.ofNullable(client.resource(made).get())
                        .filter(there -> !isOf(set, there))
                        .map(_ -> new Obstacle(
                                Reason.LAUNCH_REFUSED,
                                "There is a " + what + " that this set has not made, or that has lost the label "
                                        + MySQLCloneSet.LABEL + ": delete it, or make the set under another name."));
            }
            Answer answer = Answer.of(e);
            return Optional.of(new Obstacle(
                    answer.patience() ? Reason.API_ERROR : Reason.LAUNCH_REFUSED,
                    answer.sentence(what + " cannot be made"),
                    Answer.isNamespacesEnd(e)));
        }
    }

    private static boolean isOf(MySQLCloneSet set, HasMetadata there) {
        boolean labelled = Optional.ofNullable(there.getMetadata().getLabels())
                .map(labels -> labels.get(MySQLCloneSet.LABEL))
                .filter(set.getMetadata().getName()::equals)
                .isPresent();
        return labelled
                && there.getMetadata().getOwnerReferences().stream()
                        .anyMatch(
                                owner -> owner.getUid().equals(set.getMetadata().getUid()));
    }

    private static MySQLClone clone(MySQLCloneSet set, int ordinal, Optional<Integer> source) {
        MemberTemplate template = set.getSpec().template();
        MySQLClone clone = new MySQLClone();
        Map<String, String> annotations = new HashMap<>(template.ownMetadata().annotations());
        source.ifPresent(from -> annotations.put(MySQLCloneSet.SOURCE, String.valueOf(from)));
        ObjectMeta metadata = metadata(set, ordinal, template.ownMetadata().labels());
        metadata.setAnnotations(annotations);
        clone.setMetadata(metadata);
        MySQLCloneSpec spec = template.spec();
        DonorReference donor = spec.donorRef();
        clone.setSpec(spec.approvedFor(
                spec.recipient()
                        .of(new StatefulSetRecipient(
                                set.getSpec().statefulSetRef().name(), ordinal)),
                donor == null ? null : source.map(set::nameOf).map(donor::to).orElse(donor)));
        return clone;
    }

    /** Like the template's donor, with its account, TLS and agent. */
    private static MySQLDonor donor(MySQLCloneSet set, int source, MySQLDonorSpec like) {
        MySQLDonor donor = new MySQLDonor();
        donor.setMetadata(metadata(set, source, Map.of()));
        int port = Optional.ofNullable(like.podRef())
                .map(NamedServer::port)
                .or(() -> Optional.ofNullable(like.statefulSetRef()).map(StatefulSetDonor::port))
                .orElse(PORT);
        donor.setSpec(new MySQLDonorSpec(
                null,
                null,
                null,
                null,
                new NamedServer(set.getSpec().statefulSetRef().name() + "-" + source, port),
                like.credentialsSecretRef(),
                like.tls(),
                like.transfer(),
                AllowedNamespaces.DEFAULT,
                like.probeInterval(),
                like.agent()));
        return donor;
    }

    private static ObjectMeta metadata(MySQLCloneSet set, int ordinal, Map<String, String> more) {
        Map<String, String> labels = new HashMap<>(more);
        labels.put(MySQLCloneSet.LABEL, set.getMetadata().getName());
        return new ObjectMetaBuilder()
                .withName(set.nameOf(ordinal))
                .withNamespace(set.getMetadata().getNamespace())
                .withLabels(labels)
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(set.getApiVersion())
                        .withKind(set.getKind())
                        .withName(set.getMetadata().getName())
                        .withUid(Objects.requireNonNull(set.getMetadata().getUid()))
                        .withController(true)
                        .build())
                .build();
    }
}
