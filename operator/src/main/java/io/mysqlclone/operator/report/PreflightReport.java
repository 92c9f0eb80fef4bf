package io.mysqlclone.operator.report;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatusBuilder;
import io.mysqlclone.api.v1alpha1.status.PreflightCheck;
import io.mysqlclone.api.v1alpha1.status.PreflightStatus;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.decide.Advice;
import io.mysqlclone.operator.observe.Observation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a dry run has found, in the words of the resource's status. */
final class PreflightReport {

    private PreflightReport() {}

    /** Adds what the latest run has found, while that can be seen; it stays when the run's pod has gone. */
    static void add(MySQLCloneStatusBuilder status, MySQLClone clone, Observation seen) {
        seen.run()
                .filter(run -> run.command() == AgentCommand.PREFLIGHT)
                .flatMap(AgentRun::visibleEnd)
                .ifPresent(end -> end.result()
                        .filter(result -> !result.checks().isEmpty())
                        .ifPresent(result -> status.preflight(found(clone, end, result))));
    }

    private static PreflightStatus found(MySQLClone clone, AgentRun.Ended end, AgentResult result) {
        return new PreflightStatus(
                StatusReport.seconds(end.finishedAt()),
                result.neededBytes(),
                result.freeBytes(),
                leastSeconds(clone, result),
                result.checks().stream()
                        .map(check -> new PreflightCheck(
                                check.name(), word(check.verdict()), Advice.translated(check.message())))
                        .toList());
    }

    private static @Nullable Long leastSeconds(MySQLClone clone, AgentResult result) {
        long limit = clone.getSpec().transfer().maxDataBytesPerSecond();
        return Optional.ofNullable(result.neededBytes())
                .filter(_ -> limit > 0)
                .map(bytes -> Math.ceilDiv(bytes, limit))
                .orElse(null);
    }

    /** The resource's words are those of its phase and conditions. */
    private static String word(String verdict) {
        return verdict.equals("Ok") ? "Passed" : verdict;
    }
}
