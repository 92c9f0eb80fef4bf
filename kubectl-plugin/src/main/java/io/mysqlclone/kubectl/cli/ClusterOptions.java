package io.mysqlclone.kubectl.cli;

import io.mysqlclone.kubectl.cluster.Cluster;
import io.mysqlclone.kubectl.cluster.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster: kubectl's own options, with kubectl's meanings. */
final class ClusterOptions {
    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "Namespace. Default: that of the context.")
    private @Nullable String namespace;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "Context of the kubeconfig. Default: the current one.")
    private @Nullable String context;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Kubeconfig. Default: KUBECONFIG, else ~/.kube/config.")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--request-timeout",
            paramLabel = "TIME",
            converter = Timeout.class,
            description = "How long one request may take, such as 5s; 0: as long as it likes. Default: 10s.")
    private @Nullable Duration requestTimeout;

    Cluster open() {
        return Cluster.open(target());
    }

    Target target() {
        return new Target(
                Optional.ofNullable(kubeconfig),
                Optional.ofNullable(context),
                Optional.ofNullable(namespace),
                Optional.ofNullable(requestTimeout));
    }
}
