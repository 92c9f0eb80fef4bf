package io.mysqlclone.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.agent.Transfer;
import io.mysqlclone.api.v1alpha1.connection.CredentialsReference;
import io.mysqlclone.api.v1alpha1.connection.Donor;
import io.mysqlclone.api.v1alpha1.connection.Tls;
import org.jspecify.annotations.Nullable;

/**
 * What {@code spec.donorRef} stood for when the attempt began that is under way.
 *
 * @param host of the server that was chosen
 * @param port of it
 * @param pod that it runs in
 * @param serverUuid as the last probe saw it
 * @param generation of the MySQLDonor
 * @param credentialsSecretRef the account
 * @param tls of the connections
 * @param transfer the MySQLDonor's, for what the clone leaves at its default
 */
@ApiObject
public record ResolvedDonor(
        @Required @JsonPropertyDescription("Host of the server that was chosen.")
        String host,

        @Required @JsonPropertyDescription("Its port.") int port,

        @JsonPropertyDescription("The pod that it runs in.") @Nullable
        String pod,

        @JsonPropertyDescription("Its server_uuid, as it was seen last.") @Nullable
        String serverUuid,

        @JsonPropertyDescription("metadata.generation of the MySQLDonor.") @Nullable
        Long generation,

        @Required @JsonPropertyDescription("The account.") CredentialsReference credentialsSecretRef,

        @JsonPropertyDescription("TLS of the connections.") @Nullable
        Tls tls,

        @JsonPropertyDescription("How the MySQLDonor says that bytes are moved.") @Nullable
        Transfer transfer) {

    /** The same as a donor that is given inline. */
    public Donor server() {
        return new Donor(host, port, credentialsSecretRef, tls == null ? Tls.DEFAULT : tls);
    }
}
