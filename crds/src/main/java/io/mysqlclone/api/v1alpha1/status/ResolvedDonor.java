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
 * @param agent beside the server, when it is cloned from that
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
        Transfer transfer,

        @JsonPropertyDescription("The agent beside that server which the clone is made from.") @Nullable
        ServingAgent agent) {

    /** What is cloned from, as a donor that is given inline: the server, or the agent beside it. */
    public Donor server() {
        return agent == null
                ? source()
                : new Donor(host, agent.port(), credentialsSecretRef, Tls.pinned(agent.fingerprint()));
    }

    /** The server itself, which is replicated from whoever gives the clone. */
    public Donor source() {
        return new Donor(host, port, credentialsSecretRef, tls == null ? Tls.DEFAULT : tls);
    }
}
