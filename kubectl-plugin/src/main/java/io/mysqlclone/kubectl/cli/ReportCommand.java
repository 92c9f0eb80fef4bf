package io.mysqlclone.kubectl.cli;

import io.mysqlclone.kubectl.cluster.Cluster;
import io.mysqlclone.kubectl.cluster.ExitCode;
import io.mysqlclone.kubectl.report.SupportBundle;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kubectl mysqlclone report}. */
@Command(
        name = "report",
        header = "Packs what tells why a clone does what it does into one file, without secrets.",
        customSynopsis = "kubectl mysqlclone report NAME [OPTION...]",
        description = {
            "",
            "The resource, its events, the pods of recipient and agents, the agents' logs, the operator's log, and versions. What"
                    + " you may not read is left out and listed. No Secret is read; values of environment variables, of"
                    + " arguments and of annotations are removed unless they are known to be harmless. Look into it before you"
                    + " give it away: logs and names of hosts are in it."
        },
        footer = {
            "  kubectl mysqlclone report fill-replica -n shop",
            "  tar tzf mysqlclone-report-shop-fill-replica-*.tar.gz"
        })
final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The MySQLClone.")
    private String name = "";

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Where to; must not exist. Default: mysqlclone-report-NAMESPACE-NAME-TIME.tar.gz here.")
    private @Nullable Path file;

    @Option(
            names = "--operator-namespace",
            paramLabel = "NAME",
            description = "Where the operator runs. Default: looked for in all namespaces, else mysql-clone-operator.")
    private @Nullable String operatorNamespace;

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    private final Surroundings surroundings;

    ReportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (Cluster cluster = options.open()) {
            SupportBundle.Written written = new SupportBundle(
                            cluster, surroundings.clock(), Version.text(), Optional.ofNullable(operatorNamespace))
                    .write(name, Optional.ofNullable(file));
            surroundings
                    .out()
                    .println(written.file() + ": " + written.entries() + " files, " + written.bytes() + " bytes.");
            if (!written.missing().isEmpty()) {
                surroundings.err().println("Not in it:");
                written.missing().forEach(line -> surroundings.err().println("  " + line));
            }
            return ExitCode.DONE.code();
        }
    }
}
