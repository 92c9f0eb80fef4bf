package io.mysqlclone.kubectl.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kubectl mysqlclone suspend}. */
@Command(
        name = "suspend",
        header = "Stops a clone at a durable point, or keeps it from beginning.",
        customSynopsis = "kubectl mysqlclone suspend NAME [OPTION...]",
        description = {
            "",
            "It goes on with resume: from there, if the donor still holds the snapshot (its clone_donor_timeout_after_network_failure, 5 minutes by default), else from the beginning."
        },
        footer = "  kubectl mysqlclone suspend fill-replica -n shop")
final class SuspendCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The MySQLClone.")
    private String name = "";

    @Mixin
    private DryRun dryRun = new DryRun();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    private final Surroundings surroundings;

    SuspendCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        return Suspension.set(true, name, options, dryRun, surroundings).code();
    }
}
