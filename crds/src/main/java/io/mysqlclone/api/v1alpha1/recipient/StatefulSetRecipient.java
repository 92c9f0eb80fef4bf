package io.mysqlclone.api.v1alpha1.recipient;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.connection.SecretReference;

/**
 * The running pod of a StatefulSet's replica, which is restarted on its clone.
 *
 * @param name the StatefulSet's name
 * @param ordinal the replica's number
 */
@ApiObject
public record StatefulSetRecipient(
        @Required
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("Name of a StatefulSet in the namespace of the MySQLClone.")
        String name,

        @Required @Min(0) @Max(99999) @JsonPropertyDescription("Ordinal of the replica: 1 means the pod NAME-1.")
        int ordinal)
        implements Target {

    /** The name of the replica's pod. */
    public String podName() {
        return name + "-" + ordinal;
    }
}
