package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.observe.ClaimConsumer;
import io.mysqlclone.operator.observe.populate.ClaimToFill;
import io.mysqlclone.operator.observe.populate.Names;
import io.mysqlclone.operator.observe.populate.Volume;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Has a claim filled: makes the MySQLClone, gives the volume to the claim, and deletes the MySQLClone. That belongs to the claim, and
 * what it fills belongs to it: when the claim goes midway Kubernetes removes all of it, whether there is an operator or not.
 */
public final class PrimeMaker {

    private final KubernetesClient client;

    /** A maker that works through {@code client}. */
    public PrimeMaker(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Makes the MySQLClone, unless it is there; tells what stood in the way.
     *
     * @param consumer what the pod that waits for the claim tells
     */
    public Optional<Obstacle> make(PersistentVolumeClaim claim, Optional<ClaimConsumer> consumer) {
        ClaimToFill wanted = ClaimToFill.of(claim);
        String name = Names.prime(wanted.uid());
        MySQLClone clone = new MySQLClone();
        clone.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(wanted.namespace())
                .addToLabels(Names.LABEL, wanted.uid())
                .withOwnerReferences(owner(claim))
                .build());
        clone.setSpec(
                Serialization.unmarshal(Serialization.asJson(spec(claim, wanted, consumer)), MySQLCloneSpec.class));
        return attempt("MySQLClone " + name + ", which is to fill this claim, cannot be made", () -> {
            try {
                client.resource(clone).create();
            } catch (KubernetesClientException e) {
                if (!Answer.isThere(e)) {
                    throw e;
                }
            }
        });
    }

    /** It neither controls the clone nor is kept by it. */
    private static OwnerReference owner(PersistentVolumeClaim claim) {
        return new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withName(claim.getMetadata().getName())
                .withUid(claim.getMetadata().getUid())
                .build();
    }

    private static Map<String, Object> spec(
            PersistentVolumeClaim claim, ClaimToFill wanted, Optional<ClaimConsumer> consumer) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(claim.getMetadata().getAnnotations(), Map.of());
        Map<String, Object> recipient = new HashMap<>();
        recipient.put("persistentVolumeClaim", recipient(claim, wanted, path(annotations, consumer)));
        Optional.ofNullable(annotations.get(Names.RUN_AS_USER))
                .map(String::strip)
                .<Object>map(user -> user)
                .or(() -> consumer.flatMap(ClaimConsumer::user))
                .ifPresent(user -> recipient.put("runAsUser", user));
        Map<String, Object> spec = new HashMap<>();
        spec.put("donorRef", Map.of("name", wanted.donor()));
        spec.put("recipient", recipient);
        consumer.map(ClaimConsumer::tolerations)
                .filter(tolerations -> !tolerations.isEmpty())
                .ifPresent(tolerations -> spec.put("agent", Map.of("podTemplate", Map.of("tolerations", tolerations))));
        return spec;
    }

    private static Optional<String> path(Map<String, String> annotations, Optional<ClaimConsumer> consumer) {
        return Optional.ofNullable(annotations.get(Names.SUB_PATH))
                .map(String::strip)
                .or(() -> consumer.flatMap(ClaimConsumer::path))
                .filter(path -> !path.isEmpty());
    }

    private static Map<String, Object> recipient(
            PersistentVolumeClaim claim, ClaimToFill wanted, Optional<String> path) {
        Map<String, Object> template = new HashMap<>();
        template.put("storage", claim.getSpec().getResources().getRequests().get("storage"));
        template.put("storageClassName", wanted.storageClass().orElseThrow());
        template.put("accessModes", Objects.requireNonNullElse(claim.getSpec().getAccessModes(), List.of()));
        template.put("labels", Map.of(Names.LABEL, wanted.uid()));
        wanted.node().ifPresent(node -> template.put("annotations", Map.of(Names.SELECTED_NODE, node)));
        template.put("deletionPolicy", "Delete");
        Map<String, Object> recipient = new HashMap<>();
        recipient.put("claimName", Names.prime(wanted.uid()));
        recipient.put("template", template);
        path.ifPresent(directory -> recipient.put("path", directory));
        return recipient;
    }

    /**
     * Gives the volume to the claim, if it is as it was when that was decided. Kubernetes then binds them, and finds that the claim
     * that had the volume has lost it.
     */
    public Optional<Obstacle> rebind(PersistentVolumeClaim claim, Volume volume) {
        ClaimToFill wanted = ClaimToFill.of(claim);
        Map<String, Object> metadata = Map.of(
                "resourceVersion",
                volume.version(),
                "labels",
                Map.of(Names.LABEL, wanted.uid()),
                "annotations",
                Map.of(Names.POPULATED_FROM, wanted.namespace() + "/" + wanted.donor()));
        Map<String, Object> reference = Map.of(
                "apiVersion",
                "v1",
                "kind",
                "PersistentVolumeClaim",
                "namespace",
                wanted.namespace(),
                "name",
                wanted.name(),
                "uid",
                wanted.uid(),
                "resourceVersion",
                claim.getMetadata().getResourceVersion());
        return attempt(
                "PersistentVolume " + volume.name() + ", which has the data of this claim, cannot be given to it",
                () -> client.persistentVolumes()
                        .withName(volume.name())
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                Serialization.asJson(
                                        Map.of("metadata", metadata, "spec", Map.of("claimRef", reference)))));
    }

    /** Deletes the MySQLClone; Kubernetes removes the claim that it was for. */
    public Optional<Obstacle> remove(MySQLClone clone) {
        return attempt(
                "MySQLClone " + clone.getMetadata().getName() + ", which is not needed any more, cannot be deleted",
                () -> client.resource(clone).delete());
    }

    /** What has changed meanwhile is looked at again, and what is gone is gone. */
    private static Optional<Obstacle> attempt(String what, Runnable action) {
        try {
            action.run();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT -> Optional.empty();
                default -> {
                    Answer answer = Answer.of(e);
                    yield Optional.of(new Obstacle(
                            answer.patience() ? Reason.API_ERROR : Reason.LAUNCH_REFUSED,
                            answer.sentence(what),
                            Answer.isNamespacesEnd(e)));
                }
            };
        }
    }
}
