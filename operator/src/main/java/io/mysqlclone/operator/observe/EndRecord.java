package io.mysqlclone.operator.observe;

import io.mysqlclone.api.v1alpha1.status.LastEnd;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The end of a run as the resource's status keeps it, when the run's pod is removed. */
public final class EndRecord {

    /** Of results that were read from the status; no agent says it. */
    private static final String TYPE = "recorded";

    private EndRecord() {}

    /** What is to be kept of a run; empty unless it had a pod of its own, which can be seen, and has ended. */
    public static Optional<LastEnd> of(AgentRun run) {
        return run.visibleEnd().filter(_ -> run.alone()).map(end -> {
            Optional<AgentResult> result = end.result();
            return new LastEnd(
                    run.number(),
                    run.command().argument(),
                    end.exitCode(),
                    end.reason().isEmpty() ? null : end.reason(),
                    end.finishedAt().truncatedTo(ChronoUnit.SECONDS),
                    result.map(AgentResult::kind).orElse(null),
                    result.map(AgentResult::cause).orElse(null),
                    result.map(AgentResult::mysqlError).orElse(null),
                    result.map(AgentResult::message).orElse(null),
                    result.map(AgentResult::hint).orElse(null),
                    result.map(AgentResult::state).orElse(null),
                    result.map(AgentResult::committed).orElse(null),
                    end.notStarted().orElse(null));
        });
    }

    /** The run that this was kept of; empty when it ran a command that a newer operator knows. */
    public static Optional<AgentRun> run(LastEnd kept) {
        return Arrays.stream(AgentCommand.values())
                .filter(command -> command.argument().equals(kept.command()))
                .findFirst()
                .map(command -> new AgentRun(
                        kept.run(),
                        command,
                        "",
                        AgentRun.CONTAINER_IN_POD,
                        Optional.empty(),
                        new AgentRun.Ended(
                                kept.exitCode(),
                                Objects.requireNonNullElse(kept.reason(), ""),
                                kept.time(),
                                said(kept),
                                Optional.ofNullable(kept.notStarted()),
                                true)));
    }

    private static Optional<AgentResult> said(LastEnd kept) {
        boolean silent = kept.kind() == null && kept.message() == null && kept.exitCode() != 0;
        return silent
                ? Optional.empty()
                : Optional.of(new AgentResult(
                        TYPE,
                        kept.exitCode(),
                        kept.kind(),
                        kept.cause(),
                        kept.mysqlError(),
                        kept.message(),
                        kept.hint(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        kept.committed(),
                        List.of(),
                        List.of(),
                        null,
                        null,
                        kept.state(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
    }
}
