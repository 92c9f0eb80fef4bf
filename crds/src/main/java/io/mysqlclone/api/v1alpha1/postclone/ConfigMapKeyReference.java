package io.mysqlclone.api.v1alpha1.postclone;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.connection.SecretReference;

/**
 * A key of a ConfigMap in the namespace of the {@code MySQLClone} whose value is a script.
 *
 * @param name the ConfigMap's name
 * @param key the key whose value is the script
 */
@ApiObject
public record ConfigMapKeyReference(
        @Required
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("Name of a ConfigMap in the namespace of this resource.")
        String name,

        @Required
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.KEY)
        @JsonPropertyDescription("Key of the ConfigMap that holds the script.")
        String key) {}
