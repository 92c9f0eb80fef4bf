package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.recipient.ClaimTemplate;
import io.mysqlclone.api.v1alpha1.schedule.CloneTemplate;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the MySQLClones of a schedule, and deletes them. They have no owner: a copy that somebody works with does not go with the
 * schedule that made it.
 */
public final class CopyMaker {

    private final KubernetesClient client;

    /** A maker that works through {@code client}. */
    public CopyMaker(KubernetesClient client) {
        this.client = client;
    }

    /** The name of the copy with that suffix. */
    public static String name(MySQLCloneSchedule schedule, String suffix) {
        return schedule.getMetadata().getName() + "-" + suffix;
    }

    /** Makes a copy, unless the schedule has made it already; tells what stood in the way. */
    public Optional<Obstacle> make(MySQLCloneSchedule schedule, String suffix, Instant time) {
        MySQLClone clone = clone(schedule, suffix, time);
        try {
            client.resource(clone).create();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (Answer.isThere(e)) {
                return Optional.ofNullable(client.resource(clone).get())
                        .filter(there -> !isOf(schedule, there))
                        .map(_ -> new Obstacle(
                                Reason.LAUNCH_REFUSED,
                                "There is a MySQLClone " + clone.getMetadata().getName()
                                        + " that this schedule has not made, so that no copy is made for " + time
                                        + ". Delete it, or leave it and wait for the next time."));
            }
            Answer answer = Answer.of(e);
            return Optional.of(new Obstacle(
                    answer.patience() ? Reason.API_ERROR : Reason.LAUNCH_REFUSED,
                    answer.sentence("MySQLClone " + clone.getMetadata().getName() + " cannot be made"),
                    Answer.isNamespacesEnd(e)));
        }
    }

    private static boolean isOf(MySQLCloneSchedule schedule, MySQLClone there) {
        return Optional.ofNullable(there.getMetadata().getLabels())
                .map(labels -> labels.get(MySQLCloneSchedule.LABEL))
                .filter(schedule.getMetadata().getName()::equals)
                .isPresent();
    }

    private static MySQLClone clone(MySQLCloneSchedule schedule, String suffix, Instant time) {
        String name = schedule.getMetadata().getName();
        CloneTemplate template = schedule.getSpec().template();
        Map<String, String> labels = new HashMap<>(template.ownMetadata().labels());
        labels.put(MySQLCloneSchedule.LABEL, name);
        Map<String, String> annotations = new HashMap<>(template.ownMetadata().annotations());
        annotations.put(MySQLCloneSchedule.SCHEDULED_AT, time.toString());
        MySQLClone clone = new MySQLClone();
        clone.setMetadata(new ObjectMetaBuilder()
                .withName(name(schedule, suffix))
                .withNamespace(schedule.getMetadata().getNamespace())
                .withLabels(labels)
                .withAnnotations(annotations)
                .build());
        clone.setSpec(spec(template.spec(), suffix, name));
        return clone;
    }

    /** With a claim of its own, where it is made for the copy. */
    private static MySQLCloneSpec spec(MySQLCloneSpec spec, String suffix, String schedule) {
        if (!(spec.recipient().target() instanceof ClaimRecipient claim)) {
            return spec;
        }
        ClaimTemplate template = claim.template();
        return template == null
                ? spec
                : spec.to(spec.recipient()
                        .on(claim.made(
                                claim.claimName() + "-" + suffix,
                                template.labelled(MySQLCloneSchedule.LABEL, schedule))));
    }

    /** Deletes a copy, unless it has changed since it was looked at: somebody may have decided to keep it. */
    public Optional<Obstacle> remove(MySQLClone clone) {
        try {
            client.resource(clone)
                    .lockResourceVersion(clone.getMetadata().getResourceVersion())
                    .delete();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT -> Optional.empty();
                default ->
                    Optional.of(new Obstacle(
                            Reason.API_ERROR,
                            Answer.of(e)
                                    .sentence(
                                            "MySQLClone " + clone.getMetadata().getName()
                                                    + ", which is not kept any more, cannot be deleted")));
            };
        }
    }
}
