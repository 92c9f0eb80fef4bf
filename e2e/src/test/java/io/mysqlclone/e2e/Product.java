package io.mysqlclone.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.Assumptions;

/** The cluster, and the operator that is installed on it for all scenarios. */
final class Product {

    static final String NAMESPACE = "mysql-clone-operator";
    static final String RELEASE = "clones";
    static final String DEPLOYMENT = "clones-mysql-clone-operator";

    private static final String CHART = "../helm/mysql-clone-operator";

    private static final class Installed {
        static final Product INSTANCE = new Product();
    }

    private final KubernetesClient client;

    private Product() {
        client = new KubernetesClientBuilder().build();
        install();
    }

    /** The product, installed; without a cluster the scenario is skipped, unless one was promised. */
    static Product installed() {
        boolean cluster = System.getenv("KUBECONFIG") != null;
        if (System.getenv("TESTBED_CLUSTER_REQUIRED") == null) {
            Assumptions.assumeTrue(
                    cluster, "SKIPPED: no cluster; start one with testbed/cluster up and export what it prints");
        }
        return Installed.INSTANCE;
    }

    KubernetesClient client() {
        return client;
    }

    /** As the README says, and with what an option of the chart adds and nobody is in the way of. */
    static void install(String... further) {
        String[] command = {
            "helm",
            "upgrade",
            "--install",
            RELEASE,
            CHART,
            "--namespace",
            NAMESPACE,
            "--create-namespace",
            "--set",
            "image.registry=" + System.getProperty("image.registry", "localhost"),
            "--set",
            "image.pullPolicy=Never",
            "--set",
            "populator.enabled=true",
            "--wait",
            "--timeout",
            "3m",
        };
        String[] all = new String[command.length + further.length];
        System.arraycopy(command, 0, all, 0, command.length);
        System.arraycopy(further, 0, all, command.length, further.length);
        Program.run(all);
    }

    /** Deletes the operator's pod without giving it time for a word, so that another one takes over. */
    void deleteOperator() {
        Program.run(
                "kubectl",
                "--namespace",
                NAMESPACE,
                "delete",
                "pod",
                "--selector=app.kubernetes.io/instance=" + RELEASE,
                "--grace-period=0",
                "--force",
                "--wait=false");
    }

    /** Kills the operator's processes, so that its container is started again. */
    void crashOperator(Scene scene) {
        Node.kill(scene, operatorPod(), "operator");
    }

    /** The operator's pod that is not about to go. */
    Pod operatorPod() {
        return client
                .pods()
                .inNamespace(NAMESPACE)
                .withLabel("app.kubernetes.io/instance", RELEASE)
                .list()
                .getItems()
                .stream()
                .filter(each -> each.getMetadata().getDeletionTimestamp() == null)
                .findFirst()
                .orElseThrow(() -> new AssertionError("the operator has no pod"));
    }

    /** As its user would; what is kept is told in the chart's README. */
    static void uninstall() {
        Program.run("helm", "uninstall", RELEASE, "--namespace", NAMESPACE, "--wait");
    }

    /** What the operator has logged since it was started. */
    String operatorLog() {
        return Program.run("kubectl", "--namespace", NAMESPACE, "logs", "deployment/" + DEPLOYMENT, "--tail=-1");
    }
}
