package io.mysqlclone.api.v1alpha1.connection;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.ApiObject;
import org.jspecify.annotations.Nullable;

/**
 * A MySQLDonor.
 *
 * @param name its name
 * @param namespace its namespace; absent: the clone's
 * @param credentialsSecretRef an account to use instead of its own
 * @param tls to use instead of its own
 */
@ApiObject
@ValidationRule(
        value = "!has(self.__namespace__) || has(self.credentialsSecretRef)",
        message =
                "an agent reads Secrets of its own namespace only: with donorRef.namespace give"
                        + " donorRef.credentialsSecretRef, a Secret in the namespace of the MySQLClone with an account of the donor")
@ValidationRule(
        value = "!has(self.tls) || has(self.credentialsSecretRef)",
        message = "the MySQLDonor's account is used with the MySQLDonor's TLS: with donorRef.tls give"
                + " donorRef.credentialsSecretRef, or remove donorRef.tls")
public record DonorReference(
        @Required
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("Name of the MySQLDonor.")
        String name,

        @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        @JsonPropertyDescription(
                "Namespace of the MySQLDonor, whose allowedNamespaces must allow that of the MySQLClone."
                        + " Default: that of the MySQLClone.")
        @Nullable
        String namespace,

        @JsonPropertyDescription(
                "An account of the donor, in a Secret in the namespace of the MySQLClone. Required with"
                        + " namespace. Default: that of the MySQLDonor.")
        @Nullable
        CredentialsReference credentialsSecretRef,

        @JsonPropertyDescription(
                "TLS of the connections to the donor, with an account of the clone's own. Required with"
                        + " namespace where the MySQLDonor's names Secrets. Default: that of the MySQLDonor.")
        @Nullable
        Tls tls) {

    /** The same account and TLS, of another MySQLDonor. */
    public DonorReference to(String other) {
        return new DonorReference(other, namespace, credentialsSecretRef, tls);
    }
}
