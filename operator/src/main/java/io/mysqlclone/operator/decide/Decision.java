package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What comes next.
 *
 * @param reason why the clone is not Ready, or is
 * @param message the sentence that says most now
 * @param verdicts conditions to change, besides Ready, Stalled and Reconciling, which follow from the rest
 * @param actions in the order in which they are to be carried out
 * @param plan the run to launch in the next round; nothing else may change the resource meanwhile
 * @param settles whether the end of the present run is accounted for with this
 * @param attempts runs that have ended without success so far, with that end; they count against {@code backoffLimit}
 * @param leftovers what could not be removed, to be written down
 * @param again when to look again; empty: when the resource changes
 */
public record Decision(
        Phase phase,
        Reason reason,
        String message,
        List<Verdict> verdicts,
        List<Action> actions,
        Optional<Launch> plan,
        boolean settles,
        int attempts,
        Optional<String> leftovers,
        Optional<Duration> again) {

    public Decision {
        verdicts = List.copyOf(verdicts);
        actions = List.copyOf(actions);
    }

    /** A decision that changes nothing but what is told, until the resource changes. */
    static Decision in(Situation situation, Phase phase, Reason reason, String message) {
        return new Decision(
                phase,
                reason,
                message,
                List.of(),
                List.of(),
                Optional.empty(),
                false,
                situation.attempts(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same, and these conditions change. */
    Decision with(Verdict... changed) {
        return new Decision(
                phase, reason, message, List.of(changed), actions, plan, settles, attempts, leftovers, again);
    }

    /** The same, and this is done. */
    Decision doing(Action... some) {
        return new Decision(phase, reason, message, verdicts, List.of(some), plan, settles, attempts, leftovers, again);
    }

    /** The same, and this run is launched in the next round, when that is written down. */
    Decision planning(Launch next) {
        return new Decision(
                phase, reason, message, verdicts, actions, Optional.of(next), settles, attempts, leftovers, again);
    }

    /** The same, and the end of the present run is accounted for with so many failed attempts. */
    Decision settling(int failures) {
        return new Decision(phase, reason, message, verdicts, actions, plan, true, failures, leftovers, again);
    }

    /** The same, and this is left behind. */
    Decision leaving(String what) {
        return new Decision(
                phase, reason, message, verdicts, actions, plan, settles, attempts, Optional.of(what), again);
    }

    /** The same, to be looked at again after a while. */
    Decision again(Duration after) {
        return new Decision(
                phase, reason, message, verdicts, actions, plan, settles, attempts, leftovers, Optional.of(after));
    }
}
