package io.mysqlclone.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.agent.Agent;
import io.mysqlclone.api.v1alpha1.agent.Transfer;
import io.mysqlclone.api.v1alpha1.agent.Values;
import io.mysqlclone.api.v1alpha1.connection.Donor;
import io.mysqlclone.api.v1alpha1.connection.DonorReference;
import io.mysqlclone.api.v1alpha1.connection.Replication;
import io.mysqlclone.api.v1alpha1.deprecated.OldNames;
import io.mysqlclone.api.v1alpha1.postclone.PostClone;
import io.mysqlclone.api.v1alpha1.recipient.Recipient;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks for.
 *
 * @param mode whether anything is done, or only looked at
 * @param donor the server whose data is copied; absent: {@code donorRef}
 * @param donorRef the MySQLDonor that says which server that is; absent: {@code donor}
 * @param recipient what becomes a copy of it
 * @param transfer how the bytes are moved
 * @param postClone absent: nothing is run on the recipient
 * @param replication absent: none is set up
 * @param restartPolicy who decides when the recipient is restarted
 * @param recoveryTimeout how long the recipient may take to become Ready on the clone
 * @param keepOldData how long the recipient's old data is kept beside the clone
 * @param maxTerminationGracePeriodSeconds the longest time that mysqld is given to stop
 * @param eventScheduler whether events run on the clone
 * @param agent what the agent runs as
 * @param backoffLimit attempts that may fail before the clone has failed
 * @param activeDeadlineSeconds how long after its start the clone may not be in place; absent: as long as it takes
 * @param suspend whether the clone stands still
 * @param ttlSecondsAfterFinished absent: the finished resource stays
 * @param restart an old name of {@code restartPolicy}, into which it is read; null ever after
 */
@ApiObject
@ValidationRule(
        value = "!has(self.replication) || !has(self.recipient.persistentVolumeClaim)"
                + " || has(self.recipient.persistentVolumeClaim.workloadRef)"
                + " || has(self.recipient.persistentVolumeClaim.restart)",
        message = "replication is set up on a running server: name the workload that uses the claim in"
                + " recipient.persistentVolumeClaim.workloadRef, or remove replication")
@ValidationRule(
        value = "!has(self.postClone) || !has(self.recipient.persistentVolumeClaim)"
                + " || has(self.recipient.persistentVolumeClaim.workloadRef)"
                + " || has(self.recipient.persistentVolumeClaim.restart)",
        message = "postClone is run on a running server: name the workload that uses the claim in"
                + " recipient.persistentVolumeClaim.workloadRef, or remove postClone")
@ValidationRule(
        value = "!has(self.postClone) || !has(self.replication)",
        message = "postClone changes the copy, and a replica that differs from its source stops or brings back what was"
                + " masked: remove postClone or replication")
@ValidationRule(
        value = "!has(self.restart) || !has(self.restartPolicy) || self.restart != 'Manual'"
                + " || self.restartPolicy == 'Manual'",
        message = "restart is the old name of restartPolicy and says Manual: remove restart")
@ValidationRule(
        value = "!has(self.replication) || has(self.replication.tls) || !has(self.donor)"
                + " || !(self.donor.tls.mode in ['Preferred', 'VerifyFingerprint'])",
        message =
                "replication knows no TLS mode Preferred or VerifyFingerprint, which it would take over from donor.tls:"
                        + " give replication.tls, or choose another mode for the donor")
@ValidationRule(
        value = "!has(self.replication) || has(self.replication.sourceHost) || !has(self.donor)"
                + " || self.donor.tls.mode != 'VerifyFingerprint'",
        message = "a donor with a certificate that is known by its fingerprint is a clone-agent, from which nothing"
                + " replicates: give replication.sourceHost, the server that it stands beside")
@ValidationRule(
        value = "has(self.recipient.persistentVolumeClaim)"
                + " || (!has(self.agent.resources) && !has(self.agent.podTemplate))",
        message = "agent.resources and agent.podTemplate are for the agent pod of a recipient.persistentVolumeClaim:"
                + " remove them; in a running pod the agent lives on that pod's limits")
@ValidationRule(value = "has(self.donor) != has(self.donorRef)", message = "give exactly one of donor and donorRef")
public record MySQLCloneSpec(
        @Default("Clone")
        @JsonPropertyDescription(
                "Clone: the recipient becomes a copy of the donor. Preflight: a dry run. All that would"
                        + " keep the clone from starting is looked for, its result is in status.preflight, and nothing is copied,"
                        + " made or restarted. A claim that does not exist yet is not made: whether its template's size is enough"
                        + " is told.")
        Mode mode,

        @JsonPropertyDescription("The running server whose data is copied. It goes on serving. Exactly one of donor and"
                + " donorRef is given.")
        @Nullable
        Donor donor,

        @JsonPropertyDescription("A MySQLDonor that says which server's data is copied, and with which account.")
        @Nullable
        DonorReference donorRef,

        @Required
        @JsonPropertyDescription("What becomes a copy of the donor: exactly one of pod, statefulSet and"
                + " persistentVolumeClaim. Its old data stays usable until a complete, verified clone is on"
                + " the volume.")
        Recipient recipient,

        @Default("{}") @JsonPropertyDescription("How the bytes are moved.")
        Transfer transfer,

        @JsonPropertyDescription(
                "SQL scripts that are run on the recipient when its server has recovered on the clone, and"
                        + " before the clone is Ready: to mask data, reset accounts, drop events. Default: none.")
        @Nullable
        PostClone postClone,

        @JsonPropertyDescription("Begin replication on the recipient at the snapshot's exact position. Default: none.")
        @Nullable
        Replication replication,

        @JsonPropertyDescription("Automatic: the recipient is restarted as soon as the clone is complete."
                + " Manual: the operator waits until you approve: kubectl annotate mysqlclone NAME"
                + " mysqlclone.io/approve-restart=true. Until then no restart, wanted or not, starts on the clone."
                + " What the old server writes until it is restarted on the clone is lost. Default: Automatic.")
        RestartPolicy restartPolicy,

        @Default("1h")
        @Size(min = 2, max = Values.DURATION_LENGTH)
        @Pattern(Values.DURATION)
        @ValidationRule(
                value = "duration(self) >= duration('1m')",
                message = "give at least 1m: a server that has not started by then is taken off the clone")
        @JsonPropertyDescription("How long the recipient may take to become Ready on the clone, such as 1h. After"
                + " that, or when mysqld crashes again and again, its old data is put back.")
        String recoveryTimeout,

        @Default(MySQLCloneSpec.UNTIL_READY)
        @Size(min = 2, max = Values.DURATION_LENGTH)
        @Pattern(MySQLCloneSpec.KEPT)
        @JsonPropertyDescription("How long the recipient's old data is kept in the volume beside the clone."
                + " UntilReady: it is removed when the recipient is Ready. A duration, such as 24h: so long"
                + " afterwards, or until the MySQLClone is deleted.")
        String keepOldData,

        @Default("600")
        @Min(1)
        @Max(86400)
        @JsonPropertyDescription("The longest time in seconds that mysqld is given to stop. The clone is put in"
                + " place when it has stopped; a server that is killed before that keeps its old data, and is given"
                + " twice as much time at the next try.")
        Integer maxTerminationGracePeriodSeconds,

        @Default("AsConfigured")
        @JsonPropertyDescription(
                "AsConfigured: events that were enabled on the donor run on the recipient too, unless its"
                        + " server is configured otherwise. Stopped: its event scheduler is off from its first start on the clone on,"
                        + " as by SET PERSIST event_scheduler = OFF; SET PERSIST event_scheduler = ON ends that.")
        EventScheduler eventScheduler,

        @Default("{}") @JsonPropertyDescription("What the clone-agent runs as.")
        Agent agent,

        @Default("6")
        @Min(0)
        @Max(1000)
        @JsonPropertyDescription("Runs of the agent that may fail before the clone has failed, as in a Job. A donor"
                + " that serves another clone and a suspended run do not count.")
        Integer backoffLimit,

        @Min(1)
        @Max(2147483647)
        @JsonPropertyDescription(
                "Seconds after status.startTime after which the clone is given up, as in a Job, unless it is"
                        + " being put in place by then; what it has stored is removed. A suspension does not stop the clock. Default:"
                        + " it may take as long as it takes.")
        @Nullable
        Integer activeDeadlineSeconds,

        @Default("false")
        @JsonPropertyDescription("true: stop at a durable point, or do not begin. false: go on from there, if"
                + " the donor still holds the snapshot, otherwise from the beginning.")
        boolean suspend,

        @Min(0)
        @Max(2147483647)
        @JsonPropertyDescription("Seconds after which a finished MySQLClone is deleted, as in a Job; the data"
                + " stays. Default: never.")
        @Nullable
        Integer ttlSecondsAfterFinished,

        @JsonPropertyDescription("Deprecated: use restartPolicy. Manual here is Manual there.") @Nullable
        RestartPolicy restart) {

    static final String UNTIL_READY = "UntilReady";

    static final String KEPT = "^(UntilReady|([0-9]{1,4}h)?([0-9]{1,6}m)?([0-9]{1,8}s)?)$";

    private static final int DEFAULT_BACKOFF_LIMIT = 6;

    private static final int DEFAULT_GRACE = 600;

    public MySQLCloneSpec {
        if (mode == null) {
            mode = Mode.CLONE;
        }
        if (transfer == null) {
            transfer = Transfer.DEFAULT;
        }
        restartPolicy = OldNames.restartPolicy(restartPolicy, restart);
        restart = null;
        if (recoveryTimeout == null) {
            recoveryTimeout = "1h";
        }
        if (keepOldData == null) {
            keepOldData = UNTIL_READY;
        }
        if (maxTerminationGracePeriodSeconds == null) {
            maxTerminationGracePeriodSeconds = DEFAULT_GRACE;
        }
        if (eventScheduler == null) {
            eventScheduler = EventScheduler.AS_CONFIGURED;
        }
        if (agent == null) {
            agent = Agent.DEFAULT;
        }
        if (backoffLimit == null) {
            backoffLimit = DEFAULT_BACKOFF_LIMIT;
        }
    }

    /** The server that is cloned, when that is known: given here, or looked up before. */
    public Optional<Donor> knownServer() {
        return Optional.ofNullable(donor);
    }

    /**
     * The server that is cloned.
     *
     * @throws IllegalStateException when {@code donorRef} is given and nobody has looked up what it stands for
     */
    public Donor server() {
        return knownServer()
                .orElseThrow(() -> new IllegalStateException("Which server donorRef stands for is not known."));
    }

    /**
     * The same, of a server that {@code donorRef} stands for.
     *
     * @param source what is replicated from where nothing else is said
     * @param defaults for what {@code transfer} leaves at its default
     */
    public MySQLCloneSpec from(Donor server, Donor source, Transfer defaults) {
        return new MySQLCloneSpec(
                mode,
                server,
                donorRef,
                recipient,
                transfer.orElse(defaults),
                postClone,
                replication == null ? null : replication.from(source),
                restartPolicy,
                recoveryTimeout,
                keepOldData,
                maxTerminationGracePeriodSeconds,
                eventScheduler,
                agent,
                backoffLimit,
                activeDeadlineSeconds,
                suspend,
                ttlSecondsAfterFinished,
                restart);
    }

    /** The same, of another recipient. */
    public MySQLCloneSpec to(Recipient other) {
        return new MySQLCloneSpec(
                mode,
                donor,
                donorRef,
                other,
                transfer,
                postClone,
                replication,
                restartPolicy,
                recoveryTimeout,
                keepOldData,
                maxTerminationGracePeriodSeconds,
                eventScheduler,
                agent,
                backoffLimit,
                activeDeadlineSeconds,
                suspend,
                ttlSecondsAfterFinished,
                restart);
    }

    /**
     * The same, of a member of a StatefulSet, which is restarted when somebody approves it.
     *
     * @param source the MySQLDonor that it is cloned from
     */
    public MySQLCloneSpec approvedFor(Recipient member, @Nullable DonorReference source) {
        return new MySQLCloneSpec(
                mode,
                donor,
                source,
                member,
                transfer,
                postClone,
                replication,
                RestartPolicy.MANUAL,
                recoveryTimeout,
                keepOldData,
                maxTerminationGracePeriodSeconds,
                eventScheduler,
                agent,
                backoffLimit,
                activeDeadlineSeconds,
                suspend,
                ttlSecondsAfterFinished,
                restart);
    }

    /** {@code recoveryTimeout} as a duration. */
    public Duration recoveryLimit() {
        return Values.duration(recoveryTimeout);
    }

    /** How long the old data is kept after the recipient was Ready; zero: not at all. */
    public Duration oldDataKept() {
        return keepOldData.equals(UNTIL_READY) ? Duration.ZERO : Values.duration(keepOldData);
    }

    /** {@code maxTerminationGracePeriodSeconds} as a duration. */
    public Duration longestGrace() {
        return Duration.ofSeconds(maxTerminationGracePeriodSeconds);
    }

    /** How long after its start the clone may not be in place; empty: as long as it takes. */
    public Optional<Duration> activeDeadline() {
        return Optional.ofNullable(activeDeadlineSeconds).map(Duration::ofSeconds);
    }

    /** How long the finished resource stays; empty: until somebody deletes it. */
    public Optional<Duration> timeToLive() {
        return Optional.ofNullable(ttlSecondsAfterFinished).map(Duration::ofSeconds);
    }
}
