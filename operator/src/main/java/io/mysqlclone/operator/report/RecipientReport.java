package io.mysqlclone.operator.report;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatusBuilder;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.api.v1alpha1.status.RecipientStatus;
import io.mysqlclone.operator.act.Obstacle;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.decide.Action;
import io.mysqlclone.operator.decide.Decision;
import io.mysqlclone.operator.decide.Verdict;
import io.mysqlclone.operator.observe.Observation;
import io.mysqlclone.operator.observe.RecipientState;
import java.util.Optional;

/** What is known of the recipient, of its restart on the clone and of its old data. */
final class RecipientReport {

    private RecipientReport() {}

    static void add(
            MySQLCloneStatusBuilder status,
            MySQLCloneStatus last,
            Observation seen,
            Decision decision,
            Optional<Obstacle> obstacle) {
        recipient(seen).ifPresent(status::recipient);
        boolean scaled = obstacle.isEmpty()
                && decision.actions().stream()
                        .anyMatch(action -> action instanceof Action.RestartWorkload restart
                                && restart.workload().scaleTo().isPresent());
        if (scaled && last.scaleTime() == null) {
            status.scaleTime(StatusReport.seconds(seen.now()));
        }
        restart(status, last, seen, decision);
        seen.run().flatMap(RecipientReport::oldData).ifPresent(status::oldData);
    }

    /** Counts from when what became of the clone is asked first, until it is known not to be in place. */
    private static void restart(
            MySQLCloneStatusBuilder status, MySQLCloneStatus last, Observation seen, Decision decision) {
        boolean asks = decision.plan()
                .map(Launch::command)
                .filter(AgentCommand.OUTCOME.argument()::equals)
                .isPresent();
        if (asks && last.restartTime() == null) {
            status.restartTime(StatusReport.seconds(seen.now()));
        }
        boolean notInPlace = decision.verdicts().stream()
                .filter(verdict -> verdict.type() == ConditionType.COMMITTED && !verdict.holds())
                .map(Verdict::reason)
                .anyMatch(reason -> reason == Reason.NOT_COMMITTED || reason == Reason.AGENT_STARTING);
        if (notInPlace) {
            status.restartTime(null);
            status.scaleTime(null);
        }
    }

    private static Optional<OldData> oldData(AgentRun run) {
        if (!(run.state() instanceof AgentRun.Ended end)) {
            return Optional.empty();
        }
        String type = end.result().map(AgentResult::type).orElse("");
        return switch (type) {
            case "committed" -> Optional.of(OldData.KEPT);
            case "finished" -> Optional.of(OldData.REMOVED);
            case "outcome" ->
                end.result().map(AgentResult::oldDataKept).filter(kept -> kept).map(_ -> OldData.KEPT);
            default -> Optional.empty();
        };
    }

    private static Optional<RecipientStatus> recipient(Observation seen) {
        return switch (seen.recipient()) {
            case RecipientState.InPod(var server) ->
                Optional.of(new RecipientStatus(
                        server.name(),
                        server.uid(),
                        server.container(),
                        server.data().claimName(),
                        server.data().serverDirectory()));
            case RecipientState.OnClaim(var volume, var server) ->
                Optional.of(new RecipientStatus(
                        server.map(pod -> pod.name()).orElse(null),
                        server.map(pod -> pod.uid()).orElse(null),
                        server.map(pod -> pod.container()).orElse(null),
                        volume.claimName(),
                        server.map(pod -> pod.data().serverDirectory()).orElse(volume.pathInVolume())));
            case RecipientState.ClaimMissing _, RecipientState.Unusable _ -> Optional.empty();
        };
    }
}
