package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.ClaimVolume;
import io.mysqlclone.operator.observe.RecipientState;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Beginning a run, and waiting for the kubelet to begin it. A run is planned in one round and launched in the next, when
 * the plan stands in the status: whatever becomes of the operator in between, no run is launched that the next one does not
 * know of, and none from a spec that may still change.
 */
final class Launches {

    /** After a launch, for pulling the image; what starts later, as its Secret was missing, is launched anew. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** Twice as long after each one that was too late, up to 80 minutes: images are large, and nodes have to be made. */
    private static final int DOUBLINGS = 3;

    /** The same, for what is to happen now or not at all. */
    private static final Duration SHORT_PATIENCE = Duration.ofMinutes(2);

    /** A plan that could not be carried out for so long is made anew, with times of its own. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private Launches() {}

    /** Where a run works. */
    sealed interface Place {

        /** In the pod of a server, beside it. */
        record Beside(ServerPod server) implements Place {}

        /** In a pod of its own, on a claim without a server. */
        record On(ClaimVolume volume) implements Place {}
    }

    /**
     * A run to begin.
     *
     * @param waits how long it waits for what it needs
     * @param before what is to be done just before it is launched, and may stand in its way
     */
    record Wanted(AgentCommand command, Place place, Duration waits, List<Action> before) {

        Wanted {
            before = List.copyOf(before);
        }

        static Wanted of(AgentCommand command, Place place) {
            return new Wanted(command, place, Duration.ZERO, List.of());
        }
    }

    /** Beside the server, when there is one that is not going, or on the claim that has none. */
    static Optional<Place> place(Situation situation) {
        Optional<ServerPod> server = situation.seen().server();
        if (server.isPresent()) {
            return server.filter(pod -> !pod.deleting()).map(Place.Beside::new);
        }
        return situation.seen().recipient() instanceof RecipientState.OnClaim(ClaimVolume volume, var _)
                ? Optional.of(new Place.On(volume))
                : Optional.empty();
    }

    /** Plans a run, or launches it when it is planned. */
    static Decision begin(Situation situation, Wanted wanted, Phase phase, String message) {
        return begin(situation, wanted, phase, Reason.AGENT_STARTING, message);
    }

    static Decision begin(Situation situation, Wanted wanted, Phase phase, Reason reason, String message) {
        Optional<Decision> hindrance = Unseen.hinders(situation, wanted.command(), phase, reason)
                .or(() -> planned(situation, wanted).isPresent()
                        ? Optional.empty()
                        : Crowd.hinders(situation, wanted, phase));
        if (hindrance.isPresent()) {
            return hindrance.get();
        }
        Decision decision = Decision.in(situation, phase, reason, message);
        Optional<Launch> planned = planned(situation, wanted);
        if (planned.isEmpty()) {
            return decision.planning(plan(situation, wanted)).again(Rhythm.AT_ONCE);
        }
        List<Action> actions = new ArrayList<>(wanted.before());
        actions.add(
                switch (wanted.place()) {
                    case Place.Beside(ServerPod server) ->
                        new Action.LaunchInPod(wanted.command(), planned.get(), server);
                    case Place.On(ClaimVolume volume) ->
                        new Action.LaunchOnClaim(wanted.command(), planned.get(), volume);
                });
        return decision.doing(actions.toArray(Action[]::new)).again(Rhythm.BUSY);
    }

    private static Optional<Launch> planned(Situation situation, Wanted wanted) {
        return situation.plan().filter(plan -> fits(situation, plan, wanted));
    }

    /** What is to stand in the status before the run is launched. */
    static Launch plan(Situation situation, Wanted wanted) {
        Duration patience = wanted.command().waitsForStop() ? SHORT_PATIENCE : patience(situation);
        Instant now = Instant.ofEpochSecond(situation.seen().now().getEpochSecond());
        return new Launch(
                situation
                        .plan()
                        .filter(plan -> sameWork(plan, wanted))
                        .map(Launch::run)
                        .orElseGet(situation::nextRun),
                wanted.command().argument(),
                situation.resource().getMetadata().getGeneration(),
                podUid(wanted.place()).orElse(null),
                now,
                now.plus(patience),
                wanted.waits().toSeconds());
    }

    /** The slower the nodes were, the longer. */
    private static Duration patience(Situation situation) {
        long late = situation.seen().runs().stream()
                .map(AgentRun::state)
                .filter(AgentRun.Ended.class::isInstance)
                .map(AgentRun.Ended.class::cast)
                .flatMap(end -> end.result().stream())
                .filter(result -> "StartedTooLate".equals(result.cause()))
                .count();
        return PATIENCE.multipliedBy(1L << Math.min(late, DOUBLINGS));
    }

    private static boolean fits(Situation situation, Launch plan, Wanted wanted) {
        return sameWork(plan, wanted)
                && Objects.equals(
                        plan.generation(), situation.resource().getMetadata().getGeneration())
                && situation.since(plan.time()).compareTo(FRESH) < 0;
    }

    private static boolean sameWork(Launch plan, Wanted wanted) {
        return wanted.command().argument().equals(plan.command())
                && Optional.ofNullable(plan.podUid()).equals(podUid(wanted.place()));
    }

    private static Optional<String> podUid(Place place) {
        return place instanceof Place.Beside(ServerPod server) ? Optional.of(server.uid()) : Optional.empty();
    }

    /** A container that the kubelet tries again and again starts by itself as soon as what it needs is there. */
    private static String whatToDo(AgentRun.Waiting state) {
        return switch (state.reason()) {
            case "CreateContainerConfigError" ->
                " Make the Secret, the ConfigMap or the key that is missing, in this namespace; the clone goes on by itself.";
            case "Unschedulable" -> " The clone goes on by itself when a node has room and reaches the volume.";
            default -> "";
        };
    }

    /**
     * Waits for a run that the kubelet has not begun. One that it cannot begin is not made better by a corrected spec, as
     * containers do not change: another one is launched.
     */
    static Decision waiting(Situation situation, AgentRun run, AgentRun.Waiting state, Duration waits, Phase phase) {
        boolean corrected = situation.specChanged()
                || situation.plan().filter(plan -> plan.run() > run.number()).isPresent();
        Optional<Place> place = place(situation);
        if (state.blocked() && corrected && place.isPresent()) {
            return begin(
                    situation,
                    new Wanted(run.command(), place.get(), waits, List.of()),
                    phase,
                    "The agent is being started with the changed spec.");
        }
        Reason reason = state.reason().contains("Image") ? Reason.IMAGE_PULL_FAILED : Reason.AGENT_NOT_STARTING;
        Decision decision = state.blocked()
                ? Decision.in(
                        situation,
                        phase,
                        reason,
                        "The agent's container " + run.containerName() + " in pod " + run.podName()
                                + " cannot be started (" + state.reason() + "): "
                                + Advice.sentence(state.message()) + whatToDo(state))
                : Decision.in(
                        situation,
                        phase,
                        Reason.AGENT_STARTING,
                        Tries.ongoing(situation, "The agent's container is being started."));
        return decision.again(Rhythm.BUSY);
    }
}
