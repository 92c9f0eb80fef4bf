package io.mysqlclone.api.v1alpha1.donor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.mysqlclone.api.v1alpha1.ApiObject;
import org.jspecify.annotations.Nullable;

/**
 * What the last probe saw of a server.
 *
 * @param host name or address
 * @param port of the classic protocol
 * @param pod whose server it is
 * @param reachable whether a MySQL server answered
 * @param version of it
 * @param serverUuid its {@code server_uuid}
 * @param role {@code Source} or {@code Replica}; absent: not known
 * @param readOnly its {@code read_only}
 * @param cloneSlot {@code Free} or {@code Busy}; absent: not known
 * @param cloneable whether the account could have cloned it
 * @param reason why not
 * @param message why not, and what to do
 */
@ApiObject
public record ServerStatus(
        @Required @JsonPropertyDescription("Its host name or address.")
        String host,

        @Required @JsonPropertyDescription("Its port.") int port,

        @JsonPropertyDescription("The pod that it runs in.") @Nullable
        String pod,

        @JsonPropertyDescription("Whether a MySQL server answered there.")
        boolean reachable,

        @JsonPropertyDescription("Version of the server.") @Nullable
        String version,

        @JsonPropertyDescription("server_uuid of the server.") @Nullable
        String serverUuid,

        @JsonPropertyDescription(
                "Source or Replica. A server counts as a replica when it is read_only, or has a replication"
                        + " channel that the account may see (performance_schema.replication_connection_configuration).")
        @Nullable
        String role,

        @JsonPropertyDescription("Its read_only.") @Nullable Boolean readOnly,

        @JsonPropertyDescription(
                "Busy: it serves a clone of the same account now, and one is what a server serves at a time."
                        + " Free: it serves none that the account sees.")
        @Nullable
        String cloneSlot,

        @JsonPropertyDescription(
                "Whether the account can clone it: it is let in, has BACKUP_ADMIN, and the clone plugin is" + " there.")
        boolean cloneable,

        @JsonPropertyDescription("Why it cannot be cloned, in one CamelCase word.") @Nullable
        String reason,

        @JsonPropertyDescription("Why it cannot be cloned, and what to do.") @Nullable
        String message) {

    /** {@code role} of a server that others replicate from, or nobody. */
    public static final String SOURCE = "Source";

    /** {@code role} of a replica. */
    public static final String REPLICA = "Replica";

    /** {@code cloneSlot} of a server that serves a clone. */
    public static final String BUSY = "Busy";

    /** {@code cloneSlot} of one that serves none. */
    public static final String FREE = "Free";

    /** Whether it is known to be a replica. */
    public boolean replicates() {
        return REPLICA.equals(role);
    }
}
