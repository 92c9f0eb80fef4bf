package io.mysqlclone.api.v1alpha1.recipient;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.connection.SecretReference;
import io.mysqlclone.api.v1alpha1.deprecated.OldNames;
import io.mysqlclone.api.v1alpha1.deprecated.OldWorkload;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A volume, whose server does not run or does not exist yet.
 *
 * @param claimName the claim
 * @param template what the claim is created with when it does not exist; absent: it must exist
 * @param path directory of the volume; absent: the data directory of the workload in {@code workloadRef}, and without
 *     one the volume's root
 * @param workloadRef what runs a server on the clone afterwards; absent: nothing
 * @param scaleTo the replicas that it is scaled up to; absent: somebody else starts it
 * @param restart an old name of these two, into which it is read; null ever after
 */
@ApiObject
@ValidationRule(
        value = "!has(self.scaleTo) || has(self.workloadRef)",
        message = "scaleTo is the number of replicas of the workload: name it in workloadRef, or remove scaleTo")
@ValidationRule(
        value = "!has(self.scaleTo) || !has(self.workloadRef) || self.workloadRef.kind != 'Pod'",
        message = "a Pod has no replicas to scale: remove scaleTo, or name its StatefulSet or Deployment")
@ValidationRule(
        value = "!has(self.restart) || !has(self.workloadRef) || (self.restart.kind == self.workloadRef.kind"
                + " && self.restart.name == self.workloadRef.name && has(self.restart.replicas) == has(self.scaleTo)"
                + " && (!has(self.scaleTo) || self.restart.replicas == self.scaleTo))",
        message = "restart is the old name of workloadRef and scaleTo and says something else: remove restart")
public record ClaimRecipient(
        @Required
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("Name of the PersistentVolumeClaim. For a replica that a StatefulSet is to get:"
                + " TEMPLATE-STATEFULSET-ORDINAL, such as data-mysql-2.")
        String claimName,

        @JsonPropertyDescription(
                "Creates the claim when it does not exist. It outlives the MySQLClone, unless deletionPolicy says otherwise.")
        @Nullable
        ClaimTemplate template,

        @Size(min = 1, max = Paths.MAX_LENGTH)
        @ValidationRule(value = Paths.RELATIVE, message = Paths.RELATIVE_MESSAGE)
        @JsonPropertyDescription("Directory of the volume that becomes the data directory, relative to the"
                + " volume's root; made when it does not exist. Default: the data directory of the workload"
                + " named in workloadRef, and without one the volume's root.")
        @Nullable
        String path,

        @JsonPropertyDescription("What runs a server on the volume when the clone is complete. Without it the clone"
                + " ends with a volume that a server can be started on.")
        @Nullable
        WorkloadReference workloadRef,

        @Min(1)
        @Max(99999)
        @JsonPropertyDescription(
                "Scale the workload up to this number of replicas, for a server that does not exist yet;"
                        + " it is never scaled down. Without it the operator waits until you start the server.")
        @Nullable
        Integer scaleTo,

        @JsonPropertyDescription("Deprecated: use workloadRef and scaleTo.") @Nullable
        OldWorkload restart)
        implements Target {

    public ClaimRecipient {
        scaleTo = OldNames.scaleTo(workloadRef, scaleTo, restart);
        workloadRef = OldNames.workloadRef(workloadRef, restart);
        restart = null;
    }

    /** Another claim, made from another template, that is used in the same way. */
    public ClaimRecipient made(String otherName, ClaimTemplate otherTemplate) {
        return new ClaimRecipient(otherName, otherTemplate, path, workloadRef, scaleTo, restart);
    }

    /** What runs a server on the clone afterwards. */
    public Optional<Workload> workload() {
        return Optional.ofNullable(workloadRef)
                .map(reference -> new Workload(reference.kind(), reference.name(), Optional.ofNullable(scaleTo)));
    }
}
