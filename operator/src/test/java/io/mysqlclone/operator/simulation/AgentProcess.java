package io.mysqlclone.operator.simulation;

import io.mysqlclone.operator.agent.AgentClient.StopMode;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.agent.AgentStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One container with the agent. */
final class AgentProcess {

    private final int number;
    private final AgentCommand command;
    private final String pod;
    private AgentRun.State state = new AgentRun.Waiting("", "");
    private Optional<StopMode> told = Optional.empty();

    AgentProcess(int number, AgentCommand command, String pod) {
        this.number = number;
        this.command = command;
        this.pod = pod;
    }

    int number() {
        return number;
    }

    AgentCommand command() {
        return command;
    }

    AgentRun run() {
        return new AgentRun(number, command, pod, "agent-" + number, Optional.of("10.0.0.1"), state);
    }

    boolean active() {
        return run().active();
    }

    boolean blocked() {
        return run().blocked();
    }

    void block() {
        if (state instanceof AgentRun.Waiting) {
            state = new AgentRun.Waiting("ImagePullBackOff", "No.");
        }
    }

    boolean running() {
        return state instanceof AgentRun.Running;
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

    void start(Instant now) {
        if (state instanceof AgentRun.Waiting) {
            AgentStatus status = new AgentStatus(
                    "FILE COPY",
                    "Transferring",
                    5.0,
                    1,
                    2,
                    1,
                    1,
                    null,
                    1,
                    0,
                    null,
                    List.of(),
                    null,
                    null,
                    List.of(new AgentStatus.AgentCondition("PreflightPassed", "True", null, null)));
            state = new AgentRun.Running(now, command == AgentCommand.CLONE ? Optional.of(status) : Optional.empty());
        }
    }

    void end(Instant now, int exitCode, String words) {
        state = new AgentRun.Ended(exitCode, "", now, AgentResult.read(words));
    }
}
