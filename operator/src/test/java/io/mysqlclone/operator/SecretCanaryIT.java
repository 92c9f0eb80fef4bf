package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

/**
 * Clones with a Secret behind everything that may name one, of which no value may turn up anywhere but in its Secret: accounts,
 * certificates, and scripts, which are SQL with passwords. No more may the operator's key, or the tokens that it makes of it.
 * Looked through are the log at its most talkative, with all that the client of the API server and the HTTP client say, events,
 * statuses, pods, claims and metrics.
 */
final class SecretCanaryIT {

    private static final String CANARY = "canary-";

    private static final String SPEC = """
            donor:
              host: mysql-0.mysql
              credentialsSecretRef: {name: donor}
              tls: {caSecretRef: {name: tls}, crlSecretRef: {name: tls}, clientCertificateSecretRef: {name: tls}}
            %s
            """;

    private static final String REPLICATION = """
            replication:
              credentialsSecretRef: {name: repl}
              adminCredentialsSecretRef: {name: admin, usernameKey: user, passwordKey: pass}
            """;

    /** Scripts that set passwords, and the account that runs them. */
    private static final String POST_CLONE = """
            postClone:
              credentialsSecretRef: {name: mask, usernameKey: user, passwordKey: pass}
              scripts:
              - configMapKeyRef: {name: mask, key: mask.sql}
              - secretKeyRef: {name: accounts, key: accounts.sql}
            """;

    /** All that is logged, by whomever. */
    private static final class Listener extends Handler implements AutoCloseable {

        private final PatternFormatter format = new PatternFormatter("%c %X{clone} %s%e%n");
        private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
        private final Logger root = Logger.getLogger("");
        private final Level before = root.getLevel();

        void listen() {
            setLevel(Level.ALL);
            root.setLevel(Level.ALL);
            root.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            heard.add(format.format(ExtLogRecord.wrap(line)));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            root.removeHandler(this);
            root.setLevel(before);
        }
    }

    private static KubernetesClient client() {
        return TestCluster.client();
    }

    private static void secret(String namespace, String name, String... keys) {
        SecretBuilder secret = new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata();
        Stream.of(keys).forEach(key -> secret.addToStringData(key, CANARY + name + "-" + key));
        client().resource(secret.build()).create();
    }

    @Test
    void noSecretTurnsUpAnywhereElse() throws Exception {
        List<String> tokens = new ArrayList<>();
        try (Listener log = new Listener();
                Stage stage = new Stage(Map.of(), namespace -> operator(namespace, log))) {
            stage.create("copy", SPEC.formatted("recipient: {pod: {name: db-1}}") + REPLICATION);
            clonesIntoAPod(stage);
            stage.create("masked", SPEC.formatted("recipient: {pod: {name: db-2}}") + POST_CLONE);
            Pod before = runsScripts(stage);
            stage.create(
                    "new",
                    SPEC.formatted("recipient: {persistentVolumeClaim: {claimName: data, template: {storage: 1Gi}}}"));
            Pod agent = stage.kubelet().agentPod("new", 1);
            stage.kubelet().endsAgentPod(agent, 4, Words.CANCELLED.replace("Cancelled", "DonorError"));
            Pod again = stage.kubelet().agentPod("new", 2);
            List<HasMetadata> pods = List.of(before, agent, again);
            stage.resource("new").delete();
            stage.kubelet().endsAgentPod(again, 8, Words.CANCELLED);
            stage.awaitGone("new");
            tokens.addAll(tokens(stage.uid("copy")));
            tokens.addAll(tokens(stage.uid("masked")));
            tokens.addAll(
                    tokens(agent.getMetadata().getOwnerReferences().getFirst().getUid()));

            List<String> said = List.copyOf(log.heard);
            assertThat(said)
                    .as("the log that is looked through has what the operator says, and what its clients do")
                    .anyMatch(line -> line.contains("MySQLCloneReconciler"))
                    .anyMatch(line -> line.contains(stage.namespace() + "/copy"))
                    .anyMatch(line -> line.startsWith("io.fabric8"));
            String world = Stream.of(
                            said.stream(),
                            Stream.concat(pods.stream(), objects(stage)).map(Serialization::asYaml),
                            stage.history("copy").stream().map(Serialization::asYaml),
                            stage.history("masked").stream().map(Serialization::asYaml),
                            stage.history("new").stream().map(Serialization::asYaml),
                            stage.operator().registry().getMeters().stream()
                                    .map(meter -> meter.getId().toString()))
                    .flatMap(texts -> texts)
                    .collect(Collectors.joining("\n"));
            assertThat(world.contains("CLONE_AGENT_PASSWORD"))
                    .as("what is looked through has the pods' variables")
                    .isTrue();
            assertThat(stage.kubelet().commands("db-2"))
                    .as("agents that are looked through")
                    .contains("run-sql");
            assertNowhere(world, CANARY);
            assertNowhere(world, base64(CANARY).substring(0, 8));
            assertNowhere(world, new String(FakeAgents.keyBytes(), StandardCharsets.UTF_8));
            tokens.forEach(token -> assertNowhere(world, token));
        }
    }

    /** The test itself writes Secrets, which its client may log: before anybody listens. */
    private static TestOperator operator(String namespace, Listener log) {
        secret(namespace, "donor", "username", "password");
        secret(namespace, "repl", "username", "password");
        secret(namespace, "admin", "user", "pass");
        secret(namespace, "mask", "user", "pass");
        secret(namespace, "accounts", "accounts.sql");
        secret(namespace, "tls", "ca.crt", "ca.crl", "tls.crt", "tls.key");
        log.listen();
        return TestOperator.start(TestCluster.newClient(), namespace, FakeAgents.shared());
    }

    private static void clonesIntoAPod(Stage stage) throws Exception {
        Kubelet kubelet = stage.kubelet();
        kubelet.serves("db-1");
        FakeAgents.shared().says(stage.uid("copy"), 1, Words.transferring());
        kubelet.starts("db-1", 1);
        stage.awaitReason("copy", "Transferring");
        stage.patch("copy", "{\"spec\": {\"transfer\": {\"maxNetworkBandwidth\": \"1Mi\"}}}");
        kubelet.ends("db-1", 1, 0, Words.received());
        stage.restartsOnTheClone("copy", "db-1", 2);
        kubelet.ends("db-1", 3, 0, Words.recovered(false));
        kubelet.ends("db-1", 4, 0, Words.REPLICATES);
        stage.awaitPhase("copy", Phase.READY);
    }

    /** The pod as it was before it was made again. The scripts are run twice, as they fail once. */
    private static Pod runsScripts(Stage stage) throws Exception {
        Kubelet kubelet = stage.kubelet();
        kubelet.serves("db-2");
        kubelet.ends("db-2", 1, 0, Words.received());
        stage.waitsForStop("masked", "db-2", 2);
        Pod before = kubelet.get("db-2");
        kubelet.makesAgain("db-2");
        kubelet.ends("db-2", 3, 0, Words.recovered(false));
        kubelet.ends("db-2", 4, 4, Words.SCRIPT_FAILED);
        stage.awaitReason("masked", "PostCloneFailed");
        kubelet.ends("db-2", 5, 0, Words.SCRIPTS);
        stage.awaitPhase("masked", Phase.READY);
        return before;
    }

    private static Stream<HasMetadata> objects(Stage stage) {
        return Stream.of(Pod.class, PersistentVolumeClaim.class, Event.class, MySQLClone.class)
                .flatMap(type -> client().resources(type).inNamespace(stage.namespace()).list().getItems().stream());
    }

    private static List<String> tokens(String uid) {
        return Stream.of(1, 2, 3, 4, 5)
                .map(run -> FakeAgents.shared().token(uid, run))
                .toList();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertNowhere(String world, String secret) {
        int at = world.indexOf(secret);
        assertThat(at < 0 ? "" : world.substring(Math.max(0, at - 300), Math.min(world.length(), at + 100)))
                .as("where a secret turns up")
                .isEmpty();
    }
}
