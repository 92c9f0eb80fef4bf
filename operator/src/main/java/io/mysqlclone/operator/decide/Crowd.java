package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.observe.ServerPod;
import java.util.Optional;

/**
 * How many agents one pod may hold. A container that has joined a pod is never removed from it, makes the pod's object
 * grow, and takes its share of the 12 KiB in which the kubelet keeps the last words of all its containers.
 */
final class Crowd {

    /** For clones, so that what follows one has room. */
    private static final int CLONES = 10;
    /** For all that is not a rescue. */
    private static final int ALL = 20;

    private Crowd() {}

    /** What is to be done instead of launching another one; empty when there is room. */
    static Optional<Decision> hinders(Situation situation, Launches.Wanted wanted, Phase phase) {
        if (!(wanted.place() instanceof Launches.Place.Beside(ServerPod server))
                || server.agents() < limit(wanted.command())) {
            return Optional.empty();
        }
        boolean over = phase.isFinished();
        String message = "Pod " + server.name() + " holds the containers of " + server.agents()
                + " agents, which Kubernetes cannot remove from it, and gets no more. Restart the pod when it suits:"
                + " the clone goes on in the one that is made again.";
        return Optional.of(
                over
                        ? Decision.in(
                                        situation,
                                        phase,
                                        situation.lastReason().orElse(Reason.SUCCEEDED),
                                        situation.lastMessage())
                                .again(Rhythm.OTHERS)
                        : Decision.in(
                                        situation,
                                        phase == Phase.PREFLIGHT ? Phase.WAITING : phase,
                                        Reason.TOO_MANY_AGENTS,
                                        message)
                                .again(Rhythm.WAITING));
    }

    private static int limit(AgentCommand command) {
        return switch (command) {
            case PREFLIGHT, CLONE -> CLONES;
            case COMMIT, OUTCOME, RUN_SQL, REPLICATE, FINISH -> ALL;
            case ROLLBACK, DISCARD -> Integer.MAX_VALUE;
        };
    }
}
