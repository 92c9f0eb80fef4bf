package io.mysqlclone.api.v1alpha1.postclone;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.ApiObject;
import org.jspecify.annotations.Nullable;

/**
 * Where a script is.
 *
 * @param configMapKeyRef absent: {@code secretKeyRef}
 * @param secretKeyRef absent: {@code configMapKeyRef}
 */
@ApiObject
@ValidationRule(
        value = "has(self.configMapKeyRef) != has(self.secretKeyRef)",
        message = "give exactly one of configMapKeyRef and secretKeyRef")
public record Script(
        @JsonPropertyDescription("The script is the value of a key of a ConfigMap.") @Nullable
        ConfigMapKeyReference configMapKeyRef,

        @JsonPropertyDescription("The script is the value of a key of a Secret, as one with a password should be.")
        @Nullable
        SecretKeyReference secretKeyRef) {

    /** What people know it by: {@code key mask.sql of ConfigMap scripts}. */
    public String displayName() {
        if (configMapKeyRef != null) {
            return "key " + configMapKeyRef.key() + " of ConfigMap " + configMapKeyRef.name();
        }
        if (secretKeyRef != null) {
            return "key " + secretKeyRef.key() + " of Secret " + secretKeyRef.name();
        }
        return "that is nowhere";
    }
}
