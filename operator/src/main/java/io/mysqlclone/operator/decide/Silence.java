package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.api.v1alpha1.status.Step;
import io.mysqlclone.operator.agent.AgentRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** An agent that runs and cannot be asked: for a moment that is nothing, then nobody knows what it does. */
public final class Silence {

    /** Several questions, each of which waits for two seconds. */
    private static final Duration SHORT = Duration.ofSeconds(15);

    /** For a kubelet to say that it has ended a pod's containers. */
    private static final Duration FAREWELL = Duration.ofMinutes(1);

    private Silence() {}

    /** Whether what was told last is not of the present any more. */
    public static boolean isLong(Instant since, Instant now) {
        return Duration.between(since, now).compareTo(SHORT) > 0;
    }

    static boolean isLong(Situation situation) {
        return Optional.ofNullable(situation.status().silentSince())
                .filter(since -> isLong(since, situation.seen().now()))
                .isPresent();
    }

    static Decision of(Situation situation, AgentRun run, AgentRun.Running running) {
        Optional<Instant> since = Optional.ofNullable(situation.status().silentSince());
        Optional<Phase> heard = heard(situation);
        if (since.filter(begin -> isLong(begin, situation.seen().now())).isPresent()) {
            return Decision.in(
                    situation,
                    heard.orElse(Phase.PREFLIGHT),
                    Reason.AGENT_UNREACHABLE,
                    words(situation, run, running, since.get()));
        }
        // It is about to end, or too busy to answer.
        return heard.map(phase -> Decision.in(
                        situation, phase, situation.lastReason().orElse(Reason.TRANSFERRING), situation.lastMessage()))
                .orElseGet(() -> Decision.in(
                        situation,
                        Phase.PREFLIGHT,
                        Reason.AGENT_STARTING,
                        Tries.ongoing(situation, "The agent is starting.")));
    }

    /** Where it was when it said something; empty when nothing was ever told of it. */
    private static Optional<Phase> heard(Situation situation) {
        MySQLCloneStatus status = situation.status();
        if (situation.spec().suspend() && situation.holds(ConditionType.PREFLIGHT_PASSED)) {
            // Told to stop, and not known to have heard it.
            return Optional.of(Phase.TRANSFERRING);
        }
        if (status.isAt(Step.TRANSFERRING)) {
            return Optional.of(Phase.TRANSFERRING);
        }
        return status.isAt(Step.AT_DONOR) ? Optional.of(Phase.WAITING) : Optional.empty();
    }

    private static String words(Situation situation, AgentRun run, AgentRun.Running running, Instant since) {
        boolean stuck = running.goneBy()
                .filter(end -> situation.since(end).compareTo(FAREWELL) > 0)
                .isPresent();
        if (stuck) {
            return "Pod " + run.podName() + " with the agent should have been gone at "
                    + running.goneBy().get()
                    + ", and its node does not say that it is: the node is down or cut off, and nothing is"
                    + " known of the agent since " + since
                    + ". When the node is off for good, delete its Node (or taint it"
                    + " with node.kubernetes.io/out-of-service:NoExecute): the pod goes, and the clone goes on with another"
                    + " agent.";
        }
        return "The agent in pod " + run.podName() + " runs, but cannot be asked since " + since
                + ", so that nothing is known of its progress. Is its node up, and does a NetworkPolicy keep the operator from"
                + " its port? The clone goes on, its result will be known.";
    }
}
