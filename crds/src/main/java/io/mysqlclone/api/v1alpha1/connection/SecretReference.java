package io.mysqlclone.api.v1alpha1.connection;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.mysqlclone.api.v1alpha1.ApiObject;

/**
 * A Secret in the namespace of the resource, whose keys are fixed by what it is for.
 *
 * @param name the Secret's name
 */
@ApiObject
public record SecretReference(
        @Required
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("Name of a Secret in the namespace of this resource.")
        String name) {

    /** What names of Kubernetes objects look like. */
    public static final String NAME = "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";

    /** What keys of Secrets look like. */
    public static final String KEY = "^[-._a-zA-Z0-9]+$";
}
