package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.recipient.ClaimTemplate;
import io.mysqlclone.api.v1alpha1.recipient.ClaimTemplate.DeletionPolicy;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.operator.observe.ClaimVolume;
import io.mysqlclone.operator.observe.RecipientState;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A claim that goes with its resource unless a complete clone is on it: from the moment on when one is in place it is the claim's
 * alone, before a server is started there and before the resource may go.
 */
final class Keeping {

    private Keeping() {}

    /** The same decision, after the claim was taken from the resource. */
    static Decision with(Situation situation, Decision decision) {
        Optional<ClaimVolume> claim = owned(situation).filter(_ -> complete(situation, decision));
        if (claim.isEmpty()) {
            return decision;
        }
        List<Action> actions = Stream.concat(
                        Stream.of(new Action.KeepClaim(claim.get().claimName())), decision.actions().stream())
                .toList();
        // That it was done is seen at the next look, and nothing is over before.
        return decision.doing(actions.toArray(Action[]::new))
                .again(decision.again().orElse(Rhythm.AT_ONCE));
    }

    /** Whether the claim of a clone that is done would still go with the resource. */
    static boolean isDue(Situation situation) {
        return owned(situation).isPresent() && inPlace(situation);
    }

    private static Optional<ClaimVolume> owned(Situation situation) {
        boolean asked = situation
                .claim()
                .flatMap(claim -> Optional.ofNullable(claim.template()))
                .map(ClaimTemplate::deletionPolicy)
                .filter(DeletionPolicy.DELETE_INCOMPLETE::equals)
                .isPresent();
        return asked && situation.seen().recipient() instanceof RecipientState.OnClaim(ClaimVolume volume, var _)
                ? Optional.of(volume).filter(ClaimVolume::owned)
                : Optional.empty();
    }

    private static boolean complete(Situation situation, Decision decision) {
        return inPlace(situation)
                || decision.phase() == Phase.READY
                || decision.verdicts().stream()
                        .anyMatch(verdict -> verdict.holds() && verdict.type() == ConditionType.COMMITTED);
    }

    private static boolean inPlace(Situation situation) {
        return situation.holds(ConditionType.COMMITTED)
                || situation.holds(ConditionType.RECIPIENT_RESTARTED)
                || Finish.isDone(situation);
    }
}
