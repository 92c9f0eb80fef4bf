package io.mysqlclone.operator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentClient.StopMode;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.decide.Action;
import io.mysqlclone.operator.observe.ClaimVolume;
import io.mysqlclone.operator.observe.Competition;
import io.mysqlclone.operator.observe.DataVolume;
import io.mysqlclone.operator.observe.Observation;
import io.mysqlclone.operator.observe.Placement;
import io.mysqlclone.operator.observe.RecipientState;
import io.mysqlclone.operator.observe.ServerPod;
import io.mysqlclone.operator.simulation.Disk.Volume;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One recipient: its volume, the pod of its server, and agents. Refuses what must never be done to it. */
final class World {

    private static final ServerPod.User USER = new ServerPod.User(Optional.empty(), Optional.empty());
    private static final ClaimVolume CLAIM =
            new ClaimVolume("data-0", "/clone-volume", "/clone-volume", USER, Placement.ANYWHERE);
    private static final DataVolume DATA = new DataVolume("data", "data-0", "/data", "/data");

    /** The pod of the server. */
    static final String SERVER = "db-0";

    /** Between two launches that nothing is seen of. */
    private static final Duration RESPITE = Duration.ofSeconds(10);

    private static final Duration GRACE = Duration.ofSeconds(30);

    /** Whether the recipient is a claim, on which a server starts only in the end. */
    private final boolean claim;

    private final Disk disk = new Disk();
    private Instant now = Instant.parse("2026-05-04T10:00:00Z");
    private boolean rival;
    private boolean cutOff;
    private boolean logsLost;
    private Duration beginning = Duration.ZERO;
    private boolean vanishing;
    /** The last launch of a command in a pod that nothing was seen of, since the clone has begun. */
    private final Map<String, Launch> vanished = new HashMap<>();

    private boolean stubborn;
    private boolean crashes;
    private boolean unready;
    private int podsMade;
    private int warnings;
    private Optional<Server> server = Optional.empty();
    private final List<AgentProcess> agentPods = new ArrayList<>();

    /** A pod with mysqld and the agents beside it. */
    private static final class Server {
        private final String uid;
        private final List<AgentProcess> agents = new ArrayList<>();
        private Instant startedAt;
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
        return disk.volume();
    }

    /** How often people were told of something that is left. */
    int warnings() {
        return warnings;
    }

    void pass(Duration time) {
        now = now.plus(time);
        agents().forEach(agent -> agent.goOn(now));
        if (time.compareTo(GRACE) > 0 && server.filter(pod -> pod.deleting).isPresent()) {
            podGoes();
        }
        agents().filter(agent -> agent.overdue(now))
                .forEach(agent -> agent.end(now, 3, words(3, "Refused\",\"cause\":\"ServerRunning")));
    }

    /** Whether mysqld does not stay up on what it has started on. */
    private boolean down() {
        return crashes && disk.volume() == Volume.TAKEN_OVER;
    }

    /** Whether the server on the clone is one that nobody can rely on. */
    boolean failsOnTheClone() {
        return (crashes || unready) && disk.volume() == Volume.TAKEN_OVER;
    }

    private boolean mysqldRuns() {
        return server.isPresent() && !down();
    }

    /** Whether an agent asks for its turn, and says so to whoever asks it. */
    boolean waitsForDonor() {
        return !cutOff && agents().anyMatch(AgentProcess::waitsForDonor);
    }

    Observation seen() {
        Optional<ServerPod> pod = server.map(this::pod);
        RecipientState recipient = claim
                ? new RecipientState.OnClaim(CLAIM, pod)
                : pod.<RecipientState>map(RecipientState.InPod::new)
                        .orElseGet(() -> new RecipientState.Unusable(Reason.RECIPIENT_NOT_FOUND, "There is no pod."));
        List<AgentRun> runs = agents().sorted(Comparator.comparingInt(AgentProcess::number))
                .map(agent -> agent.seen(!cutOff, !logsLost))
                .toList();
        Competition competition =
                new Competition(rival ? Optional.of("clone rival") : Optional.empty(), Optional.empty(), 1);
        return new Observation(recipient, runs, competition, now);
    }

    private ServerPod pod(Server server) {
        boolean fails = unready && disk.volume() == Volume.TAKEN_OVER;
        return new ServerPod(
                SERVER,
                server.uid,
                Optional.of("10.0.0.1"),
                Optional.of("StatefulSet/db"),
                server.deleting,
                !server.deleting && !down() && !fails,
                "mysql",
                USER,
                down()
                        ? new ServerPod.Server(Optional.empty(), 5, Optional.of("CrashLoopBackOff"), Optional.of("No."))
                        : new ServerPod.Server(Optional.of(server.startedAt), 0, Optional.empty(), Optional.empty()),
                GRACE,
                DATA,
                List.of(),
                Optional.empty(),
                1 + server.agents.size(),
                server.agents.size());
    }

    private Stream<AgentProcess> agents() {
        return Stream.concat(agentPods.stream(), server.stream().flatMap(pod -> pod.agents.stream()));
    }

    private Optional<AgentProcess> active() {
        return agents().filter(AgentProcess::active).findFirst();
    }

    /** Carries out what was decided. */
    void perform(Action action, boolean transferred) {
        switch (action) {
            case Action.LaunchInPod(var command, var plan, var pod) ->
                server.filter(here -> here.uid.equals(pod.uid()))
                        .ifPresent(here -> launch(command, plan, SERVER, here.agents, transferred));
            case Action.LaunchOnClaim(var command, var plan, var _) ->
                launch(command, plan, "agent-" + plan.run(), agentPods, transferred);
            case Action.RemovePod(var pod) ->
                agentPods.removeIf(agent -> {
                    assertThat(agent.active() && agent.pod().equals(pod))
                            .as("an agent at work is removed")
                            .isFalse();
                    return agent.pod().equals(pod);
                });
            case Action.CreateClaim _ -> throw new AssertionError("the claim is there");
            case Action.Stop(var run, var mode) ->
                agents().filter(agent -> !cutOff && agent.number() == run.number())
                        .forEach(agent -> agent.tell(mode));
            case Action.Limit _, Action.MayEvict _, Action.NoteMade _, Action.KeepClaim _ -> {}
            case Action.Evict(var _, var uid, var _) -> evict(uid);
            case Action.RestartWorkload _ -> {
                assertThat(transferred)
                        .as("a workload is started on complete data only")
                        .isTrue();
                if (server.isEmpty()) {
                    podComes();
                }
            }
            case Action.Warn _ -> warnings++;
            case Action.DeleteClone _ -> throw new AssertionError("nobody gave it a time to live");
        }
    }

    private void launch(AgentCommand command, Launch plan, String pod, List<AgentProcess> place, boolean transferred) {
        Optional<AgentProcess> same =
                agents().filter(agent -> agent.number() == plan.run()).findFirst();
        if (same.isPresent()) {
            assertThat(same.get().command())
                    .as("a run has one command for ever")
                    .isEqualTo(command);
            return;
        }
        assertThat(agents().filter(AgentProcess::active)
                        .filter(agent -> !agent.blocked())
                        .filter(agent -> !agent.tooLate(now))
                        // It reads and changes nothing.
                        .filter(agent -> agent.command() != AgentCommand.OUTCOME)
                        .map(agent -> agent.seen(true, true)))
                .as("agents beside run %d", plan.run())
                .isEmpty();
        if (transferred) {
            assertThat(command).as("a transfer that is done is not done again").isNotEqualTo(AgentCommand.CLONE);
        }
        if (command == AgentCommand.FINISH) {
            assertThat(disk.volume()).as("what old data is let go for").isEqualTo(Volume.TAKEN_OVER);
        }
        if (vanishing) {
            vanishes(plan);
        } else {
            place.add(new AgentProcess(command, plan, pod));
        }
    }

    /**
     * A clone that had failed begins anew, as its spec was changed: that is people's doing and never the operator's, so that it
     * need not wait for what was launched before. Any other change of the spec leaves the respite as it is.
     */
    void beginsAnew() {
        vanished.clear();
    }

    private void vanishes(Launch plan) {
        Launch last = vanished.put(plan.command() + " in " + plan.podUid(), plan);
        if (last != null && last.run() != plan.run()) {
            assertThat(Duration.between(last.time(), plan.time()))
                    .as("the time between two launches that nothing was seen of")
                    .isGreaterThanOrEqualTo(RESPITE);
        }
    }

    private void evict(String uid) {
        server.filter(pod -> pod.uid.equals(uid)).ifPresent(pod -> {
            Optional<AgentProcess> agent =
                    pod.agents.stream().filter(AgentProcess::isToWaitForStop).findFirst();
            assertThat(agent).as("the agent that a pod is evicted for").isPresent();
            Optional<AgentCommand> waits = agent.map(AgentProcess::command);
            // Of one that puts old data back nothing is known but its age.
            boolean untold = (cutOff && logsLost) || waits.get() == AgentCommand.ROLLBACK;
            assertThat(agent.get().waitsForStop() || untold)
                    .as("a pod is evicted for an agent that is known to wait for it")
                    .isTrue();
            if (waits.get() == AgentCommand.COMMIT) {
                assertThat(disk.volume())
                        .as("a server that runs on the clone is not evicted")
                        .isNotEqualTo(Volume.TAKEN_OVER);
            }
            pod.deleting = true;
        });
    }

    void happens(Happening happening) {
        Optional<AgentProcess> running = active().filter(AgentProcess::running);
        switch (happening) {
            case SECONDS_PASS -> pass(Duration.ofSeconds(3));
            case MINUTES_PASS -> pass(Duration.ofMinutes(4));
            case AGENT_STARTS -> active().ifPresent(agent -> agent.start(now, beginning));
            case AGENT_CANNOT_START -> active().ifPresent(AgentProcess::block);
            case AGENT_DOES_NOT_START -> active().ifPresent(agent -> agent.failToStart(now));
            case AGENT_SUCCEEDS -> running.filter(this::canFinish).ifPresent(this::finish);
            case AGENT_LOSES_NETWORK -> running.ifPresent(this::fail);
            case AGENT_FINDS_DONOR_BUSY ->
                running.filter(agent -> agent.command() == AgentCommand.CLONE)
                        .ifPresent(agent -> agent.end(now, 4, words(4, "DonorError\",\"cause\":\"DonorBusy")));
            case AGENT_WAITS_FOR_DONOR -> running.ifPresent(AgentProcess::waitForDonor);
            case AGENT_GETS_ITS_TURN -> running.ifPresent(AgentProcess::getTurn);
            case AGENT_REFUSES_FOR_GOOD -> running.ifPresent(this::refuse);
            case AGENT_IS_KILLED ->
                running.ifPresent(agent -> {
                    started(agent);
                    agent.end(now, AgentRun.Ended.KILLED, "");
                });
            case AGENT_IS_TERMINATED -> running.ifPresent(this::suspend);
            case AGENTS_POD_IS_DELETED ->
                agentPods.removeIf(agent -> {
                    started(agent);
                    return true;
                });
            case LAUNCHES_VANISH -> vanishing = true;
            case LAUNCHES_STAY -> vanishing = false;
            case AGENTS_ARE_CUT_OFF -> cutOff = true;
            case AGENTS_ARE_REACHED -> cutOff = false;
            case LOGS_ARE_LOST -> logsLost = true;
            case LOGS_ARE_READ -> logsLost = false;
            case NODE_IS_BUSY -> beginning = Duration.ofMinutes(1);
            case MYSQLD_IS_RESTARTED -> restartMysqld();
            case NODE_LOSES_POWER -> losePower();
            case MYSQLD_IS_STUBBORN -> stubborn = true;
            case MYSQLD_CRASHES_ON_THE_CLONE -> crashes = true;
            case MYSQLD_IS_NOT_READY_ON_THE_CLONE -> unready = true;
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
                if (server.isEmpty()) {
                    disk.mysqldRollsBack();
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
        vanishing = false;
        stubborn = false;
        if (server.filter(pod -> pod.deleting).isPresent()) {
            podGoes();
        }
        happens(Happening.POD_COMES);
        agents().forEach(AgentProcess::getTurn);
        List<AgentProcess> running = agents().filter(AgentProcess::running).toList();
        running.stream().filter(this::canFinish).forEach(this::finish);
        agents().forEach(agent -> agent.start(now, beginning));
    }

    /** One that waits for mysqld's stop has nothing to do before, unless it is told to end. */
    private boolean canFinish(AgentProcess agent) {
        boolean waits = agent.isToWaitForStop() ? mysqldRuns() : agent.waitsForRecovery() && down();
        return agent.told().isPresent() || !(waits || agent.waitsForDonor());
    }

    private void restartMysqld() {
        server.filter(pod -> !pod.deleting).ifPresent(pod -> {
            mysqldStops(pod.agents);
            pod.startedAt = now;
            disk.mysqldStarts();
        });
    }

    /** No agent has its moment, whatever it waited for. */
    private void losePower() {
        agents().filter(AgentProcess::running).forEach(agent -> {
            started(agent);
            agent.end(now, AgentRun.Ended.KILLED, "");
        });
        server.ifPresent(pod -> {
            if (pod.deleting) {
                server = Optional.empty();
            } else {
                pod.startedAt = now;
                disk.mysqldStarts();
            }
        });
    }

    private void podComes() {
        podsMade++;
        server = Optional.of(new Server("u" + podsMade, now));
        disk.mysqldStarts();
    }

    /** The agents go with it; those that wait for mysqld's stop have their moment, if it stops in time. */
    private void podGoes() {
        server.filter(_ -> !stubborn).ifPresent(pod -> mysqldStops(pod.agents));
        server = Optional.empty();
    }

    private void mysqldStops(List<AgentProcess> agents) {
        agents.stream().filter(AgentProcess::waitsForStop).forEach(this::work);
    }

    /** What an agent does that has waited for the stop. */
    private void work(AgentProcess agent) {
        if (agent.command() == AgentCommand.COMMIT) {
            disk.commit();
            agent.end(now, 0, "{\"type\":\"committed\",\"exitCode\":0}");
        } else if (disk.rollBack()) {
            agent.end(now, 0, "{\"type\":\"rolledBack\",\"exitCode\":0}");
        } else {
            agent.end(now, 3, words(3, "Refused\",\"cause\":\"NoOldData"));
        }
    }

    private void finish(AgentProcess agent) {
        if (agent.told().isPresent()) {
            stop(agent, agent.told().get());
            return;
        }
        switch (agent.command()) {
            case PREFLIGHT -> throw new AssertionError("nobody has asked for a dry run");
            case CLONE -> {
                disk.receive();
                agent.end(now, 0, "{\"type\":\"result\",\"exitCode\":0,\"committed\":false}");
            }
            case COMMIT, ROLLBACK -> {
                if (mysqldRuns()) {
                    agent.end(now, 3, words(3, "Refused\",\"cause\":\"ServerRunning"));
                } else {
                    work(agent);
                }
            }
            case OUTCOME ->
                agent.end(
                        now,
                        0,
                        "{\"type\":\"outcome\",\"exitCode\":0,\"state\":\"" + (down() ? "Pending" : disk.outcome())
                                + "\",\"oldDataKept\":" + disk.oldDataKept() + "}");
            case RUN_SQL -> {
                assertThat(disk.volume())
                        .as("only on the clone are scripts run")
                        .isEqualTo(Volume.TAKEN_OVER);
                agent.end(now, 0, "{\"type\":\"scripts\",\"exitCode\":0}");
            }
            case REPLICATE -> {
                assertThat(disk.volume())
                        .as("only a server on the clone replicates")
                        .isEqualTo(Volume.TAKEN_OVER);
                agent.end(now, 0, "{\"type\":\"replication\",\"exitCode\":0,\"lagSeconds\":1}");
            }
            case FINISH -> {
                disk.letOldDataGo();
                agent.end(now, 0, "{\"type\":\"finished\",\"exitCode\":0}");
            }
            case DISCARD -> {
                if (disk.discard(mysqldRuns())) {
                    agent.end(now, 0, "{\"type\":\"discarded\",\"exitCode\":0}");
                } else {
                    agent.end(now, 3, words(3, "Refused\",\"cause\":\"ServerRunning"));
                }
            }
        }
    }

    private void stop(AgentProcess agent, StopMode mode) {
        if (mode != StopMode.CANCEL) {
            suspend(agent);
            return;
        }
        if (agent.command() == AgentCommand.CLONE) {
            disk.discard(mysqldRuns());
        }
        agent.end(now, 8, words(8, "Cancelled"));
    }

    /** SIGTERM. To one that waits for mysqld's stop it says that the stop is near. */
    private void suspend(AgentProcess agent) {
        if (!agent.waitsForStop()) {
            started(agent);
            agent.end(now, 8, words(8, "Suspended"));
        }
    }

    private void refuse(AgentProcess agent) {
        // What is complete is not looked at again.
        if (agent.command() == AgentCommand.CLONE && disk.volume() != Volume.RECEIVED) {
            agent.end(now, 3, words(3, "Refused\",\"cause\":\"RecipientNotEmpty"));
        }
        if (agent.command() == AgentCommand.COMMIT) {
            agent.end(now, 3, words(3, "Refused\",\"cause\":\"RecipientIsAhead"));
        }
    }

    private void fail(AgentProcess agent) {
        started(agent);
        agent.end(now, 5, words(5, "NetworkLost"));
    }

    private void started(AgentProcess agent) {
        if (agent.command() == AgentCommand.CLONE && agent.running() && !agent.waitsForDonor()) {
            disk.receiveSome();
        }
    }

    static String words(int exitCode, String kind) {
        return "{\"type\":\"failure\",\"exitCode\":" + exitCode + ",\"kind\":\"" + kind + "\",\"message\":\"No.\"}";
    }
}
