package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.api.v1alpha1.status.Step;
import io.mysqlclone.operator.observe.RecipientState;

/**
 * A resource that is made anew when its clone is done: by GitOps after a time to live, or by the restore of a namespace. It asks
 * for nothing that is not there, and would replace the recipient's data once more.
 */
final class Repetition {

    private Repetition() {}

    static Decision decide(Situation situation) {
        String message =
                "This clone was made before by a MySQLClone of this name, from the same donor to the same recipient, so"
                        + " nothing is done. To make it again: kubectl annotate mysqlclone -n "
                        + situation.resource().getMetadata().getNamespace() + " "
                        + situation.resource().getMetadata().getName() + " --overwrite " + MySQLClone.RUN
                        + "=WORD, with another word each time.";
        return Decision.in(situation, Phase.READY, Reason.ALREADY_DONE, message).again(Rhythm.AT_ONCE);
    }

    /** Whether one of which nothing was done is to be made all the same. */
    static boolean isAskedFor(Situation situation) {
        return situation.status().isAt(Step.ALREADY_DONE)
                && !situation.seen().made()
                && !(situation.seen().recipient() instanceof RecipientState.Unusable);
    }
}
