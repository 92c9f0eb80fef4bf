package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.ClaimVolume;
import io.mysqlclone.operator.observe.RecipientState;
import io.mysqlclone.operator.observe.ServerPod;
import java.util.Optional;

/** Beginning a run, and waiting for the kubelet to begin it. */
final class Launch {

    private Launch() {}

    /** Begins a run where the clone is made: in the recipient's pod, or in a pod of its own on the claim. */
    static Decision of(Situation situation, AgentCommand command, Phase phase, String message) {
        int run = situation.nextRun();
        Action action =
                switch (situation.seen().recipient()) {
                    case RecipientState.InPod inPod -> new Action.LaunchInPod(command, run, inPod.server());
                    case RecipientState.OnClaim onClaim -> new Action.LaunchOnClaim(command, run, onClaim.volume());
                    case RecipientState.ClaimMissing _, RecipientState.Unusable _ ->
                        throw new IllegalStateException("there is nothing to launch an agent in");
                };
        return launching(situation, action, phase, message);
    }

    /** Begins a run beside the server that the clone has become. */
    static Decision beside(Situation situation, ServerPod server, AgentCommand command, Phase phase, String message) {
        return launching(situation, new Action.LaunchInPod(command, situation.nextRun(), server), phase, message);
    }

    private static Decision launching(Situation situation, Action action, Phase phase, String message) {
        return Decision.in(situation, phase, Reason.AGENT_STARTING, message)
                .doing(action)
                .again(Rhythm.BUSY);
    }

    private static Optional<Action> another(Situation situation, AgentCommand command) {
        Optional<ServerPod> server = situation.seen().server().filter(pod -> !pod.deleting());
        if (command == AgentCommand.CLONE
                && situation.seen().recipient() instanceof RecipientState.OnClaim(ClaimVolume volume, var _)) {
            return Optional.of(new Action.LaunchOnClaim(command, situation.nextRun(), volume));
        }
        return server.map(pod -> new Action.LaunchInPod(command, situation.nextRun(), pod));
    }

    /**
     * Waits for a run that the kubelet has not begun. One that it cannot begin is not made better by a corrected spec, as
     * containers do not change: another one is launched.
     */
    static Decision waiting(Situation situation, AgentRun run, AgentRun.Waiting state, Phase phase) {
        if (state.blocked() && situation.specChanged()) {
            Optional<Action> another = another(situation, run.command());
            if (another.isPresent()) {
                return launching(situation, another.get(), phase, "The agent is being started with the changed spec.");
            }
        }
        Reason reason = state.reason().contains("Image") ? Reason.IMAGE_PULL_FAILED : Reason.AGENT_NOT_STARTING;
        Decision decision = state.blocked()
                ? Decision.in(
                        situation,
                        phase,
                        reason,
                        "The agent's container " + run.containerName() + " in pod " + run.podName()
                                + " cannot be started (" + state.reason() + "): " + state.message())
                : Decision.in(situation, phase, Reason.AGENT_STARTING, "The agent's container is being started.");
        return decision.again(Rhythm.BUSY);
    }
}
