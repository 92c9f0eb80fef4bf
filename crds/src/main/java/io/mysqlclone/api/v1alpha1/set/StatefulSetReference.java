package io.mysqlclone.api.v1alpha1.set;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.connection.SecretReference;

/**
 * The StatefulSet whose members are filled.
 *
 * @param name its name
 */
@ApiObject
public record StatefulSetReference(
        @Required
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("Name of a StatefulSet in the namespace of the MySQLCloneSet.")
        String name) {}
