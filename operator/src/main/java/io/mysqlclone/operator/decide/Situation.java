package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.Mode;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.recipient.Target;
import io.mysqlclone.api.v1alpha1.status.CommitState;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.api.v1alpha1.status.Step;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.decide.donor.Resolution;
import io.mysqlclone.operator.observe.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a decision is made from.
 *
 * @param resource with its last status
 * @param seen what was observed
 * @param donorless why no agent can be launched that talks to the donor: which server that is, is not known now
 */
public record Situation(MySQLClone resource, Observation seen, Optional<Resolution.Not> donorless) {

    /** One whose donor is known. */
    public Situation(MySQLClone resource, Observation seen) {
        this(resource, seen, Optional.empty());
    }

    MySQLCloneSpec spec() {
        return resource.getSpec();
    }

    MySQLCloneStatus status() {
        return resource.reported().orElse(MySQLCloneStatus.EMPTY);
    }

    /** Whether nothing is to be changed. */
    boolean isDryRun() {
        return spec().mode() == Mode.PREFLIGHT;
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
        return claim().isEmpty() || claim().get().workload().isPresent();
    }

    boolean restartApproved() {
        return "true".equals(resource.getMetadata().getAnnotations().get(MySQLClone.APPROVE_RESTART));
    }

    /** The latest run, when it runs that command: nothing is told of an earlier one. */
    Optional<AgentRun> latest(AgentCommand command) {
        return seen.run().filter(run -> run.command() == command);
    }

    /** The end of the latest run, when it ran that command and has ended. */
    Optional<AgentRun.Ended> latestEnd(AgentCommand command) {
        return latest(command)
                .map(AgentRun::state)
                .filter(AgentRun.Ended.class::isInstance)
                .map(AgentRun.Ended.class::cast);
    }

    /** Whether the end of the latest run was accounted for by an earlier decision. */
    boolean settled() {
        return seen.run().filter(run -> run.number() <= status().settledRun()).isPresent();
    }

    /** The run that was planned or launched last. */
    Optional<Launch> launch() {
        return Optional.ofNullable(status().launch());
    }

    /** Whether that run was planned or launched last. */
    boolean launched(AgentCommand command) {
        return launch().filter(launch -> launch.command().equals(command.argument()))
                .isPresent();
    }

    /** The run that is planned and not known to have been launched. */
    Optional<Launch> plan() {
        int known = seen.run().map(AgentRun::number).orElse(0);
        return launch().filter(launch -> launch.run() > Math.max(status().run(), known));
    }

    /** Whether the last run was in a pod of its own that is gone, with whatever it had to say. */
    boolean vanished(AgentCommand command) {
        int known = seen.run().map(AgentRun::number).orElse(0);
        return launched(command)
                && launch().filter(launch -> launch.podUid() == null
                                && launch.run() <= status().run()
                                && launch.run() > Math.max(known, status().settledRun()))
                        .isPresent();
    }

    /** Whether the last run's end was accounted for, whether or not it can still be seen. */
    boolean accountedFor() {
        int last = Math.max(status().run(), launch().map(Launch::run).orElse(0));
        return status().settledRun() >= last;
    }

    /** The number of the run to launch next. A number that may have been given to a run which has vanished is not used. */
    int nextRun() {
        int known = Math.max(status().run(), seen.run().map(AgentRun::number).orElse(0));
        return Math.max(known, launch().map(Launch::run).orElse(0)) + 1;
    }

    /** Whether that is what is known of the received clone's way into the old data's place. */
    boolean is(CommitState state) {
        return status().commit() == state;
    }

    /** Whether the recipient's old data is being put back. */
    boolean rollingBack() {
        return is(CommitState.ROLLING_BACK);
    }

    /** Why the clone was not Ready, or was, when its last status was written: to be told again, nothing is decided by it. */
    Optional<Reason> lastReason() {
        return status().condition(ConditionType.READY).flatMap(condition -> Reason.of(condition.getReason()));
    }

    /** What was told last. */
    String lastMessage() {
        return Objects.requireNonNullElse(status().message(), "");
    }

    /** Whether the spec was changed since the last status was written. */
    boolean specChanged() {
        return !Objects.equals(
                status().observedGeneration(), resource.getMetadata().getGeneration());
    }

    /** Whether a clone that was given up begins again, because its spec was changed since. */
    boolean beginsAgain() {
        return status().isAt(Step.FAILED) && specChanged();
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
