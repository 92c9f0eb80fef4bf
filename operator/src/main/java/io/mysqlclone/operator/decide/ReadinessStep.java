package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.api.v1alpha1.status.RecipientStatus;
import io.mysqlclone.operator.observe.ServerPod;
import java.util.List;
import java.util.Optional;

/** The last step: all that was asked for is done, and the recipient's pod must say so too. */
final class ReadinessStep {

    private ReadinessStep() {}

    static Decision decide(Situation situation) {
        if (!situation.endsWithAServer()) {
            return ready(
                    situation,
                    FoundComplete.in(situation)
                            ? FoundComplete.TEXT
                            : "The clone is complete; a server can be started on the volume.");
        }
        Optional<ServerPod> server = situation.seen().server();
        if (server.filter(ServerPod::ready).isPresent()) {
            return ready(
                    situation,
                    PostCloneStep.isIgnored(situation)
                            ? "The recipient serves the donor's data. Not all scripts of spec.postClone were run on it, which"
                                    + " its failurePolicy allows; the condition PostCloned says why."
                            : "The recipient serves the donor's data.");
        }
        String message = server.map(ReadinessStep::unready)
                .orElse("The recipient has the donor's data, but its pod is not there.");
        return Decision.in(situation, phase(situation), Reason.WAITING_FOR_POD, message)
                .again(Rhythm.BUSY);
    }

    private static Phase phase(Situation situation) {
        if (situation.spec().replication() != null) {
            return Phase.REPLICATING;
        }
        return situation.spec().postClone() == null ? Phase.RESTARTING : Phase.POST_CLONING;
    }

    private static String unready(ServerPod pod) {
        List<String> gates = pod.hints().gates();
        if (gates.isEmpty()) {
            return "The recipient has the donor's data, but pod " + pod.name()
                    + " is not Ready. If its probes log in: a clone has the donor's accounts and passwords.";
        }
        return "The recipient has the donor's data and the containers of pod " + pod.name()
                + " are ready. What the pod lacks to be Ready is told by readiness gates, which neither the kubelet nor this"
                + " operator sets, but who has put them there: " + String.join(", ", gates) + ".";
    }

    private static Decision ready(Situation situation, String message) {
        Decision ready =
                Decision.in(situation, Phase.READY, Reason.SUCCEEDED, message).again(Rhythm.AT_ONCE);
        return Optional.ofNullable(situation.status().recipient())
                .map(RecipientStatus::claim)
                .map(claim -> ready.doing(new Action.NoteMade(claim)))
                .orElse(ready);
    }
}
