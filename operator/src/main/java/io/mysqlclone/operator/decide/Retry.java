package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.api.v1alpha1.status.Step;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.Optional;

/** What follows from a run that ended without success: another one after a while, or none. */
final class Retry {

    /** What is refused now may be allowed later, which costs no attempt. */
    private static final int REFUSED = 3;
    /** It was told to end. */
    private static final int STOPPED = 8;

    private Retry() {}

    /**
     * Accounts for the end of a run.
     *
     * @param blames the condition that becomes False by it
     * @param waiting the phase while another run is waited for
     */
    static Decision after(Situation situation, Setback setback, ConditionType blames, Phase waiting) {
        return switch (setback.consequence()) {
            case WAIT ->
                Decision.in(situation, Phase.WAITING, setback.reason(), setback.message())
                        .settling(situation.attempts())
                        .again(busy(situation));
            case STOPPED -> stopped(situation, setback, waiting);
            case GIVE_UP -> failed(situation, setback, blames, setback.message());
            case RETRY -> {
                int failures = situation.attempts() + 1;
                int limit = situation.spec().backoffLimit();
                if (failures > limit) {
                    String message = Advice.sentence(setback.message()) + tries(failures);
                    yield failed(situation, setback, blames, message);
                }
                String message = Tries.next(situation, setback, failures, Tries.end(situation));
                yield Decision.in(situation, waiting, setback.reason(), message)
                        .with(Verdict.no(blames, setback.reason(), message))
                        .settling(failures)
                        .again(setback.backoff(failures));
            }
        };
    }

    /** As it was asked to by a suspension, or else not, which may happen to the next one too. */
    private static Decision stopped(Situation situation, Setback setback, Phase waiting) {
        Decision decision = situation.spec().suspend() || wasSuspended(situation)
                ? Decision.in(
                                situation,
                                waiting,
                                Reason.SUSPENDED,
                                "The agent was told to stop, and what it had stored is kept: the next one goes on with it"
                                        + " while the donor holds its snapshot.")
                        .again(Rhythm.AT_ONCE)
                : Decision.in(situation, waiting, setback.reason(), setback.message())
                        .again(Rhythm.INTERRUPTED);
        return decision.settling(situation.attempts());
    }

    /** How long the next run must wait after one that was told to stop: not at all, when a suspension was the cause. */
    private static Duration afterStop(Situation situation) {
        return wasSuspended(situation) ? Duration.ZERO : Rhythm.INTERRUPTED;
    }

    private static boolean wasSuspended(Situation situation) {
        return situation.status().isAt(Step.SUSPENDED, Step.SUSPENDING);
    }

    private static String tries(int failures) {
        return failures == 1
                ? " It was not tried again, as spec.backoffLimit is 0."
                : " It was given up after " + failures + " tries; raise spec.backoffLimit to go on.";
    }

    private static Decision failed(Situation situation, Setback setback, ConditionType blames, String why) {
        String message = Advice.sentence(why) + Tries.staying(situation);
        return Decision.in(situation, Phase.FAILED, setback.reason(), message)
                .with(Verdict.no(blames, setback.reason(), message))
                .settling(situation.attempts() + 1)
                .again(Rhythm.AT_ONCE);
    }

    /** How long another run must still wait after the last one, whichever it was; empty when it need not. */
    static Optional<Duration> pause(Situation situation) {
        return situation
                .seen()
                .run()
                .map(AgentRun::state)
                .filter(AgentRun.Ended.class::isInstance)
                .map(AgentRun.Ended.class::cast)
                .map(end -> patience(situation, end.exitCode()).minus(situation.since(end.finishedAt())))
                .filter(Duration::isPositive);
    }

    /** Only a clone can wait for long: what follows it, and a rescue above all, has a server that waits for it. */
    private static Duration busy(Situation situation) {
        return situation.latest(AgentCommand.CLONE).isPresent()
                ? Rhythm.busy(situation.seen().server().map(ServerPod::agents).orElse(0))
                : Rhythm.OTHERS;
    }

    private static Duration patience(Situation situation, int exitCode) {
        if (situation.attempts() > 0) {
            return Rhythm.backoff(situation.attempts());
        }
        return switch (exitCode) {
            case REFUSED -> Rhythm.OTHERS;
            case STOPPED -> afterStop(situation);
            default -> Duration.ZERO;
        };
    }

    /** How long another run must still wait after one that was accounted for; empty when it need not. */
    static Optional<Duration> pause(Situation situation, AgentRun.Ended end) {
        Setback setback = Setback.of(end);
        Duration wait =
                switch (setback.consequence()) {
                    case WAIT -> busy(situation);
                    case RETRY -> situation.attempts() == 0 ? Duration.ZERO : setback.backoff(situation.attempts());
                    case STOPPED -> afterStop(situation);
                    case GIVE_UP -> Duration.ZERO;
                };
        Duration left = wait.minus(situation.since(end.finishedAt()));
        return left.isPositive() ? Optional.of(left) : Optional.empty();
    }
}
