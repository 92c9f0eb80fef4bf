package io.mysqlclone.operator.report;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.act.Obstacle;
import io.mysqlclone.operator.agent.AgentAddress;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.agent.AgentStatus;
import io.mysqlclone.operator.decide.Action;
import io.mysqlclone.operator.decide.Decision;
import io.mysqlclone.operator.decide.Verdict;
import io.mysqlclone.operator.observe.ClaimVolume;
import io.mysqlclone.operator.observe.Competition;
import io.mysqlclone.operator.observe.Observation;
import io.mysqlclone.operator.observe.Placement;
import io.mysqlclone.operator.observe.RecipientState;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One clone on a claim, through several reports. */
final class Reported {

    static final ClaimVolume VOLUME = new ClaimVolume(
            "data",
            "/clone-volume",
            "/clone-volume/mysql",
            new ServerPod.User(Optional.empty(), Optional.empty()),
            Placement.ANYWHERE);

    /** When the first one is made, as a status tells it. */
    static final Instant BEGIN = Instant.parse("2026-05-04T10:00:00Z");

    private final MySQLClone clone = new MySQLClone();
    private Instant now = Instant.parse("2026-05-04T10:00:00.7Z");
    private Optional<AgentRun> run = Optional.empty();

    Reported() {
        clone.setMetadata(new ObjectMetaBuilder()
                .withNamespace("shop")
                .withName("copy")
                .withUid("0a1b2c3d-0000")
                .withResourceVersion("1")
                .withGeneration(1L)
                .build());
        clone.setSpec(Serialization.unmarshal("""
                donor: {host: a, credentialsSecretRef: {name: donor}}
                recipient: {persistentVolumeClaim: {claimName: data}}
                """, MySQLCloneSpec.class));
    }

    MySQLClone resource() {
        return clone;
    }

    /** The spec is changed. */
    Reported changed() {
        clone.getMetadata().setGeneration(clone.getMetadata().getGeneration() + 1);
        return this;
    }

    /** From now on that much later. */
    Reported after(Duration time) {
        now = now.plus(time);
        return this;
    }

    /** From now on an agent is seen that runs and says this, in YAML. */
    Reported running(int number, String status) {
        return running(number, AgentCommand.CLONE, status);
    }

    Reported running(int number, AgentCommand command, String status) {
        return seeing(
                number,
                command,
                new AgentRun.Running(now, Optional.of(Serialization.unmarshal(status, AgentStatus.class))));
    }

    /** From now on one is seen that has ended with these words, JSON. */
    Reported ended(int number, AgentCommand command, int exitCode, String words) {
        return seeing(number, command, new AgentRun.Ended(exitCode, "", now, AgentResult.read(words)));
    }

    /** From now on one is seen that runs and cannot be asked. */
    Reported silent(int number) {
        return seeing(number, AgentCommand.CLONE, new AgentRun.Running(now, Optional.empty()));
    }

    Reported waiting(int number) {
        return seeing(number, AgentCommand.CLONE, new AgentRun.Waiting("", ""));
    }

    Reported gone() {
        run = Optional.empty();
        return this;
    }

    private Reported seeing(int number, AgentCommand command, AgentRun.State state) {
        run = Optional.of(new AgentRun(
                number,
                command,
                "copy-0a1b2c3d-" + number,
                "clone-agent",
                Optional.of(new AgentAddress("10.0.0.1", 9340)),
                state));
        return this;
    }

    /** What is reported of a decision, which becomes the last status. */
    MySQLCloneStatus report(Decision decision) {
        return report(decision, Optional.empty());
    }

    MySQLCloneStatus report(Decision decision, Optional<Obstacle> obstacle) {
        MySQLCloneStatus status = unwritten(decision, obstacle);
        clone.setStatus(status);
        return status;
    }

    /** The same, but the operator ends before it is written. */
    MySQLCloneStatus unwritten(Decision decision, Optional<Obstacle> obstacle) {
        Observation seen = new Observation(
                new RecipientState.OnClaim(VOLUME, Optional.empty()),
                run.stream().toList(),
                Competition.NONE,
                now);
        return StatusReport.of(clone, seen, decision, obstacle);
    }

    static Decision decision(Phase phase, Reason reason, Verdict... verdicts) {
        return new Decision(
                phase,
                reason,
                "It is " + reason.text() + ".",
                List.of(verdicts),
                List.of(),
                Optional.empty(),
                false,
                0,
                Optional.empty(),
                Optional.empty());
    }

    static Decision planning(int number, AgentCommand command) {
        return starting(List.of(), Optional.of(plan(number, command)));
    }

    static Decision launching(int number, AgentCommand command) {
        return starting(List.of(new Action.LaunchOnClaim(command, plan(number, command), VOLUME)), Optional.empty());
    }

    static Launch plan(int number, AgentCommand command) {
        Instant time = Instant.parse("2026-05-04T10:00:00Z");
        return new Launch(number, command.argument(), 1L, null, time, time.plusSeconds(120), 0);
    }

    private static Decision starting(List<Action> actions, Optional<Launch> plan) {
        return new Decision(
                Phase.PREFLIGHT,
                Reason.AGENT_STARTING,
                "The agent is being started.",
                List.of(),
                actions,
                plan,
                false,
                0,
                Optional.empty(),
                Optional.empty());
    }

    static Decision settling(Phase phase, Reason reason, int attempts) {
        return new Decision(
                phase,
                reason,
                "It failed.",
                List.of(),
                List.of(),
                Optional.empty(),
                true,
                attempts,
                Optional.empty(),
                Optional.empty());
    }
}
