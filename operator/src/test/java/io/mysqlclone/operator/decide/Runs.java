package io.mysqlclone.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.operator.agent.AgentAddress;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.agent.AgentStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Runs of the agent. */
final class Runs {

    /** How long ago a run ended that does not say otherwise. */
    static final Duration JUST_NOW = Duration.ofSeconds(1);

    private final int number;
    private final AgentCommand command;
    private String pod = "db-1";
    private String container;
    private Duration ago = JUST_NOW;

    private Runs(int number, AgentCommand command) {
        this.number = number;
        this.command = command;
        this.container = "clone-agent-0a1b2c3d-" + number;
    }

    static Runs clone(int number) {
        return new Runs(number, AgentCommand.CLONE);
    }

    static Runs preflight(int number) {
        return new Runs(number, AgentCommand.PREFLIGHT);
    }

    static Runs commit(int number) {
        return new Runs(number, AgentCommand.COMMIT);
    }

    static Runs rollback(int number) {
        return new Runs(number, AgentCommand.ROLLBACK);
    }

    static Runs finish(int number) {
        return new Runs(number, AgentCommand.FINISH);
    }

    static Runs outcome(int number) {
        return new Runs(number, AgentCommand.OUTCOME);
    }

    static Runs runSql(int number) {
        return new Runs(number, AgentCommand.RUN_SQL);
    }

    static Runs replicate(int number) {
        return new Runs(number, AgentCommand.REPLICATE);
    }

    static Runs discard(int number) {
        return new Runs(number, AgentCommand.DISCARD);
    }

    /** In a pod of its own. */
    Runs alone() {
        pod = "copy-0a1b2c3d-" + number;
        container = AgentRun.CONTAINER_IN_POD;
        return this;
    }

    /** That ended, or was started, so long ago. */
    Runs ago(Duration duration) {
        ago = duration;
        return this;
    }

    AgentRun waiting(String reason) {
        return in(new AgentRun.Waiting(reason, reason.isEmpty() ? "" : "Back-off pulling image"));
    }

    /** Runs, and cannot be asked. */
    AgentRun silent() {
        return in(new AgentRun.Running(when(), Optional.empty()));
    }

    /** The same, in a pod that should have been gone so long ago. */
    AgentRun overdue(Duration time) {
        return in(new AgentRun.Running(when(), Optional.empty(), Optional.of(Scene.NOW.minus(time))));
    }

    /** Runs, and answers this YAML. */
    AgentRun saying(String status) {
        return in(new AgentRun.Running(when(), Optional.of(Yaml.read(status, AgentStatus.class))));
    }

    /** Runs and copies. */
    AgentRun transferring() {
        return saying("{state: Transferring, stage: FILE COPY, conditions: [{type: PreflightPassed, status: 'True'}]}");
    }

    /** Ended without a word. */
    AgentRun killed(int exitCode, String reason) {
        return in(new AgentRun.Ended(exitCode, reason, when(), Optional.empty()));
    }

    /** Never ran. */
    AgentRun notStarted(String why) {
        return in(new AgentRun.Ended(128, "StartError", when(), Optional.empty(), Optional.of(why)));
    }

    /** Ended with these last words, JSON in YAML's flow style. */
    AgentRun ended(int exitCode, String words) {
        Optional<AgentResult> result = AgentResult.read(Serialization.asJson(Yaml.map(words)));
        assertThat(result).isPresent();
        return in(new AgentRun.Ended(exitCode, exitCode == 0 ? "Completed" : "Error", when(), result));
    }

    AgentRun failed(int exitCode, String kind) {
        return ended(exitCode, "{type: failure, exitCode: " + exitCode + ", kind: " + kind + ", message: It failed.}");
    }

    AgentRun failed(int mysqlError) {
        return ended(
                4,
                "{type: failure, exitCode: 4, kind: DonorError, mysqlError: " + mysqlError + ", message: It failed.}");
    }

    AgentRun succeeded() {
        return ended(
                0,
                switch (command) {
                    case PREFLIGHT ->
                        "{type: preflight, exitCode: 0, neededBytes: 4096, freeBytes: 8192, checks: [{name: TLS, verdict: Warning,"
                                + " message: Not verified.}, {name: free space, verdict: Ok, message: Enough.}]}";
                    case CLONE -> "{type: result, exitCode: 0, dataBytes: 4096, pagesVerified: 7, committed: false}";
                    case COMMIT -> "{type: committed, exitCode: 0}";
                    case ROLLBACK -> "{type: rolledBack, exitCode: 0}";
                    case FINISH -> "{type: finished, exitCode: 0, removedBytes: 4096}";
                    case OUTCOME -> "{type: outcome, exitCode: 0, state: Recovered, gtidExecuted: 'a:1-5'}";
                    case RUN_SQL ->
                        "{type: scripts, exitCode: 0, scripts: 1, statements: 3, message: 1 script was run.}";
                    case REPLICATE -> "{type: replication, exitCode: 0, state: Recovered, lagSeconds: 2.4}";
                    case DISCARD -> "{type: discarded, exitCode: 0}";
                });
    }

    /** Refused for this cause. */
    AgentRun refused(String cause) {
        return failed(3, "Refused, cause: " + cause);
    }

    /** Waits for mysqld to stop, and says so. */
    AgentRun waitingForStop() {
        return saying("{state: WaitingForStop}");
    }

    /** An outcome of this state. */
    AgentRun found(String state) {
        return ended(0, "{type: outcome, exitCode: 0, state: " + state + "}");
    }

    private AgentRun in(AgentRun.State state) {
        return new AgentRun(number, command, pod, container, Optional.of(new AgentAddress("10.0.0.7", 9340)), state);
    }

    private Instant when() {
        return Scene.NOW.minus(ago);
    }
}
