package io.mysqlclone.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** The operator as it is installed, in this process and for one namespace. */
final class TestOperator implements AutoCloseable {

    static final String AGENT_IMAGE = "mysql-clone-operator/clone-agent:test";

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final OperatorApplication application;

    private TestOperator(OperatorConfig config) {
        application = new OperatorApplication(config, registry);
    }

    /** One that is never started, where another process is the operator. */
    static TestOperator none() {
        return new TestOperator(new Settings(Set.of(), Optional.empty(), "operator-0", FakeAgents.shared(), false));
    }

    /** Starts one without others, which closes the client when it ends. */
    static TestOperator start(KubernetesClient client, String namespace, FakeAgents agents) {
        return start(client, Set.of(namespace), agents);
    }

    /** The same for several namespaces. */
    static TestOperator start(KubernetesClient client, Set<String> namespaces, FakeAgents agents) {
        return start(client, new Settings(namespaces, Optional.empty(), "operator-0", agents, false));
    }

    /** Starts one of several, of which one leads. */
    static TestOperator startReplica(KubernetesClient client, String namespace, String name) {
        return start(client, new Settings(Set.of(namespace), Optional.of(namespace), name, FakeAgents.shared(), false));
    }

    /** Starts one that fills claims whose data source is a MySQLDonor. */
    static TestOperator startPopulator(String namespace) {
        return start(
                TestCluster.newClient(),
                new Settings(Set.of(namespace), Optional.empty(), "operator-0", FakeAgents.shared(), true));
    }

    private static TestOperator start(KubernetesClient client, Settings settings) {
        TestOperator operator = new TestOperator(settings);
        operator.application.start(client);
        return operator;
    }

    boolean healthy() {
        return application.healthy();
    }

    Set<String> unwatched() {
        return application.unwatched();
    }

    MeterRegistry registry() {
        return registry;
    }

    /** How many reconciliations had this result: {@code success} or {@code failure}. */
    double reconciliations(String result) {
        return registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("reconciliations." + result))
                .flatMap(meter -> StreamSupport.stream(meter.measure().spliterator(), false))
                .mapToDouble(Measurement::getValue)
                .sum();
    }

    /** It ends in the midst of whatever it does. */
    @Override
    public void close() {
        application.stop();
    }

    private record Settings(
            Set<String> watched, Optional<String> namespace, String name, FakeAgents agents, boolean populates)
            implements OperatorConfig {

        @Override
        public Populator populator() {
            return () -> populates;
        }

        @Override
        public Optional<Set<String>> watchNamespaces() {
            return Optional.of(watched);
        }

        @Override
        public Optional<String> podName() {
            return Optional.of(name);
        }

        @Override
        public Path keyFile() {
            try {
                Path file = Files.createTempFile("operator", ".key");
                file.toFile().deleteOnExit();
                return Files.write(file, FakeAgents.keyBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Agent agent() {
            return new AgentConfig(agents.port());
        }
    }

    private record AgentConfig(int port) implements OperatorConfig.Agent {

        @Override
        public String image() {
            return AGENT_IMAGE;
        }

        @Override
        public Optional<Set<String>> allowedImages() {
            return Optional.of(Set.of("no/such:*", "the/right:image"));
        }

        @Override
        public Optional<String> resources() {
            return Optional.of("{\"requests\": {\"cpu\": \"50m\", \"memory\": \"128Mi\"}}");
        }

        @Override
        public String imagePullPolicy() {
            return "IfNotPresent";
        }
    }
}
