package io.mysqlclone.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A namespace for one scenario; everything in it goes with it. */
final class Scene implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Product product;
    private final String namespace;

    private Scene(Product product, String namespace) {
        this.product = product;
        this.namespace = namespace;
    }

    static Scene open(String name) {
        return named("e2e-" + name + "-" + NUMBER.incrementAndGet() + "-"
                + Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX));
    }

    /** A namespace whose name matters. */
    static Scene named(String namespace) {
        Product product = Product.installed();
        Program.run("kubectl", "create", "namespace", namespace);
        return new Scene(product, namespace);
    }

    Product product() {
        return product;
    }

    KubernetesClient client() {
        return product.client();
    }

    String namespace() {
        return namespace;
    }

    String kubectl(String... arguments) {
        return kubectl(List.of(arguments), "");
    }

    String kubectl(List<String> arguments, String input) {
        return Program.runWithInput(input, command(arguments));
    }

    /** Runs kubectl, which may fail. */
    Program.Ended tryKubectl(String... arguments) {
        return Program.tryRun("", command(List.of(arguments)));
    }

    private List<String> command(List<String> arguments) {
        java.util.ArrayList<String> command = new java.util.ArrayList<>(List.of("kubectl", "--namespace", namespace));
        command.addAll(arguments);
        return command;
    }

    void apply(String manifest) {
        kubectl(List.of("apply", "-f", "-"), manifest);
    }

    /** Applies a MySQLClone; its name is in it. */
    Clone clone(String name, String spec) {
        apply("""
                apiVersion: mysqlclone.io/v1alpha1
                kind: MySQLClone
                metadata: {name: %s}
                spec:
                %s
                """.formatted(name, spec.indent(2)));
        return new Clone(this, name);
    }

    void secret(String name, String user, String password) {
        kubectl(
                "create",
                "secret",
                "generic",
                name,
                "--from-literal=username=" + user,
                "--from-literal=password=" + password);
    }

    Pod pod(String name) {
        Pod pod = client().pods().inNamespace(namespace).withName(name).get();
        if (pod == null) {
            throw new AssertionError("there is no pod " + name);
        }
        return pod;
    }

    @Override
    public void close() {
        kubectl("delete", "mysqlclone", "--all", "--timeout=3m");
        Program.run("kubectl", "delete", "namespace", namespace, "--wait=false");
    }
}
