package io.mysqlclone.kubectl.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.AuthInfoBuilder;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.kubectl.Clones;
import io.mysqlclone.kubectl.cli.Plugin;
import io.mysqlclone.kubectl.cluster.ExitCode;
import io.mysqlclone.testbed.ApiServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The support bundle from a real API server, whose kubelet this test plays: it has everything, but no canary. */
class ReportIT {
    private static final String NODE = "report-node";

    @TempDir
    private Path scratch;

    private final Clones clones = new Clones();
    private final Plugin plugin = clones.plugin();
    private HttpsServer kubelet;

    @BeforeEach
    void play() throws Exception {
        kubelet = kubelet(scratch);
        Clones.client()
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(NODE)
                        .endMetadata()
                        .build())
                .create();
        Clones.client()
                .nodes()
                .withName(NODE)
                .editStatus(node -> new NodeBuilder(node)
                        .editOrNewStatus()
                        .addNewAddress("127.0.0.1", "InternalIP")
                        .withNewDaemonEndpoints()
                        .withNewKubeletEndpoint(kubelet.getAddress().getPort())
                        .endDaemonEndpoints()
                        .withNewNodeInfo()
                        .withKubeletVersion("v1.34.4")
                        .endNodeInfo()
                        .endStatus()
                        .build());
        clones.make("fill", "");
        clones.change("fill", "{metadata: {annotations: {example.com/note: c4nary}}}");
        clones.report("fill", Clones.TRANSFERRING);
        clones.report("fill", "{recipient: {pod: mysql-1, claim: data-mysql-1}}");
        Clones.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("donor")
                        .withNamespace(clones.namespace())
                        .endMetadata()
                        .withStringData(Map.of("password", "c4nary"))
                        .build())
                .create();
        pod(clones.namespace(), HarmlessTest.POD, Map.of());
        pod(clones.namespace(), """
                metadata: {name: fill-0a1b2c3d-1, labels: {mysqlclone.io/name: fill}}
                spec: {containers: [{name: clone-agent, image: a}]}""", Map.of());
        event("fill", "Warning", "the donor says: password=c4nary");
    }

    @AfterEach
    void end() {
        kubelet.stop(0);
        Clones.client().nodes().withName(NODE).delete();
        Clones.client().namespaces().withName("mysql-clone-operator").delete();
    }

    @Test
    void hasWhatTellsWhyAndNoSecret() throws IOException {
        Clones.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("operators")
                        .endMetadata()
                        .build())
                .create();
        pod(
                "operators",
                """
                metadata: {name: operator-0}
                spec: {containers: [{name: operator, image: o, env: [{name: AGENT_IMAGE, value: "agent:1"},
                  {name: PROXY, value: c4nary}]}]}""",
                Map.of("app.kubernetes.io/name", "mysql-clone-operator", "app.kubernetes.io/component", "operator"));
        Path file = scratch.resolve("report.tar.gz");

        assertThat(plugin.run("report", "fill", "--file", file.toString())).isZero();
        assertThat(plugin.out()).startsWith(file + ": ");
        assertThat(plugin.err()).isEmpty();
        Map<String, String> files = unpacked(file);
        assertThat(files.keySet())
                .contains(
                        "clone.yaml",
                        "status.txt",
                        "events.yaml",
                        "pods/mysql-1.yaml",
                        "pods/fill-0a1b2c3d-1.yaml",
                        "logs/fill-0a1b2c3d-1/clone-agent.log",
                        "operator/operators/operator-0.yaml",
                        "operator/operators/operator-0.operator.log",
                        "versions.yaml",
                        "README.txt");
        assertThat(files.get("clone.yaml")).contains("mysql-0.mysql.shop.svc", "example.com/note");
        assertThat(files.get("events.yaml")).contains("the donor says");
        assertThat(files.get("logs/fill-0a1b2c3d-1/clone-agent.log")).contains("a line of the log of clone-agent");
        assertThat(files.get("operator/operators/operator-0.yaml")).contains("agent:1", "PROXY");
        assertThat(files.get("versions.yaml")).contains("kubernetes: \"v1.34", "v1alpha1", "v1.34.4");
        assertThat(files.values()).allSatisfy(text -> assertThat(text).doesNotContain(HarmlessTest.CANARY));
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void hasTheScheduleThatMadeTheClone() throws IOException {
        clones.change("fill", "{metadata: {labels: {mysqlclone.io/schedule: nightly}}}");
        clones.schedule("nightly", "{message: \"The donor says: password=c4nary\", lastRun: now}");
        event("nightly", "Normal", "MySQLClone fill was made.");
        Path file = scratch.resolve("scheduled.tar.gz");

        assertThat(plugin.run("report", "fill", "--file", file.toString())).isZero();
        Map<String, String> files = unpacked(file);
        assertThat(files.get("schedule.yaml")).contains("Europe/Berlin", "lastRun");
        assertThat(files.get("events.yaml")).contains("MySQLClone fill was made.");
        assertThat(files.get("status.txt")).contains("by schedule nightly");
        assertThat(files.values()).allSatisfy(text -> assertThat(text).doesNotContain(HarmlessTest.CANARY));
    }

    @Test
    void aFileThatIsThereIsNotOverwritten() throws IOException {
        Path file = Files.writeString(scratch.resolve("there"), "mine");

        assertThat(plugin.run("report", "fill", "--file", file.toString())).isEqualTo(ExitCode.FILE.code());
        assertThat(plugin.err()).contains("exists already");
        assertThat(file).hasContent("mine");
    }

    @Test
    void whatCannotBeReadIsListedAndTheRestIsThere() throws IOException {
        kubelet.stop(0);
        Path file = scratch.resolve("less.tar.gz");

        assertThat(plugin.run("report", "fill", "--file", file.toString())).isZero();
        assertThat(plugin.err()).contains("Not in it:").contains("log of fill-0a1b2c3d-1/clone-agent");
        assertThat(unpacked(file))
                .containsKeys("clone.yaml", "pods/mysql-1.yaml")
                .hasEntrySatisfying(
                        "README.txt", text -> assertThat(text).contains("log of fill-0a1b2c3d-1/clone-agent"));
    }

    /** Events, logs, the claim, the operator and the nodes are left out; so many of them that a report is still worth it. */
    @Test
    void whoMayOnlyLookAtClonesAndPodsGetsThose() throws IOException {
        ApiServer api = ApiServer.shared();
        api.kubectl("-n", clones.namespace(), "create", "role", "looks", "--verb=get,list", "--resource=pods");
        api.kubectl(
                "-n",
                clones.namespace(),
                "create",
                "role",
                "clones",
                "--verb=get,list",
                "--resource=mysqlclones.mysqlclone.io");
        for (String role : List.of("looks", "clones")) {
            api.kubectl(
                    "-n",
                    clones.namespace(),
                    "create",
                    "rolebinding",
                    role,
                    "--role=" + role,
                    "--serviceaccount=" + clones.namespace() + ":default");
        }
        var config = KubeConfigUtils.parseConfig(Clones.kubeconfig().toFile());
        config.getUsers()
                .forEach(user -> user.setUser(new AuthInfoBuilder()
                        .withToken(api.kubectl("-n", clones.namespace(), "create", "token", "default")
                                .strip())
                        .build()));
        Path kubeconfig = Files.writeString(scratch.resolve("looks"), Serialization.asYaml(config));
        Path file = scratch.resolve("looks.tar.gz");
        Plugin looking = new Plugin("-n", clones.namespace(), "--kubeconfig", kubeconfig.toString());

        assertThat(looking.run("report", "fill", "--file", file.toString())).isZero();
        assertThat(looking.err())
                .contains("Not in it:", "you may not do that")
                .contains(
                        "events of fill",
                        "log of fill-0a1b2c3d-1/clone-agent",
                        "the operator's pods",
                        "claim data-mysql-1");
        assertThat(unpacked(file))
                .containsKeys("clone.yaml", "pods/mysql-1.yaml", "pods/fill-0a1b2c3d-1.yaml", "README.txt");

        assertThat(looking.run("status")).as("without the schedules").isZero();
        assertThat(looking.out()).contains("fill");

        assertThat(looking.run("suspend", "fill")).isEqualTo(ExitCode.CLUSTER.code());
        assertThat(looking.err())
                .startsWith("kubectl-mysqlclone: you may not do that: ")
                .contains("cannot patch")
                .hasLineCount(1);
    }

    private static void pod(String namespace, String yaml, Map<String, String> labels) {
        Pod pod = Serialization.unmarshal(
                "kind: Pod\napiVersion: v1\n" + yaml.replaceAll("(?m)^(apiVersion|kind): .*\n", ""), Pod.class);
        pod.getMetadata().setNamespace(namespace);
        if (!labels.isEmpty()) {
            pod.getMetadata().setLabels(labels);
        }
        pod.getSpec().setNodeName(NODE);
        pod.getSpec().setAutomountServiceAccountToken(false);
        if (Clones.client()
                        .serviceAccounts()
                        .inNamespace(namespace)
                        .withName("default")
                        .get()
                == null) {
            Clones.client()
                    .resource(new io.fabric8.kubernetes.api.model.ServiceAccountBuilder()
                            .withNewMetadata()
                            .withName("default")
                            .withNamespace(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
        Clones.client().resource(pod).create();
    }

    private void event(String name, String type, String message) {
        Clones.client()
                .resource(new EventBuilder()
                        .withNewMetadata()
                        .withName(name + ".1")
                        .withNamespace(clones.namespace())
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withName(name)
                        .withNamespace(clones.namespace())
                        .endInvolvedObject()
                        .withType(type)
                        .withReason("DonorError")
                        .withMessage(message)
                        .withLastTimestamp("2026-05-04T10:00:00Z")
                        .build())
                .create();
    }

    /** Answers with a log for each container; a secret is in it. */
    private static HttpsServer kubelet(Path scratch) throws Exception {
        Path keys = scratch.resolve("keys");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "kubelet",
                        "-dname",
                        "CN=kubelet",
                        "-validity",
                        "2",
                        "-keystore",
                        keys.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "playing"))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        char[] password = "playing".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(keys)) {
            store.load(stored, password);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/containerLogs/", exchange -> {
            String[] path = exchange.getRequestURI().getPath().split("/", -1);
            byte[] log = ("a line of the log of " + path[path.length - 1] + "\nMYSQL_PASSWORD=c4nary\n")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, log.length);
            exchange.getResponseBody().write(log);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** Texts by their names in the archive's folder. */
    private static Map<String, String> unpacked(Path file) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.put(
                        entry.getName().replaceFirst("^[^/]*/", ""),
                        new String(tar.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
