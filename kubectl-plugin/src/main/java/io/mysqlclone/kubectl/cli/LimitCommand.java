package io.mysqlclone.kubectl.cli;

import io.fabric8.kubernetes.api.model.Quantity;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.agent.Transfer;
import io.mysqlclone.kubectl.cluster.Cluster;
import io.mysqlclone.kubectl.cluster.ExitCode;
import io.mysqlclone.kubectl.cluster.Refusal;
import io.mysqlclone.kubectl.view.Facts;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kubectl mysqlclone limit}. */
@Command(
        name = "limit",
        header = "Limits how many bytes a second a clone writes, or receives, while it runs.",
        customSynopsis = "kubectl mysqlclone limit NAME RATE [OPTION...]",
        description = {
            "",
            "Sets spec.transfer.maxDataBandwidth; with --network spec.transfer.maxNetworkBandwidth. The limit is for all"
                    + " connections together."
        },
        footer = {
            "  kubectl mysqlclone limit fill-replica 50Mi -n shop",
            "  kubectl mysqlclone limit fill-replica none -n shop"
        })
final class LimitCommand implements Callable<Integer> {
    private static final String NONE = "none";

    @Parameters(index = "0", paramLabel = "NAME", description = "The MySQLClone.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "RATE", description = "Bytes a second, such as 50Mi; none: no limit.")
    private String rate = "";

    @Option(
            names = "--network",
            description = "What is received rather than what is written; they differ when compressed.")
    private boolean network;

    @Mixin
    private DryRun dryRun = new DryRun();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    private final Surroundings surroundings;

    LimitCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String wanted = quantity();
        try (Cluster cluster = options.open()) {
            MySQLClone clone = cluster.get(name);
            Facts facts = new Facts(clone);
            if (facts.ended()) {
                throw new Refusal(
                        ExitCode.STATE,
                        facts.fullName() + " has ended (" + facts.phase() + "): nothing is transferred.");
            }
            String field = network ? "maxNetworkBandwidth" : "maxDataBandwidth";
            String before = limit(clone.getSpec().transfer());
            MySQLClone changed = cluster.changeSpec(clone, Map.of("transfer", Map.of(field, wanted)), dryRun.wanted());
            surroundings
                    .out()
                    .println(facts.fullName() + " limited" + dryRun.note() + ": " + field + " was " + before
                            + " and is " + limit(changed.getSpec().transfer()) + ".");
            return ExitCode.DONE.code();
        }
    }

    private String limit(Transfer transfer) {
        @Nullable Quantity limit = network ? transfer.maxNetworkBandwidth() : transfer.maxDataBandwidth();
        return Optional.ofNullable(limit)
                .map(Quantity::toString)
                .filter(text -> !text.equals("0"))
                .map(text -> text + "/s")
                .orElse(NONE);
    }

    /** The API server says what is too little; a word that is no quantity at all it explains badly. */
    private String quantity() {
        if (rate.equals(NONE)) {
            return "0";
        }
        String amount = rate.endsWith("/s") ? rate.substring(0, rate.length() - 2) : rate;
        if (!amount.matches("[0-9]+(\\.[0-9]+)?([kMGT]|[KMGT]i)?")) {
            throw new Refusal(
                    ExitCode.USAGE, "RATE is \"" + rate + "\"; it must be bytes a second such as 50Mi, or none.");
        }
        return amount;
    }
}
