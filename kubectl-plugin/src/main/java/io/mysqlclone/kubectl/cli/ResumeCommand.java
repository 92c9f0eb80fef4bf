package io.mysqlclone.kubectl.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kubectl mysqlclone resume}. */
@Command(
        name = "resume",
        header = "Lets a suspended clone go on.",
        customSynopsis = "kubectl mysqlclone resume NAME [OPTION...]",
        description = {
            "",
            "It goes on from the durable point where it stopped, if the donor still holds the snapshot, else from the beginning."
        },
        footer = "  kubectl mysqlclone resume fill-replica -n shop")
final class ResumeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The MySQLClone.")
    private String name = "";

    @Mixin
    private DryRun dryRun = new DryRun();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    private final Surroundings surroundings;

    ResumeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        return Suspension.set(false, name, options, dryRun, surroundings).code();
    }
}
