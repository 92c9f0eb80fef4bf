package io.mysqlclone.api.v1alpha1.recipient;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.connection.SecretReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a claim that does not exist is created with.
 *
 * @param storage size of the volume
 * @param storageClassName absent: the cluster's default class
 * @param accessModes as in a PersistentVolumeClaim
 * @param labels of the claim
 * @param annotations of the claim
 * @param deletionPolicy what becomes of the claim when the resource is deleted
 */
@ApiObject
public record ClaimTemplate(
        @Required
        @ValidationRule(
                value = "isQuantity(string(self)) && quantity(string(self)).isGreaterThan(quantity('0'))",
                message = "give a size, such as 100Gi")
        @JsonPropertyDescription("Size of the volume, such as 100Gi. It must hold the donor's data, redo log and"
                + " undo logs; preflight compares.")
        Quantity storage,

        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("StorageClass of the volume. Default: the cluster's default class.")
        @Nullable
        String storageClassName,

        @Default("[\"ReadWriteOnce\"]") @Size(min = 1, max = 4) @JsonPropertyDescription("Access modes of the claim.")
        List<AccessMode> accessModes,

        @Size(max = 64)
        @JsonPropertyDescription("Labels of the claim. A StatefulSet gives its claims its selector's labels;"
                + " give them here for a claim that it is to adopt.")
        Map<String, @Size(max = 63) String> labels,

        @Size(max = 64) @JsonPropertyDescription("Annotations of the claim.")
        Map<String, @Size(max = 4096) String> annotations,

        @Default("Retain")
        @JsonPropertyDescription(
                "What becomes of the claim when the MySQLClone is deleted; a claim that was there before stays in any"
                        + " case. Retain: it stays. DeleteIncomplete: it goes, unless the clone was complete. Delete: it goes"
                        + " with its data, for a copy that is thrown away, also by ttlSecondsAfterFinished.")
        DeletionPolicy deletionPolicy) {

    /** What becomes of a claim that was made for a resource, when that is deleted. */
    public enum DeletionPolicy {
        /** It stays. */
        @JsonProperty("Retain")
        RETAIN,

        /** It goes, unless a complete clone is on it. */
        @JsonProperty("DeleteIncomplete")
        DELETE_INCOMPLETE,

        /** It goes. */
        @JsonProperty("Delete")
        DELETE
    }

    /** How a volume may be mounted. */
    public enum AccessMode {
        /** By one node. */
        @JsonProperty("ReadWriteOnce")
        READ_WRITE_ONCE("ReadWriteOnce"),

        /** By one pod. */
        @JsonProperty("ReadWriteOncePod")
        READ_WRITE_ONCE_POD("ReadWriteOncePod"),

        /** By several nodes. */
        @JsonProperty("ReadWriteMany")
        READ_WRITE_MANY("ReadWriteMany");

        private final String kubernetesName;

        AccessMode(String kubernetesName) {
            this.kubernetesName = kubernetesName;
        }

        /** The name that Kubernetes knows it by. */
        public String kubernetesName() {
            return kubernetesName;
        }
    }

    /** The same with a label more. */
    public ClaimTemplate labelled(String key, String value) {
        Map<String, String> all = new HashMap<>(labels);
        all.put(key, value);
        return new ClaimTemplate(storage, storageClassName, accessModes, all, annotations, deletionPolicy);
    }

    public ClaimTemplate {
        accessModes = accessModes == null || accessModes.isEmpty()
                ? List.of(AccessMode.READ_WRITE_ONCE)
                : List.copyOf(accessModes);
        labels = labels == null ? Map.of() : Map.copyOf(labels);
        annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
        if (deletionPolicy == null) {
            deletionPolicy = DeletionPolicy.RETAIN;
        }
    }
}
