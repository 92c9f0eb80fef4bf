package io.mysqlclone.operator.decide.donor;

import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorStatus;
import io.mysqlclone.api.v1alpha1.donor.ProbeLaunch;
import io.mysqlclone.api.v1alpha1.donor.ProbedServer;
import io.mysqlclone.api.v1alpha1.donor.ServerStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.decide.Advice;
import io.mysqlclone.operator.decide.Rhythm;
import io.mysqlclone.operator.observe.donor.DonorObservation;
import io.mysqlclone.operator.observe.donor.DonorServers;
import io.mysqlclone.operator.observe.donor.ProbeRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Decides about a MySQLDonor: when it is looked at, and whether it can be cloned. */
public final class DonorDecider {

    /** A pod that has not ended by then tells nothing any more; a server that does not answer is given up much sooner. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Between two probes of servers that come and go. */
    private static final Duration BETWEEN = Duration.ofMinutes(1);

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final MySQLDonor donor;
    private final MySQLDonorStatus last;
    private final DonorObservation seen;

    private DonorDecider(MySQLDonor donor, DonorObservation seen) {
        this.donor = donor;
        this.last = donor.reported().orElse(MySQLDonorStatus.EMPTY);
        this.seen = seen;
    }

    /** What is to be done now. */
    public static DonorDecision decide(MySQLDonor donor, DonorObservation seen) {
        DonorDecision decision = new DonorDecider(donor, seen).decide();
        List<ServerStatus> servers = decision.settled()
                .flatMap(DonorDecision.Settled::servers)
                .orElseGet(() -> donor.reported().orElse(MySQLDonorStatus.EMPTY).servers());
        return decision.serving(ServingDecider.decide(donor, seen, servers));
    }

    private DonorDecision decide() {
        Optional<ProbeLaunch> underWay =
                Optional.ofNullable(last.probe()).filter(probe -> probe.number() > last.settledProbe());
        if (underWay.isPresent()) {
            return goOn(underWay.get());
        }
        return switch (seen.servers()) {
            case DonorServers.Found.None none -> verdict();
            case DonorServers.Found.Servers found ->
                isDue(found.servers())
                        ? verdict().planning(plan(found.servers()), Rhythm.AT_ONCE)
                        : verdict().again(untilNext(found.servers()));
        };
    }

    /** Of a probe that was written down and whose end was not. */
    private DonorDecision goOn(ProbeLaunch probe) {
        boolean late = since(probe.time()).compareTo(PATIENCE) >= 0;
        boolean outdated =
                !Objects.equals(probe.generation(), donor.getMetadata().getGeneration());
        ProbeRun.State state = seen.probe().map(ProbeRun::state).orElse(null);
        return switch (state) {
            case null ->
                late || outdated
                        ? nothing(probe, Reason.AGENT_FAILED, "Its pod was not seen.")
                        : verdict().launching(probe, Rhythm.WAITING);
            case ProbeRun.State.Waiting(AgentRun.Waiting waiting) -> {
                Optional<DonorDecision> blocked = blocked(waiting);
                yield late || (outdated && waiting.blocked())
                        ? nothing(
                                probe,
                                blocked.map(DonorDecision::reason).orElse(Reason.AGENT_NOT_STARTING),
                                blocked.map(DonorDecision::message).orElse("Its container was not started."))
                        : blocked.orElseGet(() -> verdict().again(Rhythm.BUSY));
            }
            case ProbeRun.State.Running _ ->
                late
                        ? nothing(probe, Reason.AGENT_FAILED, "It has not ended within 5 minutes.")
                        : verdict().again(Rhythm.BUSY);
            case ProbeRun.State.Ended(var result, String words) ->
                result.map(told -> told(probe, Sighting.of(donor.getSpec(), probe.servers(), told)))
                        .orElseGet(() -> nothing(probe, Reason.AGENT_FAILED, Advice.sentence(words)));
        };
    }

    private DonorDecision told(ProbeLaunch probe, List<ServerStatus> servers) {
        return verdict(servers)
                .settling(new DonorDecision.Settled(probe.number(), Optional.of(servers)), Rhythm.AT_ONCE);
    }

    private DonorDecision nothing(ProbeLaunch probe, Reason reason, String why) {
        boolean first = last.failures() == 0 && !last.servers().isEmpty();
        DonorDecision decision = first
                ? verdict()
                : not(reason, "The agent that looks at the donor told nothing: " + why + " Another one follows.");
        return decision.settling(new DonorDecision.Settled(probe.number(), Optional.empty()), Rhythm.AT_ONCE);
    }

    private static Optional<DonorDecision> blocked(AgentRun.Waiting waiting) {
        return waiting.blocked()
                ? Optional.of(not(
                                waiting.reason().contains("Image")
                                        ? Reason.IMAGE_PULL_FAILED
                                        : Reason.AGENT_NOT_STARTING,
                                "The agent that looks at the donor cannot be started (" + waiting.reason() + "): "
                                        + Advice.sentence(waiting.message())
                                        + (waiting.reason().equals("CreateContainerConfigError")
                                                ? " Make the Secret or the key that is missing, in this namespace."
                                                : ""))
                        .again(Rhythm.BUSY))
                : Optional.empty();
    }

    /** A probe that told nothing says nothing against what the one before it has seen; two of them do. */
    private DonorDecision verdict() {
        boolean unknown =
                last.failures() > 1 || (last.failures() > 0 && last.servers().isEmpty());
        return unknown && seen.servers() instanceof DonorServers.Found.Servers
                ? last.condition(ConditionType.READY)
                        .map(told -> not(reason(told.getReason()), told.getMessage()))
                        .orElseGet(() -> verdict(last.servers()))
                : verdict(last.servers());
    }

    private static Reason reason(String text) {
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.text().equals(text))
                .findFirst()
                .orElse(Reason.AGENT_FAILED);
    }

    private DonorDecision verdict(List<ServerStatus> servers) {
        if (seen.servers() instanceof DonorServers.Found.None(Reason reason, String message)) {
            return not(reason, message);
        }
        List<ProbedServer> there = ((DonorServers.Found.Servers) seen.servers()).servers();
        return switch (DonorChoice.of(donor.getSpec(), there, servers)) {
            case DonorChoice.Chosen(ServerStatus server) ->
                new DonorDecision(
                        Reason.DONOR_AVAILABLE,
                        "The account can clone " + DonorChoice.address(server) + " (MySQL " + server.version() + ").",
                        Optional.of(server),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Rhythm.OTHERS);
            case DonorChoice.None(Reason reason, String message) -> not(reason, message);
        };
    }

    private static DonorDecision not(Reason reason, String message) {
        return new DonorDecision(
                reason,
                message,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Rhythm.OTHERS);
    }

    private ProbeLaunch plan(List<ProbedServer> servers) {
        int number = Optional.ofNullable(last.probe()).map(ProbeLaunch::number).orElse(0) + 1;
        return new ProbeLaunch(
                number,
                donor.getMetadata().getGeneration(),
                Instant.ofEpochSecond(seen.now().getEpochSecond()),
                servers);
    }

    private boolean isDue(List<ProbedServer> there) {
        return last.probe() == null
                || !Objects.equals(
                        last.probe().generation(), donor.getMetadata().getGeneration())
                || since(last.probe().time()).compareTo(pause(last.probe(), there)) >= 0;
    }

    /** From the last probe to the next. */
    private Duration pause(ProbeLaunch probe, List<ProbedServer> there) {
        if (last.failures() > 0) {
            return Rhythm.backoff(last.failures());
        }
        Optional<Duration> interval = donor.getSpec().interval();
        boolean others = !probe.servers().containsAll(there);
        return interval.map(each -> others && each.compareTo(BETWEEN) > 0 ? BETWEEN : each)
                .orElse(FOR_EVER);
    }

    private Duration untilNext(List<ProbedServer> there) {
        ProbeLaunch probe = Objects.requireNonNull(last.probe());
        Duration left = pause(probe, there).minus(since(probe.time())).plusSeconds(1);
        // Pods come and go: whether those of the donor are the same, and Ready, is cheap to see.
        return left.compareTo(Rhythm.OTHERS) > 0 ? Rhythm.OTHERS : left;
    }

    private Duration since(Instant time) {
        return Duration.between(time, seen.now());
    }
}
