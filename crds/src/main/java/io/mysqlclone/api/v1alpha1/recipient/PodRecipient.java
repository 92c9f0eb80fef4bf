package io.mysqlclone.api.v1alpha1.recipient;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.connection.SecretReference;

/**
 * A running pod, which is restarted on its clone.
 *
 * @param name the pod's name
 */
@ApiObject
public record PodRecipient(
        @Required
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("Name of a pod in the namespace of the MySQLClone. It must belong to something"
                + " that recreates it on the same volume, such as a StatefulSet.")
        String name)
        implements Target {}
