package io.mysqlclone.api.v1alpha1.connection;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.mysqlclone.api.v1alpha1.ApiObject;

/**
 * A key of a ConfigMap in the namespace of the resource: certificates that are trusted, PEM, as trust-manager hands
 * them out.
 *
 * @param name the ConfigMap's name
 * @param key the key whose value is the PEM text
 */
@ApiObject
public record CaConfigMapReference(
        @Required
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("Name of a ConfigMap in the namespace of this resource.")
        String name,

        @Default(CaSecretReference.DEFAULT_KEY)
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.KEY)
        @JsonPropertyDescription("Key of the ConfigMap that holds the PEM text.")
        String key) {

    public CaConfigMapReference {
        if (key == null) {
            key = CaSecretReference.DEFAULT_KEY;
        }
    }
}
