package io.mysqlclone.api.v1alpha1.donor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.connection.SecretReference;
import org.jspecify.annotations.Nullable;

/**
 * One of the servers of a StatefulSet.
 *
 * @param name the StatefulSet's
 * @param policy which of its servers
 * @param ordinal with {@link DonorPolicy#ORDINAL}
 * @param port of the classic protocol
 */
@ApiObject
@ValidationRule(
        value = "(self.policy == 'Ordinal') == has(self.ordinal)",
        message = "statefulSetRef.ordinal goes with policy: Ordinal, and policy: Ordinal with an ordinal:"
                + " give both or neither")
public record StatefulSetDonor(
        @Required
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("Name of a StatefulSet in the namespace of the MySQLDonor.")
        String name,

        @Default("PreferReplica")
        @JsonPropertyDescription(
                "Which of its servers a clone gets, among those whose pod is Ready and that the account"
                        + " can clone. Ordinal: the one of ordinal. Replica: a replica, never the source. PreferReplica: a"
                        + " replica, or the source where there is none. Never the clone's own recipient.")
        DonorPolicy policy,

        @Min(0) @Max(99999) @JsonPropertyDescription("With policy Ordinal: 1 means the pod NAME-1.") @Nullable
        Integer ordinal,

        @Default("3306")
        @Min(1)
        @Max(65535)
        @JsonPropertyDescription("Port of the classic MySQL protocol (not of the X protocol).")
        int port) {

    public StatefulSetDonor {
        if (policy == null) {
            policy = DonorPolicy.PREFER_REPLICA;
        }
        if (port == 0) {
            port = MySQLDonorSpec.DEFAULT_PORT;
        }
    }
}
