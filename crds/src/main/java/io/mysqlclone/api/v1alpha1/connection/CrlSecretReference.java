package io.mysqlclone.api.v1alpha1.connection;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.mysqlclone.api.v1alpha1.ApiObject;

/**
 * A key of a Secret in the namespace of the resource: revocation lists, PEM.
 *
 * @param name the Secret's name
 * @param key the key whose value is the PEM text
 */
@ApiObject
public record CrlSecretReference(
        @Required
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("Name of a Secret in the namespace of this resource.")
        String name,

        @Default(CrlSecretReference.DEFAULT_KEY)
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.KEY)
        @JsonPropertyDescription("Key of the Secret that holds the PEM text.")
        String key) {

    static final String DEFAULT_KEY = "ca.crl";

    public CrlSecretReference {
        if (key == null) {
            key = DEFAULT_KEY;
        }
    }
}
