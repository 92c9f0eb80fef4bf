package io.mysqlclone.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.kubernetes.api.model.Condition;
import io.mysqlclone.api.v1alpha1.deprecated.OldNames;
import io.mysqlclone.api.v1alpha1.status.AgentStatus;
import io.mysqlclone.api.v1alpha1.status.CommitState;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Display;
import io.mysqlclone.api.v1alpha1.status.DonorStatus;
import io.mysqlclone.api.v1alpha1.status.LastEnd;
import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.PreflightStatus;
import io.mysqlclone.api.v1alpha1.status.Progress;
import io.mysqlclone.api.v1alpha1.status.Queue;
import io.mysqlclone.api.v1alpha1.status.RecipientStatus;
import io.mysqlclone.api.v1alpha1.status.ResolvedDonor;
import io.mysqlclone.api.v1alpha1.status.Snapshot;
import io.mysqlclone.api.v1alpha1.status.Step;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the operator reports. Times are whole seconds.
 *
 * @param observedGeneration the {@code metadata.generation} that this status is about
 * @param phase where the clone is; null also when a newer operator wrote a phase that this one does not know
 * @param step where the clone is, for the operator itself; derived for a status that an older one wrote
 * @param queue absent unless it waits for its turn
 * @param commit what is known of its way into the old data's place; absent before that, or when nothing is known
 * @param hinderedSince while it does not go on before somebody has done something: since when
 * @param message the sentence that says most now
 * @param conditions one for each type
 * @param preflight of a dry run: what it has found
 * @param progress absent until the first agent has told it
 * @param display of {@code kubectl get}
 * @param donor absent until connected
 * @param resolvedDonor what donorRef stands for, from before an agent is launched
 * @param recipient absent until found
 * @param snapshot absent until the recipient has recovered
 * @param attempts runs of the agent that have ended without success since the last step was done, counted against {@code
 *     backoffLimit}
 * @param restarts agents launched to go on where an earlier one had stopped
 * @param run agents launched, of all commands; the number in the last one's name
 * @param settledRun the last run whose end is accounted for in this status
 * @param resumeDeadline while reconnecting: when it gives up; between two agents: until when the donor holds the snapshot, by
 *     its default
 * @param silentSince while an agent that transfers cannot be asked: since when
 * @param startTime set one round before the first agent is launched; from then on most of the spec is immutable
 * @param completionTime when the clone was Ready or Failed for good
 * @param agent launched last
 * @param launch the agent that is launched next, or was launched last
 * @param lastEnd of the last agent that had a pod of its own and has ended
 * @param restartTime when the recipient was first seen after the clone was put in place
 * @param scaleTime when the workload of a claim was scaled up
 * @param oldData whether the recipient's old data is still in the volume
 * @param leftovers what of the clone could not be removed, and how to remove it
 */
@ApiObject
public record MySQLCloneStatus(
        @JsonPropertyDescription("The metadata.generation that this status is about.") @Nullable
        Long observedGeneration,

        @SchemaFrom(type = String.class)
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription("Where the clone is, for people (programs should read conditions): Pending,"
                + " Waiting, Preflight, Transferring, AwaitingApproval, Restarting, RollingBack, PostCloning,"
                + " Replicating, Ready,"
                + " Suspended, Failed, Cancelling.")
        @Nullable
        Phase phase,

        @SchemaFrom(type = String.class)
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription("Where the clone is, in the operator's own words, by which it goes on.")
        @Nullable
        Step step,

        @JsonPropertyDescription("While other clones come first: for what it waits, and how many there are.") @Nullable
        Queue queue,

        @SchemaFrom(type = String.class)
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription("What is known of a received clone's way into the old data's place: Committing,"
                + " NotCommitted, Committed, RollingBack, RolledBack, Mismatched.")
        @Nullable
        CommitState commit,

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription(
                "While the clone does not go on before somebody has done something: since when. Stalled"
                        + " is True five minutes later.")
        @Nullable
        Instant hinderedSince,

        @JsonPropertyDescription("One sentence: what happens now, or what is wrong and what to do.") @Nullable
        String message,

        @JsonPropertyDescription("For programs and kubectl wait: PreflightPassed, Transferred, Verified,"
                + " Committed, RecipientRestarted, PostCloned, Replicating, Ready (the one to wait for), all Unknown at first, and Stalled"
                + " and Reconciling in the sense of kstatus. A False has a reason and says what to do.")
        List<Condition> conditions,

        @JsonPropertyDescription("With mode Preflight: what was found.") @Nullable
        PreflightStatus preflight,

        @JsonPropertyDescription("How far the transfer is.") @Nullable
        Progress progress,

        @JsonPropertyDescription("The columns of kubectl get.") @Nullable
        Display display,

        @JsonPropertyDescription("What is known of the donor.") @Nullable
        DonorStatus donor,

        @JsonPropertyDescription(
                "What donorRef stands for, written before an agent is launched: a change of the MySQLDonor"
                        + " changes nothing of an attempt that is under way.")
        @Nullable
        ResolvedDonor resolvedDonor,

        @JsonPropertyDescription("What was found of the recipient.") @Nullable
        RecipientStatus recipient,

        @JsonPropertyDescription("Position of the snapshot in the donor's binary log, known when the recipient has"
                + " recovered on the clone.")
        @Nullable
        Snapshot snapshot,

        @JsonPropertyDescription("Runs of the agent that have ended without success since the last step was done; at"
                + " most backoffLimit + 1.")
        int attempts,

        @JsonPropertyDescription("Agents that went on where an earlier one had stopped.")
        int restarts,

        @JsonPropertyDescription("Agents launched so far; the number in the last one's name.")
        int run,

        @JsonPropertyDescription("The last agent whose end is accounted for in this status.")
        int settledRun,

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription(
                "While the donor is lost: when the agent gives up. After an agent that has ended before all was"
                        + " there: until when its donor may hold the snapshot that the next one goes on with.")
        @Nullable
        Instant resumeDeadline,

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription(
                "While the agent that transfers cannot be asked: since when. What progress says is of then.")
        @Nullable
        Instant silentSince,

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription(
                "When the first agent was about to be launched. From then on donor, recipient and most of"
                        + " transfer cannot be changed.")
        @Nullable
        Instant startTime,

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription("When the clone was Ready, or had Failed for good.")
        @Nullable
        Instant completionTime,

        @JsonPropertyDescription("The agent that was launched last.") @Nullable
        AgentStatus agent,

        @JsonPropertyDescription("The agent that is about to be launched, or was launched last: written before it is"
                + " launched, so that none is ever launched that nobody knows of.")
        @Nullable
        Launch launch,

        @JsonPropertyDescription("How the last agent ended that had a pod of its own; its pod is removed when that is"
                + " written down.")
        @Nullable
        LastEnd lastEnd,

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription("When the recipient was first seen after the clone was put in place; recoveryTimeout"
                + " counts from then on.")
        @Nullable
        Instant restartTime,

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription(
                "When the workload of the claim was scaled up, which is done once: who sets its replicas"
                        + " back afterwards has the last word.")
        @Nullable
        Instant scaleTime,

        @SchemaFrom(type = String.class)
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription("Kept: the recipient's old data is still in the volume, beside the clone. Removed: it"
                + " has been removed.")
        @Nullable
        OldData oldData,

        @JsonPropertyDescription(
                "What of the clone is left in the volume because it could not be removed, and how to" + " remove it.")
        @Nullable
        String leftovers) {

    /** The status of a clone that nothing is known of. */
    public static final MySQLCloneStatus EMPTY = new MySQLCloneStatusBuilder().build();

    public MySQLCloneStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        if (step == null) {
            step = OldNames.step(phase, conditions, run > settledRun);
            commit = OldNames.commit(conditions);
        }
    }

    /** A copy to be changed. */
    public MySQLCloneStatusBuilder toBuilder() {
        return new MySQLCloneStatusBuilder(this);
    }

    /** The condition of a type, if there is one. */
    public Optional<Condition> condition(ConditionType type) {
        return conditions.stream()
                .filter(condition -> type.type().equals(condition.getType()))
                .findFirst();
    }

    /** Whether it is at one of these steps. */
    public boolean isAt(Step... steps) {
        return step != null && List.of(steps).contains(step);
    }

    /** Whether nothing more happens unless a person does something new. */
    public boolean hasFinished() {
        return step != null && step.isFinished();
    }

    /** Whether there is a condition of this type and it is True. */
    public boolean holds(ConditionType type) {
        return condition(type)
                .filter(condition -> "True".equals(condition.getStatus()))
                .isPresent();
    }
}
