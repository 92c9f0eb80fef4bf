package io.mysqlclone.operator.simulation;

import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.operator.agent.AgentAddress;
import io.mysqlclone.operator.agent.AgentClient.StopMode;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.agent.AgentStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One container with the agent. */
final class AgentProcess {

    private static final String WAITS_FOR_DONOR = "WaitingForDonor";
    private static final String WAITS_FOR_STOP = "WaitingForStop";

    private final AgentCommand command;
    private final Launch plan;
    private final String pod;
    private AgentRun.State state = new AgentRun.Waiting("", "");
    private Optional<StopMode> told = Optional.empty();
    /** Whether it has begun with what it is to do. */
    private boolean begun;

    private Duration beginning = Duration.ZERO;

    AgentProcess(AgentCommand command, Launch plan, String pod) {
        this.command = command;
        this.plan = plan;
        this.pod = pod;
    }

    String pod() {
        return pod;
    }

    int number() {
        return plan.run();
    }

    AgentCommand command() {
        return command;
    }

    /** As Kubernetes tells, and the agent itself where it can be reached, or its log can be read by who asks for that. */
    AgentRun seen(boolean reachable, boolean readable) {
        AgentRun.State told = state instanceof AgentRun.Running(Instant since, var _, var _)
                        && !(reachable || (readable && command == AgentCommand.COMMIT))
                ? new AgentRun.Running(since, Optional.empty())
                : state;
        return new AgentRun(
                number(),
                command,
                pod,
                pod.equals(World.SERVER) ? "agent-" + number() : AgentRun.CONTAINER_IN_POD,
                Optional.of(new AgentAddress("10.0.0.1", 9340)),
                told);
    }

    boolean active() {
        return seen(true, true).active();
    }

    boolean blocked() {
        return seen(true, true).blocked();
    }

    void block() {
        if (state instanceof AgentRun.Waiting) {
            state = new AgentRun.Waiting("ImagePullBackOff", "No.");
        }
    }

    void failToStart(Instant now) {
        if (state instanceof AgentRun.Waiting) {
            state = new AgentRun.Ended(128, "StartError", now, Optional.empty(), Optional.of("A NUL byte."));
        }
    }

    boolean running() {
        return state instanceof AgentRun.Running;
    }

    /** Whether mysqld may be stopped for it now. */
    boolean waitsForStop() {
        return begun && isToWaitForStop();
    }

    boolean isToWaitForStop() {
        return running() && command.waitsForStop();
    }

    boolean waitsForRecovery() {
        return command == AgentCommand.OUTCOME && plan.waitSeconds() > 0;
    }

    /** Whether it has waited as long as it was to. */
    boolean overdue(Instant now) {
        return isToWaitForStop() && now.isAfter(plan.end());
    }

    /** Whether it has not started, and will do nothing when it does. */
    boolean tooLate(Instant now) {
        return state instanceof AgentRun.Waiting && now.isAfter(plan.startBefore());
    }

    /** What it was told over HTTP; only a running one hears it. */
    Optional<StopMode> told() {
        return told;
    }

    void tell(StopMode mode) {
        if (running()) {
            told = Optional.of(mode);
        }
    }

    /** It starts, or refuses to, when it is too late. */
    void start(Instant now, Duration needed) {
        if (!(state instanceof AgentRun.Waiting)) {
            return;
        }
        if (tooLate(now)) {
            end(now, 3, World.words(3, "Refused\",\"cause\":\"StartedTooLate"));
            return;
        }
        beginning = needed;
        state = new AgentRun.Running(
                now,
                switch (command) {
                    case CLONE -> Optional.of(saying("Transferring"));
                    case COMMIT -> Optional.of(saying("Connecting"));
                    case PREFLIGHT, OUTCOME, RUN_SQL, REPLICATE, ROLLBACK, FINISH, DISCARD -> Optional.empty();
                });
        goOn(now);
    }

    /** Time goes by. */
    void goOn(Instant now) {
        if (!begun
                && state instanceof AgentRun.Running(Instant since, var status, var goneBy)
                && !now.isBefore(since.plus(beginning))) {
            begun = true;
            if (command == AgentCommand.COMMIT) {
                state = new AgentRun.Running(since, status.map(_ -> saying(WAITS_FOR_STOP)), goneBy);
            }
        }
    }

    /** The donor serves somebody else. */
    void waitForDonor() {
        if (command == AgentCommand.CLONE && state instanceof AgentRun.Running(Instant since, var _, var goneBy)) {
            state = new AgentRun.Running(since, Optional.of(saying(WAITS_FOR_DONOR)), goneBy);
        }
    }

    /** The donor serves this one. */
    void getTurn() {
        if (waitsForDonor() && state instanceof AgentRun.Running(Instant since, var _, var goneBy)) {
            state = new AgentRun.Running(since, Optional.of(saying("Transferring")), goneBy);
        }
    }

    boolean waitsForDonor() {
        return state instanceof AgentRun.Running(var _, var status, var _)
                && status.filter(said -> WAITS_FOR_DONOR.equals(said.state())).isPresent();
    }

    private static AgentStatus saying(String state) {
        return new AgentStatus(
                "FILE COPY",
                state,
                5.0,
                1,
                2,
                1,
                1,
                null,
                1,
                0,
                null,
                null,
                List.of(),
                null,
                null,
                List.of(new AgentStatus.AgentCondition("PreflightPassed", "True", null, null)));
    }

    void end(Instant now, int exitCode, String words) {
        state = new AgentRun.Ended(exitCode, "", now, AgentResult.read(words));
    }
}
