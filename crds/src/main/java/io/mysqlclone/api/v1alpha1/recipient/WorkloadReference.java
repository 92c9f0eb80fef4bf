package io.mysqlclone.api.v1alpha1.recipient;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.connection.SecretReference;

/**
 * What runs a server on a claim's volume. A kind is of one API group, which is therefore not asked for.
 *
 * @param kind of the workload
 * @param name of the workload
 */
@ApiObject
public record WorkloadReference(
        @Required @JsonPropertyDescription("Kind of what runs the server: StatefulSet, Deployment or Pod.")
        WorkloadKind kind,

        @Required
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("Its name, in the namespace of the MySQLClone.")
        String name) {}
