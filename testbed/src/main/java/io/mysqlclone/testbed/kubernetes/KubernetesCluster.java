package io.mysqlclone.testbed.kubernetes;

import io.mysqlclone.testbed.Shell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Kubernetes cluster of one node.
 *
 * <p>Its default StorageClass binds when a pod is there and hands out directories; the class {@code small} has volumes of
 * 300 MiB that do fill up. Images are those that were {@linkplain #load loaded}: pods use them with the pull policy {@code
 * IfNotPresent} or {@code Never}. From outside, pods are reached by port forwarding or exec, which work everywhere; only a
 * {@code testbed/cluster} lets this machine reach their addresses.
 */
public final class KubernetesCluster implements AutoCloseable {

    /** The environment variable that says {@code local} or {@code k3s} where both would do. */
    private static final String CHOICE = "TESTBED_CLUSTER";

    /** The environment variable that makes it an error that there can be no cluster: {@code true} in CI. */
    private static final String REQUIRED = "TESTBED_CLUSTER_REQUIRED";

    /** The environment variable that leaves the cluster running after the tests: {@code true} to look into it. */
    private static final String KEEP = "TESTBED_CLUSTER_KEEP";

    /** The power switch of the cluster's node. */
    public interface Node {

        /** Ends the node and all containers at once; the API server goes on and is not told. */
        void stop();

        /** Starts it again; returns when it is ready and has noticed which containers ended. */
        void start();
    }

    private final Ground ground;
    private final Path kubeconfig;
    private final Path kubectl;
    private final Path helm;
    private final Thread atExit = new Thread(this::close, "kubernetes-cluster-end");

    private boolean closed;

    private KubernetesCluster(Ground ground) {
        this.ground = ground;
        this.kubeconfig = ground.kubeconfig();
        this.kubectl = ground.program("kubectl");
        this.helm = ground.program("helm");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Starts a new cluster: on k3s where a Docker engine answers, else by {@code testbed/cluster}, which takes about ten
     * seconds when its programs have been built before. Where neither is possible, says so and aborts the test, which is
     * then reported as skipped; with {@code TESTBED_CLUSTER_REQUIRED=true} in the environment it fails instead.
     *
     * @param name a name that no other cluster of this machine has: small letters, digits, hyphens
     */
    public static KubernetesCluster start(String name) {
        Optional<String> withoutDocker = chosen("local") ? Optional.of("not chosen.") : K3sGround.obstacle();
        if (withoutDocker.isEmpty()) {
            return new KubernetesCluster(K3sGround.start());
        }
        Optional<String> withoutScript = chosen("k3s") ? Optional.of("not chosen.") : LocalGround.obstacle();
        if (withoutScript.isEmpty()) {
            return new KubernetesCluster(LocalGround.start(name));
        }
        String reason = "No Kubernetes cluster is possible here. k3s: " + withoutDocker.get() + " testbed/cluster: "
                + withoutScript.get();
        if (Boolean.parseBoolean(System.getenv(REQUIRED))) {
            throw new IllegalStateException(reason);
        }
        System.err.println("*** SKIPPED, the tests on the cluster '" + name + "'. " + reason);
        return Assumptions.abort(reason);
    }

    /** How an administrator reaches it. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /**
     * Gives the node images; names that were there before now mean these.
     *
     * @param archive as {@code docker save} makes it
     */
    public void load(Path archive) {
        ground.load(archive);
    }

    /**
     * Runs kubectl as an administrator and returns what it printed.
     *
     * @throws IllegalStateException with its messages, if it fails
     */
    public String kubectl(String... arguments) {
        return run(kubectl, "", arguments);
    }

    /** Applies YAML documents. */
    public void apply(String documents) {
        run(kubectl, documents, "apply", "--server-side", "--filename=-");
    }

    /**
     * Runs helm as an administrator and returns what it printed.
     *
     * @throws IllegalStateException with its messages, if it fails
     */
    public String helm(String... arguments) {
        return run(helm, "", arguments);
    }

    /** The switch of the node; empty on k3s, whose node does not fail alone. */
    public Optional<Node> node() {
        return ground.node();
    }

    /** Removes the cluster; or leaves it, when {@code TESTBED_CLUSTER_KEEP=true} is in the environment. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (Boolean.parseBoolean(System.getenv(KEEP))) {
            System.err.println("*** The cluster stays: export KUBECONFIG=" + kubeconfig);
            return;
        }
        ground.close();
    }

    private String run(Path program, String input, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.add("--kubeconfig=" + kubeconfig);
        command.addAll(List.of(arguments));
        return Shell.answer(command, input);
    }

    private static boolean chosen(String ground) {
        return ground.equals(System.getenv().getOrDefault(CHOICE, "").toLowerCase(Locale.ROOT));
    }
}
