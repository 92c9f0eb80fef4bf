package io.mysqlclone.api.v1alpha1.donor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.mysqlclone.api.v1alpha1.ApiObject;
import org.jspecify.annotations.Nullable;

/**
 * The columns of {@code kubectl get}.
 *
 * @param server the server that a clone would get, or how many there are
 * @param role its role
 * @param version its version
 */
@ApiObject
public record DonorDisplay(
        @JsonPropertyDescription(
                "The server that a clone would get now; of a clone's own recipient nothing is known here.")
        @Nullable
        String server,

        @JsonPropertyDescription("Its role.") @Nullable String role,

        @JsonPropertyDescription("Its version.") @Nullable String version) {}
