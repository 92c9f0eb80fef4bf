package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentClient;
import io.mysqlclone.operator.agent.OperatorKey;
import io.mysqlclone.operator.decide.Action;
import java.util.List;
import java.util.Optional;

/** Carries out what was decided. */
public final class Actor {

    private final KubernetesClient client;
    private final AgentClient agents;
    private final Launcher launcher;
    private final Evictor evictor;
    private final WorkloadRestarter workloads;
    private final ClaimMaker claims;
    private final Warnings warnings;

    /**
     * An actor.
     *
     * @param image what agents are made of
     * @param warnings where people are told of what nobody would look for
     */
    public Actor(KubernetesClient client, AgentClient agents, OperatorKey key, AgentImage image, Warnings warnings) {
        this.client = client;
        this.agents = agents;
        this.launcher = new Launcher(client, key, image);
        this.evictor = new Evictor(client);
        this.workloads = new WorkloadRestarter(client);
        this.claims = new ClaimMaker(client);
        this.warnings = warnings;
    }

    /** Tells people of something, once. */
    @FunctionalInterface
    public interface Warnings {

        /**
         * Tells it of the resource, and of a pod.
         *
         * @param podName the pod that it is about too, when there is one
         */
        void warn(MySQLClone clone, Reason reason, String message, Optional<String> podName);
    }

    /** Carries them out in turn; stops at the first one that something stands in the way of. */
    public Optional<Obstacle> perform(MySQLClone clone, List<Action> actions) {
        return actions.stream()
                .map(action -> attempt(clone, action))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Obstacle> attempt(MySQLClone clone, Action action) {
        try {
            return perform(clone, action);
        } catch (KubernetesClientException e) {
            Obstacle obstacle = Obstacle.of(action, e);
            return switch (action) {
                // What only tidies up stands in nobody's way.
                case Action.RemovePod remove -> {
                    warnings.warn(clone, obstacle.reason(), obstacle.message(), Optional.of(remove.podName()));
                    yield Optional.empty();
                }
                case Action.NoteMade _ -> {
                    warnings.warn(clone, obstacle.reason(), obstacle.message(), Optional.empty());
                    yield Optional.empty();
                }
                case Action.DeleteClone _ -> {
                    warnings.warn(clone, obstacle.reason(), obstacle.message(), Optional.empty());
                    yield Optional.of(obstacle);
                }
                case Action.LaunchInPod _,
                        Action.LaunchOnClaim _,
                        Action.CreateClaim _,
                        Action.Stop _,
                        Action.Limit _,
                        Action.MayEvict _,
                        Action.Evict _,
                        Action.RestartWorkload _,
                        Action.KeepClaim _,
                        Action.Warn _ -> Optional.of(obstacle);
            };
        }
    }

    private Optional<Obstacle> perform(MySQLClone clone, Action action) {
        String namespace = clone.getMetadata().getNamespace();
        String uid = clone.getMetadata().getUid();
        return switch (action) {
            case Action.LaunchInPod launch -> {
                Optional<Obstacle> refusal = launcher.refusal(clone);
                if (refusal.isEmpty()) {
                    launcher.launchInPod(clone, launch.command(), launch.plan(), launch.pod());
                }
                yield refusal;
            }
            case Action.LaunchOnClaim launch -> {
                Optional<Obstacle> refusal = launcher.refusal(clone);
                if (refusal.isEmpty()) {
                    launcher.launchOnClaim(clone, launch.command(), launch.plan(), launch.claim());
                }
                yield refusal;
            }
            case Action.RemovePod remove -> {
                client.pods().inNamespace(namespace).withName(remove.podName()).delete();
                yield Optional.empty();
            }
            case Action.CreateClaim create -> {
                claims.make(clone, create.claimName());
                yield Optional.empty();
            }
            case Action.NoteMade note -> {
                claims.note(clone, note.claimName());
                yield Optional.empty();
            }
            case Action.Stop stop -> {
                stop.run()
                        .address()
                        .ifPresent(
                                address -> agents.stop(address, uid, stop.run().number(), stop.mode()));
                yield Optional.empty();
            }
            case Action.Limit limit -> {
                limit.run()
                        .address()
                        .ifPresent(address ->
                                agents.limit(address, uid, limit.run().number(), limit.limits()));
                yield Optional.empty();
            }
            case Action.MayEvict evict -> evictor.tryOut(namespace, evict.podName(), evict.podUid());
            case Action.Evict evict -> evictor.evict(namespace, evict.podName(), evict.podUid(), evict.grace());
            case Action.Warn warn -> {
                warnings.warn(clone, warn.reason(), warn.message(), warn.podName());
                yield Optional.empty();
            }
            case Action.RestartWorkload restart -> workloads.restart(clone, restart.workload(), restart.scaled());
            case Action.KeepClaim keep -> {
                claims.keep(clone, keep.claimName());
                yield Optional.empty();
            }
            case Action.DeleteClone _ -> {
                client.resource(clone).delete();
                yield Optional.empty();
            }
        };
    }
}
