package io.mysqlclone.kubectl.cli;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.kubectl.cluster.Cluster;
import io.mysqlclone.kubectl.cluster.Decided;
import io.mysqlclone.kubectl.cluster.ExitCode;
import io.mysqlclone.kubectl.cluster.Refusal;
import io.mysqlclone.kubectl.view.Facts;
import io.mysqlclone.kubectl.view.OneClone;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kubectl mysqlclone cancel}. */
@Command(
        name = "cancel",
        header = "Gives a clone up: deletes the resource; what was stored is removed.",
        customSynopsis = "kubectl mysqlclone cancel NAME [OPTION...]",
        description = {
            "",
            "It shows the clone, asks, deletes what was shown, and waits until the resource is gone, which is when nothing of"
                    + " the clone can be put in place any more. A clone that has ended is not cancelled: delete the resource with"
                    + " kubectl delete."
        },
        footer = "  kubectl mysqlclone cancel fill-replica -n shop")
final class CancelCommand implements Callable<Integer> {
    private static final long ROUND_MILLIS = 500;

    @Parameters(paramLabel = "NAME", description = "The MySQLClone.")
    private String name = "";

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "15m",
            converter = Timeout.class,
            description = "How long to wait until it is gone; 0: do not wait. Default: 15m.")
    private Duration timeout = Duration.ZERO;

    @Mixin
    private DryRun dryRun = new DryRun();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    private final Surroundings surroundings;

    CancelCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Cluster cluster = options.open()) {
            MySQLClone clone = cluster.get(name);
            Facts facts = new Facts(clone);
            if (clone.getMetadata().getDeletionTimestamp() == null) {
                check(facts);
                if (!yes) {
                    OneClone.lines(
                                    clone,
                                    surroundings.style(),
                                    surroundings.clock().instant())
                            .forEach(surroundings.out()::println);
                    Confirmation.ask(surroundings, "Give this clone up?");
                }
                Decided.once(
                        cluster,
                        clone,
                        version -> Optional.of(cluster.delete(version, dryRun.wanted()))
                                .filter(done -> done));
                surroundings
                        .out()
                        .println(facts.fullName() + " is cancelled" + dryRun.note() + "; it was " + facts.phase()
                                + committed(facts) + ".");
            } else {
                surroundings.out().println(facts.fullName() + " was deleted before.");
            }
            return dryRun.wanted() || timeout.isZero()
                    ? ExitCode.DONE.code()
                    : untilGone(cluster, clone.getMetadata().getUid()).code();
        }
    }

    private static void check(Facts facts) {
        if (facts.ended()) {
            throw new Refusal(
                    ExitCode.STATE,
                    facts.fullName() + " has ended (" + facts.phase()
                            + ") and is not cancelled: kubectl delete mysqlclone"
                            + " removes the resource, and nothing of the data.");
        }
    }

    private static String committed(Facts facts) {
        return facts.status().holds(ConditionType.COMMITTED)
                ? ", and its clone was in the old data's place: it stays when mysqld has started on it"
                : "";
    }

    private ExitCode untilGone(Cluster cluster, String uid) throws InterruptedException {
        Instant end = surroundings.clock().instant().plus(timeout);
        String said = "";
        while (true) {
            Optional<MySQLClone> left = cluster.find(name)
                    .filter(clone -> clone.getMetadata().getUid().equals(uid));
            if (left.isEmpty()) {
                surroundings.out().println("It is gone, and nothing of it can be put in place any more.");
                return ExitCode.DONE;
            }
            String message = new Facts(left.get()).message();
            if (!message.equals(said)) {
                surroundings.out().println(message);
                said = message;
            }
            if (surroundings.clock().instant().isAfter(end)) {
                throw new Refusal(
                        ExitCode.STATE,
                        "it is not gone after " + timeout.toSeconds()
                                + " s; it goes on without this command, if an operator runs: kubectl mysqlclone status "
                                + name + " -w follows it.");
            }
            Thread.sleep(ROUND_MILLIS);
        }
    }
}
