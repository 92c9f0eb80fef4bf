package io.mysqlclone.operator.decide.donor;

import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.donor.DonorAgent;
import io.mysqlclone.api.v1alpha1.donor.DonorAgentStatus;
import io.mysqlclone.api.v1alpha1.donor.DonorAgentStatus.State;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorStatus;
import io.mysqlclone.api.v1alpha1.donor.ProbedServer;
import io.mysqlclone.api.v1alpha1.donor.ServerStatus;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.decide.Advice;
import io.mysqlclone.operator.decide.Rhythm;
import io.mysqlclone.operator.decide.Sizes;
import io.mysqlclone.operator.observe.AgentPlace;
import io.mysqlclone.operator.observe.ServerPod;
import io.mysqlclone.operator.observe.donor.AgentSight;
import io.mysqlclone.operator.observe.donor.DonorObservation;
import io.mysqlclone.operator.observe.donor.DonorServers;
import io.mysqlclone.operator.observe.donor.Serving;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides about the agent beside a donor's server: one is added when clones want it, and is there until it ends by itself. Each is
 * written down before it is launched, under a name that it has for ever, so that there are never two of one decision.
 */
final class ServingDecider {

    /** An agent that says nothing by then is given up; one that the kubelet cannot start is not. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** A container that has joined a pod is never removed from it, so that clones into it have room too. */
    private static final int MOST_IN_A_POD = 10;

    private final MySQLDonor donor;
    private final DonorAgent spec;
    private final Optional<DonorAgentStatus> last;
    private final Serving serving;
    private final DonorObservation seen;

    private ServingDecider(MySQLDonor donor, DonorAgent spec, Serving serving, DonorObservation seen) {
        this.donor = donor;
        this.spec = spec;
        this.last = donor.reported().map(MySQLDonorStatus::agent);
        this.serving = serving;
        this.seen = seen;
    }

    /**
     * What is to be done now.
     *
     * @param servers what the last probe saw
     */
    static ServingDecision decide(MySQLDonor donor, DonorObservation seen, List<ServerStatus> servers) {
        Optional<DonorAgentStatus> last = donor.reported().map(MySQLDonorStatus::agent);
        return seen.serving()
                .map(serving -> {
                    DonorAgent spec = donor.getSpec().agent();
                    return serving.agent().isPresent()
                            ? goOn(last.orElseThrow(), serving, seen.now())
                            : spec == null || serving.demand().isEmpty()
                                    ? ServingDecision.of(last, Rhythm.OTHERS)
                                    : new ServingDecider(donor, spec, serving, seen).begin(servers);
                })
                .orElseGet(() -> ServingDecision.of(last, Rhythm.OTHERS));
    }

    /** Of one that was decided and is not known to have ended. */
    private static ServingDecision goOn(DonorAgentStatus agent, Serving serving, Instant now) {
        boolean late = Duration.between(agent.time(), now).compareTo(PATIENCE) >= 0;
        return switch (serving.agent().orElseThrow()) {
            case AgentSight.PodGone _ ->
                over(agent, now, Reason.DONOR_AGENT_ENDED, "Pod " + agent.pod() + " is gone, and the agent with it.");
            case AgentSight.Missing _ -> missing(agent, serving, late, now);
            case AgentSight.Waiting(AgentRun.Waiting waiting) ->
                ServingDecision.of(Optional.of(starting(agent, waiting)), Rhythm.BUSY);
            case AgentSight.Starting _ ->
                ServingDecision.of(
                        Optional.of(
                                late
                                        ? agent.in(
                                                State.STARTING,
                                                Reason.AGENT_UNREACHABLE.text(),
                                                "The agent beside " + agent.pod()
                                                        + " has not said within 5 minutes that it serves; its log tells more.")
                                        : agent.in(
                                                State.STARTING,
                                                Reason.DONOR_AGENT_STARTING.text(),
                                                begins(agent.pod()))),
                        late ? Rhythm.WAITING : Rhythm.BUSY);
            case AgentSight.Serving(String fingerprint) ->
                ServingDecision.of(
                        Optional.of(agent.serving(
                                fingerprint,
                                Reason.DONOR_AGENT_SERVING.text(),
                                "The agent beside " + agent.pod() + " gives clones on port " + agent.port() + ".")),
                        Rhythm.WAITING);
            case AgentSight.Ended(int exitCode, String _)
            when exitCode == 0 ->
                over(
                        agent,
                        now,
                        Reason.DONOR_AGENT_ENDED,
                        "The agent beside " + agent.pod() + " has ended, as nobody wanted it any more.");
            case AgentSight.Ended(int _, String words) -> failed(agent, now, words);
        };
    }

    private static String begins(String pod) {
        return "An agent is being started beside the server of pod " + pod + ".";
    }

    private static DonorAgentStatus starting(DonorAgentStatus agent, AgentRun.Waiting waiting) {
        return waiting.blocked()
                ? agent.in(
                        State.STARTING,
                        (waiting.reason().contains("Image") ? Reason.IMAGE_PULL_FAILED : Reason.AGENT_NOT_STARTING)
                                .text(),
                        "The agent beside " + agent.pod() + " cannot be started (" + waiting.reason() + "): "
                                + Advice.sentence(waiting.message())
                                + (waiting.reason().equals("CreateContainerConfigError")
                                        ? " Make the Secret or the key that is missing, in this namespace."
                                        : ""))
                : agent.in(State.STARTING, Reason.DONOR_AGENT_STARTING.text(), begins(agent.pod()));
    }

    /** Adding it again changes nothing where it was added already. */
    private static ServingDecision missing(DonorAgentStatus agent, Serving serving, boolean late, Instant now) {
        if (serving.demand().isEmpty()) {
            return over(agent, now, Reason.DONOR_AGENT_ENDED, "The agent was not begun, as nobody wants it any more.");
        }
        if (late) {
            return failed(agent, now, "It could not be added to pod " + agent.pod() + ".");
        }
        return switch (serving.places().get(agent.pod())) {
            case null -> over(agent, now, Reason.DONOR_AGENT_ENDED, "Pod " + agent.pod() + " is gone.");
            case AgentPlace.None(Reason _, String message) -> failed(agent, now, message);
            case AgentPlace.Found(ServerPod pod) ->
                new ServingDecision(
                        Optional.of(agent.in(State.STARTING, Reason.DONOR_AGENT_STARTING.text(), begins(agent.pod()))),
                        false,
                        Optional.of(pod),
                        Optional.empty(),
                        Rhythm.BUSY);
        };
    }

    private static ServingDecision over(DonorAgentStatus agent, Instant now, Reason why, String message) {
        return ServingDecision.of(
                Optional.of(agent.ended(State.ENDED, seconds(now), 0, why.text(), message)), Rhythm.AT_ONCE);
    }

    private static ServingDecision failed(DonorAgentStatus agent, Instant now, String words) {
        return ServingDecision.of(
                Optional.of(agent.ended(
                        State.FAILED,
                        seconds(now),
                        agent.failures() + 1,
                        Reason.DONOR_AGENT_FAILED.text(),
                        "The agent beside " + agent.pod() + " could not give clones. " + Advice.sentence(words)
                                + " Another one follows.")),
                Rhythm.AT_ONCE);
    }

    /** When clones want one and none is there. */
    private ServingDecision begin(List<ServerStatus> servers) {
        Duration left = last.filter(agent -> agent.state() == State.FAILED && agent.endTime() != null)
                .map(agent -> Rhythm.backoff(agent.failures()).minus(Duration.between(agent.endTime(), seen.now())))
                .orElse(Duration.ZERO);
        if (left.isPositive()) {
            return ServingDecision.of(last, left.plusSeconds(1));
        }
        if (!(seen.servers() instanceof DonorServers.Found.Servers(List<ProbedServer> there))) {
            return ServingDecision.of(last, Rhythm.OTHERS);
        }
        Set<String> recipients = serving.demand().stream()
                .flatMap(demand -> demand.recipient().stream())
                .collect(Collectors.toSet());
        List<ProbedServer> others = there.stream()
                .filter(server -> server.pod() == null || !recipients.contains(server.pod()))
                .toList();
        if (others.isEmpty() && !there.isEmpty()) {
            return hindered(
                    Reason.DONOR_NOT_READY,
                    "Each of its servers is the recipient of a clone that wants it, and none can be cloned into itself.");
        }
        return switch (DonorChoice.of(donor.getSpec(), others, servers)) {
            case DonorChoice.None _ -> ServingDecision.of(last, Rhythm.OTHERS);
            case DonorChoice.Chosen(ServerStatus server) -> beside(server);
        };
    }

    private ServingDecision beside(ServerStatus server) {
        AgentPlace place = Optional.ofNullable(server.pod())
                .map(serving.places()::get)
                .orElseGet(() -> new AgentPlace.None(Reason.DONOR_NOT_READY, "Its pod is gone."));
        return switch (place) {
            case AgentPlace.None(Reason reason, String message) -> hindered(reason, message);
            case AgentPlace.Found(ServerPod pod) -> {
                Optional<DonorChoice.None> full = full(pod);
                yield full.isPresent()
                        ? hindered(full.get().reason(), full.get().message())
                        : new ServingDecision(
                                Optional.of(plan(server, pod)),
                                true,
                                Optional.empty(),
                                Optional.empty(),
                                Rhythm.AT_ONCE);
            }
        };
    }

    private ServingDecision hindered(Reason reason, String message) {
        return ServingDecision.hindered(last, new DonorChoice.None(reason, message), Rhythm.WAITING);
    }

    private Optional<DonorChoice.None> full(ServerPod pod) {
        if (pod.agents() >= MOST_IN_A_POD) {
            return Optional.of(
                    new DonorChoice.None(
                            Reason.TOO_MANY_AGENTS,
                            "Pod " + pod.name() + " holds the containers of " + pod.agents()
                                    + " agents, which Kubernetes cannot remove from it, and gets no more. Restart the pod when it suits."));
        }
        long required = spec.requiredMemoryBytes();
        return pod.memory()
                .filter(memory -> memory.used()
                        .filter(used -> memory.limit() - used < required)
                        .isPresent())
                .map(
                        memory -> new DonorChoice.None(
                                Reason.NOT_ENOUGH_MEMORY,
                                "Pod " + pod.name() + " uses "
                                        + Sizes.text(memory.used().orElseThrow()) + " of its "
                                        + Sizes.text(memory.limit())
                                        + " of memory; with an agent beside it, which may need "
                                        + Sizes.text(required) + ", the kernel could end mysqld. Raise the limit, lower"
                                        + " innodb_buffer_pool_size, or set spec.agent.requiredMemory to less (0: do not look)."));
    }

    private DonorAgentStatus plan(ServerStatus server, ServerPod pod) {
        return new DonorAgentStatus(
                last.map(DonorAgentStatus::number).orElse(0) + 1,
                State.STARTING,
                seconds(seen.now()),
                pod.name(),
                pod.uid(),
                server.host(),
                spec.port(),
                null,
                Reason.DONOR_AGENT_STARTING.text(),
                begins(pod.name()),
                null,
                last.filter(agent -> agent.state() == State.FAILED)
                        .map(DonorAgentStatus::failures)
                        .orElse(0));
    }

    private static Instant seconds(Instant time) {
        return Instant.ofEpochSecond(time.getEpochSecond());
    }
}
