package io.mysqlclone.kubectl.cli;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.status.RecipientStatus;
import io.mysqlclone.api.v1alpha1.status.Step;
import io.mysqlclone.kubectl.cluster.Cluster;
import io.mysqlclone.kubectl.cluster.Decided;
import io.mysqlclone.kubectl.cluster.ExitCode;
import io.mysqlclone.kubectl.cluster.Refusal;
import io.mysqlclone.kubectl.cluster.Seen;
import io.mysqlclone.kubectl.view.Facts;
import io.mysqlclone.kubectl.view.OneClone;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kubectl mysqlclone approve}. */
@Command(
        name = "approve",
        header = "Approves the restart of a clone's recipient (restartPolicy: Manual).",
        customSynopsis = "kubectl mysqlclone approve NAME [OPTION...]",
        description = {
            "",
            "It shows the clone, asks, and approves what was shown: when its spec, its phase, its agent or the recipient's pod"
                    + " is another one by then, nothing is done. What the old server writes until it is restarted on the clone is"
                    + " lost."
        },
        footer = {
            "  kubectl mysqlclone approve fill-replica -n shop",
            "  What a script has looked at, and nothing newer:",
            "    seen=$(kubectl mysqlclone status fill-replica -o json)",
            "    kubectl mysqlclone approve fill-replica --yes \\",
            "        --resource-version \"$(echo \"$seen\" | jq -r .resourceVersion)\""
        })
final class ApproveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The MySQLClone.")
    private String name = "";

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--resource-version",
            paramLabel = "VERSION",
            description = "Approve only this version of the resource, as status -o json has shown it.")
    private @Nullable String resourceVersion;

    @Mixin
    private DryRun dryRun = new DryRun();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    private final Surroundings surroundings;

    ApproveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (Cluster cluster = options.open()) {
            MySQLClone clone = cluster.get(name);
            if (Facts.approved(clone)) {
                surroundings.out().println(new Facts(clone).fullName() + " was approved already.");
                return ExitCode.DONE.code();
            }
            check(clone);
            if (!yes) {
                OneClone.lines(clone, surroundings.style(), surroundings.clock().instant())
                        .forEach(surroundings.out()::println);
                Confirmation.ask(surroundings, "Restart " + recipient(clone) + " on the clone?");
            }
            MySQLClone approved = Optional.ofNullable(resourceVersion)
                    .map(_ -> exactly(cluster, clone))
                    .orElseGet(() -> Decided.once(cluster, clone, version -> approve(cluster, version)));
            tell(approved);
            return ExitCode.DONE.code();
        }
    }

    private void check(MySQLClone clone) {
        Facts facts = new Facts(clone);
        if (clone.getMetadata().getDeletionTimestamp() != null
                || !facts.status().isAt(Step.AWAITING_APPROVAL)) {
            throw new Refusal(
                    ExitCode.STATE,
                    facts.fullName() + " does not wait for approval: it is " + facts.phase() + ". " + facts.message());
        }
    }

    private MySQLClone exactly(Cluster cluster, MySQLClone clone) {
        if (!clone.getMetadata().getResourceVersion().equals(resourceVersion)) {
            throw changed(clone);
        }
        return approve(cluster, clone).orElseThrow(() -> changed(cluster.get(name)));
    }

    private Refusal changed(MySQLClone clone) {
        return new Refusal(
                ExitCode.STATE,
                "it has changed since version " + resourceVersion + ", and nothing was done: it is version "
                        + clone.getMetadata().getResourceVersion() + " by now; look again.");
    }

    private Optional<MySQLClone> approve(Cluster cluster, MySQLClone clone) {
        return cluster.annotate(clone, MySQLClone.APPROVE_RESTART, "true", dryRun.wanted());
    }

    private void tell(MySQLClone approved) {
        Seen seen = Seen.of(approved);
        surroundings
                .out()
                .println("%s approved%s: %s is restarted on the clone (generation %d, run %d, resourceVersion %s)."
                        .formatted(
                                new Facts(approved).fullName(),
                                dryRun.note(),
                                recipient(approved),
                                seen.generation(),
                                seen.run(),
                                approved.getMetadata().getResourceVersion()));
    }

    private static String recipient(MySQLClone clone) {
        Facts facts = new Facts(clone);
        return Optional.ofNullable(facts.status().recipient())
                .map(ApproveCommand::recipient)
                .orElseGet(facts::recipient);
    }

    private static String recipient(RecipientStatus recipient) {
        return Optional.ofNullable(recipient.pod())
                .map(pod -> "pod " + pod
                        + Optional.ofNullable(recipient.podUid())
                                .map(uid -> " (uid " + uid + ")")
                                .orElse(""))
                .orElseGet(() -> "the server of claim " + recipient.claim());
    }
}
