package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.recipient.Target;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/** What a decision is made from: the resource with its last status, and what was observed. */
public record Situation(MySQLClone resource, Observation seen) {

    MySQLCloneSpec spec() {
        return resource.getSpec();
    }

    MySQLCloneStatus status() {
        return resource.reported().orElse(MySQLCloneStatus.EMPTY);
    }

    boolean holds(ConditionType type) {
        return status().holds(type);
    }

    Optional<ClaimRecipient> claim() {
        Target target = spec().recipient().target();
        return target instanceof ClaimRecipient claim ? Optional.of(claim) : Optional.empty();
    }

    /** Whether a server is to run on the clone when all is done. */
    boolean endsWithAServer() {
        return claim().isEmpty() || claim().get().restart() != null;
    }

    boolean restartApproved() {
        return "true".equals(resource.getMetadata().getAnnotations().get(MySQLClone.APPROVE_RESTART));
    }

    /** The present run when it runs that command. */
    Optional<AgentRun> run(AgentCommand command) {
        return seen.run().filter(run -> run.command() == command);
    }

    /** The end of the present run of that command, when it has ended. */
    Optional<AgentRun.Ended> ended(AgentCommand command) {
        return run(command)
                .map(AgentRun::state)
                .filter(AgentRun.Ended.class::isInstance)
                .map(AgentRun.Ended.class::cast);
    }

    /** Whether the end of the present run was accounted for by an earlier decision. */
    boolean settled() {
        return seen.run().filter(run -> run.number() <= status().settledRun()).isPresent();
    }

    /** The number of the run to launch next. A number that was given to a run which has vanished is not used again. */
    int nextRun() {
        return Math.max(status().run(), seen.run().map(AgentRun::number).orElse(0)) + 1;
    }

    /** Why the clone was not Ready, or was, when its last status was written. */
    Optional<Reason> lastReason() {
        return status().condition(ConditionType.READY).stream()
                .flatMap(condition -> Arrays.stream(Reason.values())
                        .filter(reason -> reason.text().equals(condition.getReason())))
                .findFirst();
    }

    /** Whether the spec was changed since the last status was written. */
    boolean specChanged() {
        return !Objects.equals(
                status().observedGeneration(), resource.getMetadata().getGeneration());
    }

    /** Whether a clone that was given up begins again, because its spec was changed since. */
    boolean beginsAgain() {
        return status().phase() == Phase.FAILED && specChanged();
    }

    /** Runs that have ended without success; none yet when a clone that had failed begins again. */
    int attempts() {
        return beginsAgain() ? 0 : status().attempts();
    }

    /** How long ago that was. */
    Duration since(Instant time) {
        return Duration.between(time, seen.now());
    }
}
