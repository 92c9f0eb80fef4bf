package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * A decision as a line of text, such as {@code Waiting NetworkLost | Transferred=False | settles 1 | again 10s}: phase and
 * reason, then what there is of actions, conditions, attempts and when to look again.
 */
final class Table {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private Table() {}

    /** A row: what it is about, the situation, and the decision. */
    static Arguments row(String about, Scene scene, String decision) {
        return Arguments.of(about, scene, decision);
    }

    static String text(Decision decision) {
        return Stream.of(
                        phase(decision.phase()) + " " + decision.reason().text(),
                        decision.actions().stream().map(Table::text).collect(Collectors.joining(", ")),
                        decision.plan().map(Table::text).orElse(""),
                        decision.verdicts().stream()
                                .map(verdict -> text(verdict, decision.reason()))
                                .collect(Collectors.joining(", ")),
                        attempts(decision),
                        decision.leftovers().map(_ -> "leaves it").orElse(""),
                        decision.again().map(after -> "again " + text(after)).orElse(""))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" | "));
    }

    private static String attempts(Decision decision) {
        if (decision.settles()) {
            return "settles " + decision.attempts();
        }
        return decision.attempts() == 0 ? "" : "attempts " + decision.attempts();
    }

    /** As in the resource. */
    private static String phase(Phase phase) {
        return Stream.of(phase.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /** A condition that is False has the decision's reason, unless another one is told. */
    private static String text(Verdict verdict, Reason reason) {
        String status = verdict.type().type() + "="
                + switch (verdict.truth()) {
                    case YES -> "True";
                    case NO -> "False";
                    case UNKNOWN -> "Unknown";
                };
        return verdict.holds() || verdict.reason() == reason
                ? status
                : status + " " + verdict.reason().text();
    }

    private static String text(Launch plan) {
        String waits = plan.waitSeconds() == 0 ? "" : " waiting " + plan.waitSeconds() + "s";
        return "plan " + plan.command() + " " + plan.run() + (plan.podUid() == null ? " alone" : " in " + plan.podUid())
                + waits;
    }

    private static String text(Action action) {
        return switch (action) {
            case Action.LaunchInPod(AgentCommand command, Launch plan, var pod) ->
                "launch " + command.argument() + " " + plan.run() + " in " + pod.name() + "/" + pod.uid();
            case Action.LaunchOnClaim(AgentCommand command, Launch plan, var claim) ->
                "launch " + command.argument() + " " + plan.run() + " on " + claim.claimName();
            case Action.RemovePod(String pod) -> "remove " + pod;
            case Action.CreateClaim(String claim) -> "create " + claim;
            case Action.NoteMade(String claim) -> "note on " + claim;
            case Action.Stop(var run, var mode) ->
                mode.name().toLowerCase(Locale.ROOT) + " " + run.command().argument() + " " + run.number();
            case Action.Limit(var run, var limits) ->
                "limit " + run.number() + " to " + limits.maxDataBandwidth() + "/" + limits.maxNetworkBandwidth();
            case Action.MayEvict(String name, String uid) -> "may evict " + name + "/" + uid;
            case Action.Evict(String name, String uid, var grace) ->
                "evict " + name + "/" + uid
                        + grace.map(time -> " within " + time.toSeconds() + "s").orElse("");
            case Action.Warn(Reason reason, var _, var pod) ->
                "warn " + reason.text() + pod.map(name -> " of " + name).orElse("");
            case Action.KeepClaim(String claim) -> "keep " + claim;
            case Action.RestartWorkload(var workload, boolean scaled) ->
                "restart " + workload.kind().kubernetesName() + "/" + workload.name()
                        + workload.scaleTo().map(replicas -> " to " + replicas).orElse("")
                        + (scaled ? " once more" : "");
            case Action.DeleteClone() -> "delete";
        };
    }

    private static String text(Duration after) {
        return after.compareTo(SECOND) < 0 ? "at once" : after.toSeconds() + "s";
    }
}
