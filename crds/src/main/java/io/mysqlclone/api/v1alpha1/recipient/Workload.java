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
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What runs a server on a claim's volume.
 *
 * @param kind of the workload
 * @param name of the workload
 * @param replicas to scale to; absent: somebody else starts it
 */
@ApiObject
@ValidationRule(
        value = "!has(self.replicas) || self.kind != 'Pod'",
        message = "a Pod has no replicas to scale: remove restart.replicas, or name its StatefulSet or Deployment")
public record Workload(
        @Required @JsonPropertyDescription("Kind of what runs the server: StatefulSet, Deployment or Pod.")
        WorkloadKind kind,

        @Required
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("Its name, in the namespace of the MySQLClone.")
        String name,

        @Min(1)
        @Max(99999)
        @JsonPropertyDescription("Scale it up to this number of replicas, for a server that does not exist yet;"
                + " it is never scaled down. Without it the operator waits until you start the server.")
        @Nullable
        Integer replicas) {

    /** The number of replicas to scale to, if it is to be scaled. */
    public OptionalInt scaleTo() {
        return replicas == null ? OptionalInt.empty() : OptionalInt.of(replicas);
    }
}
