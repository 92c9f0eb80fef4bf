package io.mysqlclone.operator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentClient.StopMode;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.decide.Action;
import io.mysqlclone.operator.observe.ClaimVolume;
import io.mysqlclone.operator.observe.Competition;
import io.mysqlclone.operator.observe.DataVolume;
import io.mysqlclone.operator.observe.Observation;
import io.mysqlclone.operator.observe.RecipientState;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One recipient: its volume, the pod of its server, and agents. Refuses what must never be done to it. */
final class World {

    /** What is in the volume. */
    enum Volume {
        /** What was there before. */
        OLD_DATA,
        /** That, and a part of a clone. */
        PARTIAL,
        /** That, and a complete clone which the server takes over at its next start. */
        COMPLETE,
        /** The server runs on the clone. */
        TAKEN_OVER
    }

    private static final ServerPod.User USER = new ServerPod.User(Optional.empty(), Optional.empty());
    private static final ClaimVolume CLAIM = new ClaimVolume("data-0", "/clone-volume", "/clone-volume", USER);
    private static final DataVolume DATA = new DataVolume("data", "data-0", "/data", "/data");

    /** Whether the recipient is a claim, on which a server starts only in the end. */
    private final boolean claim;

    private Instant now = Instant.parse("2026-05-04T10:00:00Z");
    private Volume volume = Volume.OLD_DATA;
    private boolean rolledBack;
    private boolean rival;
    private int podsMade;
    private Optional<Server> server = Optional.empty();
    private final List<AgentProcess> agentPods = new ArrayList<>();

    /** A pod with mysqld and the agents beside it. */
    private static final class Server {
        private final String uid;
        private final Instant startedAt;
        private final List<AgentProcess> agents = new ArrayList<>();
        private boolean deleting;

        Server(String uid, Instant startedAt) {
            this.uid = uid;
            this.startedAt = startedAt;
        }
    }

    World(boolean claim) {
        this.claim = claim;
        if (!claim) {
            podComes();
        }
        now = now.plusSeconds(60);
    }

    Instant now() {
        return now;
    }

    Volume volume() {
        return volume;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    Observation seen() {
        Optional<ServerPod> pod = server.map(World::pod);
        RecipientState recipient = claim
                ? new RecipientState.OnClaim(CLAIM, pod)
                : pod.<RecipientState>map(RecipientState.InPod::new)
                        .orElseGet(() -> new RecipientState.Unusable(Reason.RECIPIENT_NOT_FOUND, "There is no pod."));
        Optional<AgentRun> run =
                agents().max(Comparator.comparingInt(AgentProcess::number)).map(AgentProcess::run);
        Competition competition =
                new Competition(rival ? Optional.of("shop/rival") : Optional.empty(), Optional.empty());
        return new Observation(recipient, run, competition, now);
    }

    private static ServerPod pod(Server server) {
        return new ServerPod(
                "db-0",
                server.uid,
                Optional.of("10.0.0.1"),
                Optional.of("StatefulSet/db"),
                server.deleting,
                !server.deleting,
                "mysql",
                USER,
                new ServerPod.Server(Optional.of(server.startedAt), 0, Optional.empty(), Optional.empty()),
                DATA);
    }

    private Stream<AgentProcess> agents() {
        return Stream.concat(agentPods.stream(), server.stream().flatMap(pod -> pod.agents.stream()));
    }

    private Optional<AgentProcess> active() {
        return agents().filter(AgentProcess::active).findFirst();
    }

    /** What the operator does to it, given what its last status says to be done. */
    void perform(Action action, boolean transferred) {
        switch (action) {
            case Action.LaunchInPod(var command, var run, var pod) ->
                server.filter(here -> here.uid.equals(pod.uid()))
                        .ifPresent(here -> launch(command, run, "db-0", here.agents, transferred));
            case Action.LaunchOnClaim(var command, var run, var _) ->
                launch(command, run, "agent-" + run, agentPods, transferred);
            case Action.CreateClaim _ -> throw new AssertionError("the claim is there");
            case Action.Stop(var run, var mode) ->
                agents().filter(agent -> agent.number() == run.number()).forEach(agent -> agent.tell(mode));
            case Action.Limit _ -> {}
            case Action.Evict(var _, var uid) -> evict(uid, transferred);
            case Action.RestartWorkload _ -> {
                assertThat(transferred)
                        .as("a workload is started on complete data only")
                        .isTrue();
                if (server.isEmpty()) {
                    podComes();
                }
            }
            case Action.DeleteClone _ -> throw new AssertionError("nobody gave it a time to live");
        }
    }

    private void launch(AgentCommand command, int run, String pod, List<AgentProcess> place, boolean transferred) {
        Optional<AgentProcess> same =
                agents().filter(agent -> agent.number() == run).findFirst();
        if (same.isPresent()) {
            assertThat(same.get().command())
                    .as("a run has one command for ever")
                    .isEqualTo(command);
            return;
        }
        assertThat(agents().filter(AgentProcess::active)
                        .filter(agent -> !agent.blocked())
                        .map(AgentProcess::run))
                .as("agents beside run %d", run)
                .isEmpty();
        if (transferred) {
            assertThat(command).as("a transfer that is done is not done again").isNotEqualTo(AgentCommand.CLONE);
            if (volume == Volume.TAKEN_OVER) {
                assertThat(command).as("what a server runs on is not removed").isNotEqualTo(AgentCommand.DISCARD);
            }
        }
        place.add(new AgentProcess(run, command, pod));
    }

    private void evict(String uid, boolean transferred) {
        assertThat(transferred).as("a pod is evicted for complete data only").isTrue();
        server.filter(pod -> pod.uid.equals(uid)).ifPresent(pod -> {
            assertThat(volume)
                    .as("a server that runs on the clone is not evicted")
                    .isEqualTo(Volume.COMPLETE);
            pod.deleting = true;
        });
    }

    void happens(Happening happening) {
        Optional<AgentProcess> running = active().filter(AgentProcess::running);
        switch (happening) {
            case SECONDS_PASS -> pass(Duration.ofSeconds(3));
            case MINUTES_PASS -> pass(Duration.ofMinutes(4));
            case AGENT_STARTS -> active().ifPresent(agent -> agent.start(now));
            case AGENT_CANNOT_START -> active().ifPresent(AgentProcess::block);
            case AGENT_SUCCEEDS -> running.ifPresent(this::finish);
            case AGENT_LOSES_NETWORK -> running.ifPresent(this::fail);
            case AGENT_FINDS_DONOR_BUSY ->
                running.filter(agent -> agent.command() == AgentCommand.CLONE)
                        .ifPresent(agent -> agent.end(now, 4, words(4, "DonorError\",\"cause\":\"DonorBusy")));
            case AGENT_REFUSES_FOR_GOOD -> running.ifPresent(this::refuse);
            case AGENT_IS_KILLED ->
                running.ifPresent(agent -> {
                    started(agent);
                    agent.end(now, AgentRun.Ended.KILLED, "");
                });
            case AGENT_IS_TERMINATED -> running.ifPresent(this::suspend);
            case POD_IS_MADE_AGAIN -> {
                if (server.isPresent()) {
                    podGoes();
                    podComes();
                }
            }
            case POD_GOES -> podGoes();
            case POD_COMES -> {
                if (server.isEmpty() && (!claim || podsMade > 0)) {
                    podComes();
                }
            }
            case MYSQLD_ROLLS_BACK -> {
                if (volume == Volume.COMPLETE
                        && server.filter(pod -> pod.deleting).isPresent()) {
                    volume = Volume.OLD_DATA;
                    rolledBack = true;
                }
            }
            case RIVAL_COMES -> rival = true;
            case RIVAL_GOES -> rival = false;
            default -> throw new IllegalArgumentException(happening + " happens to the resource or its operator");
        }
    }

    /** The world goes on as it should, for a moment. */
    void goesOn() {
        rival = false;
        if (server.filter(pod -> pod.deleting).isPresent()) {
            podGoes();
        }
        happens(Happening.POD_COMES);
        agents().filter(AgentProcess::running).forEach(this::finish);
        agents().forEach(agent -> agent.start(now));
    }

    private void podComes() {
        podsMade++;
        server = Optional.of(new Server("u" + podsMade, now));
        if (volume == Volume.COMPLETE) {
            volume = Volume.TAKEN_OVER;
        }
    }

    /** The agents go with it. */
    private void podGoes() {
        server = Optional.empty();
    }

    private void finish(AgentProcess agent) {
        if (agent.told().isPresent()) {
            stop(agent, agent.told().get());
            return;
        }
        switch (agent.command()) {
            case CLONE -> {
                volume = Volume.COMPLETE;
                rolledBack = false;
                agent.end(now, 0, "{\"type\":\"result\",\"exitCode\":0}");
            }
            case OUTCOME -> {
                String state =
                        switch (volume) {
                            case TAKEN_OVER -> "Recovered";
                            case COMPLETE -> "Pending";
                            case OLD_DATA, PARTIAL -> rolledBack ? "RolledBack" : "None";
                        };
                agent.end(now, 0, "{\"type\":\"outcome\",\"exitCode\":0,\"state\":\"" + state + "\"}");
            }
            case REPLICATE -> {
                assertThat(volume).as("only a server on the clone replicates").isEqualTo(Volume.TAKEN_OVER);
                agent.end(now, 0, "{\"type\":\"replication\",\"exitCode\":0,\"lagSeconds\":1}");
            }
            case DISCARD -> {
                if (volume != Volume.TAKEN_OVER) {
                    volume = Volume.OLD_DATA;
                }
                agent.end(now, 0, "{\"type\":\"discarded\",\"exitCode\":0}");
            }
        }
    }

    private void stop(AgentProcess agent, StopMode mode) {
        if (mode == StopMode.CANCEL) {
            volume = volume == Volume.TAKEN_OVER ? volume : Volume.OLD_DATA;
            agent.end(now, 8, words(8, "Cancelled"));
        } else {
            suspend(agent);
        }
    }

    private void suspend(AgentProcess agent) {
        started(agent);
        agent.end(now, 8, words(8, "Suspended"));
    }

    private void refuse(AgentProcess agent) {
        if (agent.command() == AgentCommand.CLONE) {
            agent.end(now, 3, words(3, "Refused\",\"cause\":\"RecipientNotEmpty"));
        }
    }

    private void fail(AgentProcess agent) {
        started(agent);
        agent.end(now, 5, words(5, "NetworkLost"));
    }

    private void started(AgentProcess agent) {
        if (agent.command() == AgentCommand.CLONE && volume == Volume.OLD_DATA) {
            volume = Volume.PARTIAL;
        }
    }

    private static String words(int exitCode, String kind) {
        return "{\"type\":\"failure\",\"exitCode\":" + exitCode + ",\"kind\":\"" + kind + "\",\"message\":\"No.\"}";
    }
}
