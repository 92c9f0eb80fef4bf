package io.mysqlclone.api.v1alpha1.deprecated;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.connection.SecretReference;
import io.mysqlclone.api.v1alpha1.recipient.WorkloadKind;
import org.jspecify.annotations.Nullable;

/**
 * {@code recipient.persistentVolumeClaim.restart}, which {@code workloadRef} and {@code scaleTo} are now.
 *
 * @param kind {@code workloadRef.kind}
 * @param name {@code workloadRef.name}
 * @param replicas {@code scaleTo}
 */
@ApiObject
@ValidationRule(
        value = "!has(self.replicas) || self.kind != 'Pod'",
        message = "a Pod has no replicas to scale: remove restart.replicas, or name its StatefulSet or Deployment")
public record OldWorkload(
        @Required @JsonPropertyDescription("Deprecated: use workloadRef.kind.")
        WorkloadKind kind,

        @Required
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("Deprecated: use workloadRef.name.")
        String name,

        @Min(1) @Max(99999) @JsonPropertyDescription("Deprecated: use scaleTo.") @Nullable
        Integer replicas) {}
