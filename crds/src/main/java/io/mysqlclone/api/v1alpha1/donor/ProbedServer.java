package io.mysqlclone.api.v1alpha1.donor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.mysqlclone.api.v1alpha1.ApiObject;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is.
 *
 * @param host name or address, IPv6 without brackets
 * @param port of the classic protocol
 * @param pod whose server it is
 */
@ApiObject
public record ProbedServer(
        @Required @JsonPropertyDescription("Its host name or address.")
        String host,

        @Required @JsonPropertyDescription("Its port.") int port,

        @JsonPropertyDescription("The pod that it runs in.") @Nullable
        String pod) {}
