package io.mysqlclone.api.v1alpha1.donor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.agent.Values;
import io.mysqlclone.api.v1alpha1.connection.CredentialsReference;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The agent that stands beside a donor's server and gives clones of it to several recipients at once. What is changed here is
 * for the next one.
 *
 * @param port where recipients connect, of the donor's pod
 * @param idleTimeout after how long with nobody to serve it ends
 * @param credentialsSecretRef the agent's own account of the server; absent: that of the donor
 * @param requiredMemory what the pod must have left of its limit for an agent to join it
 * @param maxDataBandwidth bytes of data a second for all recipients together; absent: no limit
 * @param spoolSize how much may be kept of what the server changes meanwhile
 * @param container mysqld's container; absent: found
 * @param dataDirectory as mysqld's container sees it; absent: found
 * @param runAsUser the user that owns the data; absent: that of mysqld's container
 */
@ApiObject
public record DonorAgent(
        @Default("3307")
        @Min(1024)
        @Max(65535)
        @JsonPropertyDescription("Port of the donor's pod where recipients connect to the agent.")
        int port,

        @Default("10m")
        @Size(min = 2, max = Values.DURATION_LENGTH)
        @Pattern(Values.DURATION)
        @ValidationRule(
                value = "duration(self) >= duration('1m')",
                message = "give at least 1m: a clone's own agent has to be started meanwhile")
        @JsonPropertyDescription(
                "After how long with nobody to serve the agent ends. Another one is added when the next clone wants it."
                        + " Longer than a clone waits between its tries (5m at most), so that one agent is enough for all of them.")
        String idleTimeout,

        @JsonPropertyDescription("Secret in the namespace of the MySQLDonor with the agent's own account of the server,"
                + " which connects from 127.0.0.1 and needs BACKUP_ADMIN, RELOAD, SYSTEM_VARIABLES_ADMIN, PROCESS and SELECT on"
                + " performance_schema.*. Default: credentialsSecretRef, when that account has these too.")
        @Nullable
        CredentialsReference credentialsSecretRef,

        @ValidationRule(
                value = "isQuantity(string(self)) && quantity(string(self)).compareTo(quantity('0')) >= 0",
                message = "give a size such as 300Mi; 0: do not look")
        @Default("300Mi")
        @JsonPropertyDescription(
                "How much of the pod's memory limit must be free before the agent joins it, as the kernel ends the"
                        + " biggest process when the limit is reached, which is mysqld. Looked at where the cluster has a metrics"
                        + " API (metrics.k8s.io). 0: do not look.")
        Quantity requiredMemory,

        @ValidationRule(
                value = "isQuantity(string(self)) && quantity(string(self)).compareTo(quantity('1Mi')) >= 0",
                message = "give at least 1Mi, or leave it out for no limit")
        @JsonPropertyDescription("Bytes of data a second for all recipients together, such as 200M. Default: no limit.")
        @Nullable
        Quantity maxDataBandwidth,

        @ValidationRule(
                value = "isQuantity(string(self)) && quantity(string(self)).compareTo(quantity('16Mi')) >= 0",
                message = "give at least 16Mi")
        @Default("8Gi")
        @JsonPropertyDescription(
                "How much the agent may keep of what the server changes during the clones, until each"
                        + " recipient has it; on the disk of the pod's node (ephemeral storage). A clone that needs more fails.")
        Quantity spoolSize,

        @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        @JsonPropertyDescription("Name of mysqld's container in the pod. Default: it is found.")
        @Nullable
        String container,

        @Size(min = 1, max = 1024)
        @Pattern("^/[^:;]*$")
        @JsonPropertyDescription(
                "The data directory as mysqld's container sees it. Default: from its arguments and mounts.")
        @Nullable
        String dataDirectory,

        @Min(1)
        @JsonPropertyDescription("The user that owns the data directory. Default: that of mysqld's container.")
        @Nullable
        Long runAsUser) {

    private static final int DEFAULT_PORT = 3307;
    private static final String DEFAULT_IDLE = "10m";
    private static final Quantity DEFAULT_MEMORY = new Quantity("300Mi");
    private static final Quantity DEFAULT_SPOOL = new Quantity("8Gi");

    public DonorAgent {
        if (port == 0) {
            port = DEFAULT_PORT;
        }
        if (idleTimeout == null) {
            idleTimeout = DEFAULT_IDLE;
        }
        if (requiredMemory == null) {
            requiredMemory = DEFAULT_MEMORY;
        }
        if (spoolSize == null) {
            spoolSize = DEFAULT_SPOOL;
        }
    }

    /** {@code idleTimeout} as a duration. */
    public Duration idleLimit() {
        return Values.duration(idleTimeout);
    }

    /** Bytes of {@code requiredMemory}. */
    public long requiredMemoryBytes() {
        return Values.bytes(requiredMemory);
    }

    /** Bytes of {@code maxDataBandwidth}; 0: no limit. */
    public long maxDataBytesPerSecond() {
        return Values.bytes(maxDataBandwidth);
    }

    /** Bytes of {@code spoolSize}. */
    public long spoolBytes() {
        return Values.bytes(spoolSize);
    }
}
