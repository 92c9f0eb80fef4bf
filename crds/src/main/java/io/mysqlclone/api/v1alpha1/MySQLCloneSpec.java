package io.mysqlclone.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.agent.Agent;
import io.mysqlclone.api.v1alpha1.agent.Transfer;
import io.mysqlclone.api.v1alpha1.connection.Donor;
import io.mysqlclone.api.v1alpha1.connection.Replication;
import io.mysqlclone.api.v1alpha1.recipient.Recipient;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks for.
 *
 * @param donor the server whose data is copied
 * @param recipient what becomes a copy of it
 * @param transfer how the bytes are moved
 * @param replication absent: none is set up
 * @param restart who decides when the recipient is restarted
 * @param agent what the agent runs as
 * @param backoffLimit attempts that may fail before the clone has failed
 * @param suspend whether the clone stands still
 * @param ttlSecondsAfterFinished absent: the finished resource stays
 */
@ApiObject
@ValidationRule(
        value = "!has(self.replication) || !has(self.recipient.persistentVolumeClaim)"
                + " || has(self.recipient.persistentVolumeClaim.restart)",
        message = "replication is set up on a running server: name the workload that uses the claim in"
                + " recipient.persistentVolumeClaim.restart, or remove replication")
@ValidationRule(
        value = "!has(self.replication) || has(self.replication.tls) || self.donor.tls.mode != 'Preferred'",
        message = "replication knows no TLS mode Preferred, which it would take over from donor.tls:"
                + " give replication.tls, or choose another mode for the donor")
@ValidationRule(
        value = "has(self.recipient.persistentVolumeClaim)"
                + " || (!has(self.agent.resources) && !has(self.agent.podTemplate))",
        message = "agent.resources and agent.podTemplate are for the agent pod of a recipient.persistentVolumeClaim:"
                + " remove them; in a running pod the agent lives on that pod's limits")
public record MySQLCloneSpec(
        @Required @JsonPropertyDescription("The running server whose data is copied. It goes on serving.")
        Donor donor,

        @Required
        @JsonPropertyDescription("What becomes a copy of the donor: exactly one of pod, statefulSet and"
                + " persistentVolumeClaim. Its old data stays usable until a complete, verified clone is on"
                + " the volume.")
        Recipient recipient,

        @Default("{}") @JsonPropertyDescription("How the bytes are moved.")
        Transfer transfer,

        @JsonPropertyDescription("Begin replication on the recipient at the snapshot's exact position. Default: none.")
        @Nullable
        Replication replication,

        @Default("Automatic")
        @JsonPropertyDescription("Automatic: the recipient is restarted as soon as the clone is complete."
                + " Manual: the operator waits until you approve: kubectl annotate myclone NAME"
                + " mysqlclone.io/approve-restart=true. What the old server writes meanwhile is lost.")
        RestartPolicy restart,

        @Default("{}") @JsonPropertyDescription("What the clone-agent runs as.")
        Agent agent,

        @Default("6")
        @Min(0)
        @Max(1000)
        @JsonPropertyDescription("Runs of the agent that may fail before the clone has failed, as in a Job. A donor"
                + " that serves another clone and a suspended run do not count.")
        Integer backoffLimit,

        @Default("false")
        @JsonPropertyDescription("true: stop at a durable point, or do not begin. false: go on from there, if"
                + " the donor still holds the snapshot, otherwise from the beginning.")
        boolean suspend,

        @Min(0)
        @Max(2147483647)
        @JsonPropertyDescription("Seconds after which a finished MySQLClone is deleted, as in a Job; the data"
                + " stays. Default: never.")
        @Nullable
        Integer ttlSecondsAfterFinished) {

    private static final int DEFAULT_BACKOFF_LIMIT = 6;

    public MySQLCloneSpec {
        if (transfer == null) {
            transfer = Transfer.DEFAULT;
        }
        if (restart == null) {
            restart = RestartPolicy.AUTOMATIC;
        }
        if (agent == null) {
            agent = Agent.DEFAULT;
        }
        if (backoffLimit == null) {
            backoffLimit = DEFAULT_BACKOFF_LIMIT;
        }
    }

    /** How long the finished resource stays; empty: until somebody deletes it. */
    public Optional<Duration> timeToLive() {
        return Optional.ofNullable(ttlSecondsAfterFinished).map(Duration::ofSeconds);
    }
}
