package io.mysqlclone.kubectl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.kubectl.Clones;
import io.mysqlclone.kubectl.cluster.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kubectl's options, and what is said when the cluster cannot be asked. */
class ConnectionIT {
    @TempDir
    private Path scratch;

    private Path kubeconfig(String server, String user) throws IOException {
        return Files.writeString(scratch.resolve("config"), """
                apiVersion: v1
                kind: Config
                current-context: one
                contexts:
                - {name: one, context: {cluster: c, user: u, namespace: shop}}
                - {name: two, context: {cluster: c, user: u, namespace: crm}}
                clusters: [{name: c, cluster: {server: "%s", insecure-skip-tls-verify: true}}]
                users: [{name: u, user: %s}]
                """.formatted(server, user));
    }

    @Test
    void theContextSaysTheNamespace() throws IOException {
        var admin = KubeConfigUtils.parseConfig(Clones.kubeconfig().toFile());
        admin.getContexts().forEach(context -> context.getContext().setNamespace("of-the-context"));
        Path file = Files.writeString(scratch.resolve("admin"), Serialization.asYaml(admin));
        Plugin plugin = new Plugin("--kubeconfig", file.toString());

        assertThat(plugin.run("status", "absent")).isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(plugin.err()).contains("in namespace \"of-the-context\"");
        assertThat(plugin.run("status", "absent", "-n", "another")).isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(plugin.err()).contains("in namespace \"another\"");
    }

    @Test
    void aContextThatIsNotThereIsSaid() throws IOException {
        Plugin plugin = new Plugin(
                "--kubeconfig", kubeconfig("https://127.0.0.1:1", "{}").toString());

        assertThat(plugin.run("status", "--context", "three")).isEqualTo(ExitCode.USAGE.code());
        assertThat(plugin.err())
                .isEqualTo(
                        "kubectl-mysqlclone: there is no context \"three\" in the kubeconfig; there are one, two.\n");
    }

    @Test
    void aServerThatIsNotThereIsSaid() throws IOException {
        Plugin plugin = new Plugin(
                "--kubeconfig", kubeconfig("https://127.0.0.1:1", "{}").toString());

        assertThat(plugin.run("status")).isEqualTo(ExitCode.CLUSTER.code());
        assertThat(plugin.err())
                .startsWith("kubectl-mysqlclone: the API server https://127.0.0.1:1/ cannot be reached: ")
                .contains("127.0.0.1:1")
                .hasLineCount(1);
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            Plugin plugin = new Plugin(
                    "--request-timeout",
                    "1s",
                    "--kubeconfig",
                    kubeconfig("http://127.0.0.1:" + silent.getLocalPort(), "{}")
                            .toString());
            Instant begin = Instant.now();

            assertThat(plugin.run("status")).isEqualTo(ExitCode.CLUSTER.code());
            assertThat(plugin.err())
                    .contains("cannot be reached: no answer in time.")
                    .hasLineCount(1);
            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofMinutes(1));
        }
    }

    @Test
    void credentialsThatAreNotAcceptedAreSaid() throws IOException {
        String server = Clones.client().getMasterUrl().toString();
        Plugin plugin =
                new Plugin("--kubeconfig", kubeconfig(server, "{token: nobody}").toString());

        assertThat(plugin.run("status")).isEqualTo(ExitCode.CLUSTER.code());
        assertThat(plugin.err())
                .contains("does not accept the credentials of the kubeconfig (401)")
                .hasLineCount(1);
    }

    @Test
    void aKubeconfigThatIsNotThereIsSaid() {
        assertThat(new Plugin().run("status", "--kubeconfig", "/nowhere")).isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void aKubeconfigThatIsNoneIsSaid() throws IOException {
        Path file = Files.writeString(scratch.resolve("none"), "contexts: [\n");
        Plugin plugin = new Plugin("--kubeconfig", file.toString());

        assertThat(plugin.run("status")).isEqualTo(ExitCode.USAGE.code());
        assertThat(plugin.err())
                .startsWith("kubectl-mysqlclone: the kubeconfig " + file)
                .hasLineCount(1);
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        Plugin plugin = new Plugin();
        assertThat(plugin.run("status", "--request-timeout", "soon")).isEqualTo(ExitCode.USAGE.code());
        assertThat(plugin.err())
                .startsWith(
                        "kubectl-mysqlclone: --request-timeout is \"soon\"; it must be a time such as 30s, 5m or 1h,"
                                + " or 0 for none.\n");
    }
}
