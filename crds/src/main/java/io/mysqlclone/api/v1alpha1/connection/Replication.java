package io.mysqlclone.api.v1alpha1.connection;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.agent.Values;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Replication that the recipient begins at the snapshot's position.
 *
 * @param sourceHost absent: the donor
 * @param sourcePort absent: the donor's port when {@code sourceHost} is absent too, else 3306; see {@link #portOf}
 * @param credentialsSecretRef the account that the recipient replicates with
 * @param adminCredentialsSecretRef the account of the recipient that sets replication up; absent: {@code
 *     credentialsSecretRef}
 * @param recipientAddress where the recipient listens, host and port or the path of a socket; absent: found from its pod
 * @param channel the empty string is the default channel
 * @param autoPosition absent: if the clone has {@code gtid_mode=ON}
 * @param tls absent: the donor's
 * @param timeout how long a run may take to set replication up
 * @param start whether the replica's threads are started too
 */
@ApiObject
@ValidationRule(
        value = "!has(self.tls) || !(self.tls.mode in ['Preferred', 'VerifyFingerprint'])",
        message =
                "replication knows no mode Preferred or VerifyFingerprint: choose another one in replication.tls.mode,"
                        + " best VerifyIdentity")
public record Replication(
        @Size(min = 1, max = Host.MAX_LENGTH)
        @ValidationRule(value = Host.RULE, message = Host.MESSAGE)
        @JsonPropertyDescription("Host name or IP address of the server to replicate from, as the recipient's"
                + " pod reaches it. Default: donor.host. Give the primary here when the donor is a replica.")
        @Nullable
        String sourceHost,

        @Min(1)
        @Max(65535)
        @JsonPropertyDescription("Port of the source. Default: donor.port, or 3306 when sourceHost is given.")
        @Nullable
        Integer sourcePort,

        @Required
        @JsonPropertyDescription("Secret with the keys username and password of an account on the source. It"
                + " needs the privilege REPLICATION SLAVE.")
        CredentialsReference credentialsSecretRef,

        @JsonPropertyDescription("Secret with the keys username and password of an account on the recipient, which"
                + " after the clone has the donor's accounts. It runs CHANGE REPLICATION SOURCE TO and START"
                + " REPLICA, so it needs REPLICATION_SLAVE_ADMIN and REPLICATION CLIENT. Default:"
                + " credentialsSecretRef, when that account has these privileges too.")
        @Nullable
        CredentialsReference adminCredentialsSecretRef,

        @Size(min = 1, max = 253)
        @ValidationRule(value = Host.LISTENER_RULE, message = Host.LISTENER_MESSAGE)
        @JsonPropertyDescription(
                "Where the recipient's mysqld listens, as another container of its pod reaches it, such"
                        + " as 127.0.0.1:3307, [::1]:3306, or the path of its Unix socket in a volume of the pod. Default: from"
                        + " the arguments and variables of its container; 127.0.0.1:3306 where they do not tell.")
        @Nullable
        String recipientAddress,

        @Size(max = 64)
        @ValidationRule(
                value = "self.matches('^[A-Za-z0-9_.-]*$') && !self.lowerAscii().startsWith('group_replication_')",
                message = "a channel has a name of letters, digits and _ . - that does not begin with"
                        + " group_replication_, which MySQL keeps for itself; leave it out for the default"
                        + " channel")
        @JsonPropertyDescription("Name of the replication channel; empty for the default channel.")
        String channel,

        @JsonPropertyDescription("true: begin where the snapshot's GTID set ends (SOURCE_AUTO_POSITION = 1). false:"
                + " begin at the snapshot's binary log file and position. Default: true if the donor has"
                + " gtid_mode=ON. A source that is not the donor needs GTIDs.")
        @Nullable
        Boolean autoPosition,

        @JsonPropertyDescription("TLS of the replication connection. Default: as donor.tls.") @Nullable
        Tls tls,

        @Default("true")
        @JsonPropertyDescription("Also start replication and wait until both threads run and the lag is"
                + " known. false: only set it up; START REPLICA is left to you.")
        Boolean start,

        @Default(Replication.TIMEOUT)
        @Size(min = 2, max = Values.DURATION_LENGTH)
        @Pattern(Values.DURATION)
        @ValidationRule(value = "duration(self) >= duration('10s')", message = "give at least 10s")
        @JsonPropertyDescription(
                "How long one try may take, from the login to the recipient until both threads run and the"
                        + " lag is known, such as 30m for a source far away.")
        String timeout) {

    static final String TIMEOUT = "5m";

    public Replication {
        if (timeout == null) {
            timeout = TIMEOUT;
        }
        if (channel == null) {
            channel = "";
        }
        if (start == null) {
            start = true;
        }
    }

    /** {@code timeout} as a duration. */
    public Duration limit() {
        return Values.duration(timeout);
    }

    /** The same, from {@code source} where nothing else is said: not from an agent that stands beside it. */
    public Replication from(Donor source) {
        return new Replication(
                hostOf(source),
                portOf(source),
                credentialsSecretRef,
                adminCredentialsSecretRef,
                recipientAddress,
                channel,
                autoPosition,
                tlsOf(source),
                start,
                timeout);
    }

    /** The host to replicate from, when this much is cloned from {@code donor}. */
    public String hostOf(Donor donor) {
        return sourceHost == null ? donor.host() : sourceHost;
    }

    /** The port to replicate from, when this much is cloned from {@code donor}. */
    public int portOf(Donor donor) {
        if (sourcePort != null) {
            return sourcePort;
        }
        return sourceHost == null ? donor.port() : Donor.DEFAULT_PORT;
    }

    /** TLS of the replication connection, when this much is cloned from {@code donor}. */
    public Tls tlsOf(Donor donor) {
        return tls == null ? donor.tls() : tls;
    }

    /** The Secret of the account that sets replication up on the recipient. */
    public CredentialsReference adminCredentials() {
        return adminCredentialsSecretRef == null ? credentialsSecretRef : adminCredentialsSecretRef;
    }
}
