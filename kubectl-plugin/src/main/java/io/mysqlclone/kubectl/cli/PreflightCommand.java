package io.mysqlclone.kubectl.cli;

import io.fabric8.kubernetes.api.model.Condition;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.kubectl.cluster.Cluster;
import io.mysqlclone.kubectl.cluster.ExitCode;
import io.mysqlclone.kubectl.view.Checks;
import io.mysqlclone.kubectl.view.Facts;
import io.mysqlclone.kubectl.view.Need;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kubectl mysqlclone preflight}. */
@Command(
        name = "preflight",
        header = "Shows what preflight has found: what was chosen, warnings, and what keeps the clone from starting.",
        customSynopsis = "kubectl mysqlclone preflight NAME [OPTION...]",
        description = {
            "",
            "It shows what operator and agent have reported and asks no server itself. Of a MySQLClone with mode: Preflight,"
                    + " a dry run, it shows each check. Exit codes: 0 passed; 5 refused; 3 not known yet."
        },
        footer = "  kubectl mysqlclone preflight fill-replica -n shop")
final class PreflightCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The MySQLClone.")
    private String name = "";

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    private final Surroundings surroundings;

    PreflightCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (Cluster cluster = options.open()) {
            return show(cluster.get(name)).code();
        }
    }

    private ExitCode show(MySQLClone clone) {
        Facts facts = new Facts(clone);
        surroundings.out().println(facts.fullName() + ": from " + facts.donor() + recipient(facts));
        Optional.ofNullable(facts.status().preflight())
                .map(Checks::lines)
                .orElse(List.of())
                .forEach(surroundings.out()::println);
        Optional<Condition> condition = facts.status().condition(ConditionType.PREFLIGHT_PASSED);
        if (condition.filter(found -> "True".equals(found.getStatus())).isPresent()) {
            say("passed", condition.get());
            return ExitCode.DONE;
        }
        Optional<Condition> refused = condition.filter(found -> "False".equals(found.getStatus()));
        boolean trouble = !Need.of(clone).isEmpty();
        if (refused.isPresent() && trouble) {
            say("refused", refused.get());
            return ExitCode.FAILED;
        }
        surroundings
                .out()
                .println("not known yet: phase " + facts.phase()
                        + (facts.reason().isEmpty() ? "" : " (" + facts.reason() + ")") + ". " + facts.message());
        return ExitCode.STATE;
    }

    private static String recipient(Facts facts) {
        MySQLCloneStatus status = facts.status();
        return Optional.ofNullable(status.recipient())
                .map(found -> " to "
                        + Optional.ofNullable(found.pod())
                                .map(pod -> "pod " + pod
                                        + Optional.ofNullable(found.container())
                                                .map(container -> ", container " + container)
                                                .orElse(""))
                                .orElseGet(() -> "claim " + found.claim()))
                .orElse(facts.recipient().isEmpty() ? "" : " to " + facts.recipient());
    }

    private void say(String result, Condition condition) {
        surroundings
                .out()
                .println(result + " (" + condition.getReason() + ", since " + condition.getLastTransitionTime() + "): "
                        + condition.getMessage());
    }
}
