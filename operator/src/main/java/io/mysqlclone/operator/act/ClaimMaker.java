package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.recipient.ClaimTemplate;
import io.mysqlclone.api.v1alpha1.recipient.ClaimTemplate.DeletionPolicy;
import io.mysqlclone.operator.observe.Made;
import io.mysqlclone.operator.observe.RunObserver;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the claim that a resource describes. Data outlives the resource that brought it, so that the claim has no owner, unless
 * it is to go with the resource; then Kubernetes itself removes it, whether there is an operator or not.
 */
final class ClaimMaker {

    private final KubernetesClient client;

    ClaimMaker(KubernetesClient client) {
        this.client = client;
    }

    void make(MySQLClone clone, String claimName) {
        if (!(clone.getSpec().recipient().target() instanceof ClaimRecipient recipient)
                || recipient.template() == null) {
            throw new IllegalStateException("the resource describes no claim");
        }
        try {
            client.persistentVolumeClaims()
                    .inNamespace(clone.getMetadata().getNamespace())
                    .resource(claim(claimName, recipient.template(), clone))
                    .create();
        } catch (KubernetesClientException e) {
            if (!Answer.isThere(e)) {
                throw e;
            }
        }
    }

    /** Writes onto the claim that the clone was made on it; one that is not there needs no note. */
    void note(MySQLClone clone, String claimName) {
        Optional.ofNullable(client.persistentVolumeClaims()
                        .inNamespace(clone.getMetadata().getNamespace())
                        .withName(claimName)
                        .get())
                .ifPresent(claim -> patch(
                        clone,
                        claimName,
                        PatchType.JSON_MERGE,
                        Map.of("annotations", Map.of(MySQLClone.MADE, Made.after(claim, clone)))));
    }

    /**
     * Takes the claim from the resource, which is not to take a complete clone along when it goes. Whoever else owns the claim
     * still does.
     */
    void keep(MySQLClone clone, String claimName) {
        Map<String, Object> owner =
                Map.of("$patch", "delete", "uid", clone.getMetadata().getUid());
        patch(clone, claimName, PatchType.STRATEGIC_MERGE, Map.of("ownerReferences", List.of(owner)));
    }

    /** One that is not there needs no change. */
    private void patch(MySQLClone clone, String claimName, PatchType how, Map<String, Object> metadata) {
        try {
            client.persistentVolumeClaims()
                    .inNamespace(clone.getMetadata().getNamespace())
                    .withName(claimName)
                    .patch(PatchContext.of(how), Serialization.asJson(Map.of("metadata", metadata)));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }

    /** It neither controls the claim nor waits for it: a server that is still there keeps the claim, not the resource. */
    private static OwnerReference owner(MySQLClone clone) {
        return new OwnerReferenceBuilder()
                .withApiVersion(clone.getApiVersion())
                .withKind(clone.getKind())
                .withName(clone.getMetadata().getName())
                .withUid(clone.getMetadata().getUid())
                .build();
    }

    private static PersistentVolumeClaim claim(String name, ClaimTemplate template, MySQLClone clone) {
        Map<String, String> labels = new HashMap<>(template.labels());
        // It outlives the resource: this tells who has made it.
        labels.put("app.kubernetes.io/managed-by", "mysql-clone-operator");
        labels.put(RunObserver.CLONE_NAME_LABEL, clone.getMetadata().getName());
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .withAnnotations(template.annotations())
                .withOwnerReferences(
                        template.deletionPolicy() == DeletionPolicy.RETAIN ? List.of() : List.of(owner(clone)))
                .endMetadata()
                .withNewSpec()
                .withAccessModes(template.accessModes().stream()
                        .map(ClaimTemplate.AccessMode::kubernetesName)
                        .toList())
                .withStorageClassName(template.storageClassName())
                .withNewResources()
                .addToRequests("storage", template.storage())
                .endResources()
                .endSpec()
                .build();
    }
}
