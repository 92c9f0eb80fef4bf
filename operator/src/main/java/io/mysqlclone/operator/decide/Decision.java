package io.mysqlclone.operator.decide;

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
 * @param settles whether the end of the present run is accounted for with this
 * @param attempts runs that have ended without success so far, with that end; they count against {@code backoffLimit}
 * @param again when to look again; empty: when the resource changes
 */
public record Decision(
        Phase phase,
        Reason reason,
        String message,
        List<Verdict> verdicts,
        List<Action> actions,
        boolean settles,
        int attempts,
        Optional<Duration> again) {

    public Decision {
        verdicts = List.copyOf(verdicts);
        actions = List.copyOf(actions);
    }

    /** A decision that changes nothing but what is told, until the resource changes. */
    static Decision in(Situation situation, Phase phase, Reason reason, String message) {
        return new Decision(
                phase, reason, message, List.of(), List.of(), false, situation.attempts(), Optional.empty());
    }

    /** The same, and these conditions change. */
    Decision with(Verdict... changed) {
        return new Decision(phase, reason, message, List.of(changed), actions, settles, attempts, again);
    }

    /** The same, and this is done. */
    Decision doing(Action... some) {
        return new Decision(phase, reason, message, verdicts, List.of(some), settles, attempts, again);
    }

    /** The same, and the end of the present run is accounted for with so many failed attempts. */
    Decision settling(int failures) {
        return new Decision(phase, reason, message, verdicts, actions, true, failures, again);
    }

    /** The same, to be looked at again after a while. */
    Decision again(Duration after) {
        return new Decision(phase, reason, message, verdicts, actions, settles, attempts, Optional.of(after));
    }
}
