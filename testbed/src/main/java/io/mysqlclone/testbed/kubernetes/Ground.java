package io.mysqlclone.testbed.kubernetes;

import java.nio.file.Path;
import java.util.Optional;

/** What a cluster stands on. */
sealed interface Ground extends AutoCloseable permits LocalGround, K3sGround {

    /** How an administrator reaches the cluster from this machine. */
    Path kubeconfig();

    /** Path of kubectl or helm. */
    Path program(String name);

    /** Gives the node the images in an archive, as of {@code docker save}. */
    void load(Path archive);

    /** The switch of the node; empty when this node cannot fail alone. */
    Optional<KubernetesCluster.Node> node();

    @Override
    void close();
}
