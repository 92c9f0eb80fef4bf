package io.mysqlclone.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.mysqlclone.api.v1alpha1.ApiObject;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the donor.
 *
 * @param version of the server
 * @param serverUuid its {@code server_uuid}
 */
@ApiObject
public record DonorStatus(
        @JsonPropertyDescription("Version of the donor's server.") @Nullable
        String version,

        @JsonPropertyDescription("server_uuid of the donor.") @Nullable
        String serverUuid) {}
