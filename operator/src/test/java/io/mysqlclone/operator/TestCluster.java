package io.mysqlclone.operator;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.mysqlclone.testbed.ApiServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A real API server that knows the resource, shared by all tests; each one works in a namespace of its own. */
public final class TestCluster {

    private static final List<String> DEFINITIONS = List.of(
            "../crds/mysqlclones.mysqlclone.io-v1.yml",
            "../crds/mysqldonors.mysqlclone.io-v1.yml",
            "../crds/mysqlcloneschedules.mysqlclone.io-v1.yml",
            "../crds/mysqlclonesets.mysqlclone.io-v1.yml");
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    /** What is asked for twice, because the answer was late on a busy machine, is there already the second time. */
    private static final int PATIENCE_MILLIS = 120_000;

    private TestCluster() {}

    private static final class Api {
        static final KubernetesClient CLIENT = start();

        static KubernetesClient start() {
            ApiServer api = ApiServer.shared();
            DEFINITIONS.forEach(file -> api.kubectl("apply", "--server-side", "-f", file));
            // Of one that was made a moment ago kubectl cannot read the conditions.
            DEFINITIONS.forEach(
                    file -> api.kubectl("wait", "--for=condition=Established", "--timeout=120s", "-f", file));
            Config config = Config.fromKubeconfig(api.kubeconfig());
            config.setRequestTimeout(PATIENCE_MILLIS);
            return new KubernetesClientBuilder().withConfig(config).build();
        }
    }

    /** A client of an administrator, shared. */
    public static KubernetesClient client() {
        return Api.CLIENT;
    }

    /** A client of an administrator for somebody who closes it. */
    static KubernetesClient newClient() {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(ApiServer.shared().kubeconfig()))
                .build();
    }

    /** The name of a namespace that was made for the caller. */
    public static String newNamespace(Map<String, String> labels) {
        String name = "stage-" + NAMESPACES.incrementAndGet();
        client().resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(labels)
                        .endMetadata()
                        .build())
                .create();
        return name;
    }
}
