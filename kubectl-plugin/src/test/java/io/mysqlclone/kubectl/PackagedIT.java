package io.mysqlclone.kubectl;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.kubectl.cluster.ExitCode;
import io.mysqlclone.testbed.ApiServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The program as the build leaves it, found and started by a real kubectl. */
class PackagedIT {
    private static final Path BIN = Path.of("target/dist/bin").toAbsolutePath();

    private final Clones clones = new Clones();

    @Test
    void kubectlFindsIt() {
        clones.make("fill", "");
        clones.report("fill", Clones.TRANSFERRING);

        Ended ended = shell("kubectl mysqlclone status -n " + clones.namespace());

        assertThat(ended.output()).contains("fill  Transferring");
        assertThat(ended.code()).isZero();
        assertThat(shell("kubectl plugin list").output())
                .contains(BIN.resolve("kubectl-mysqlclone").toString());
    }

    @Test
    void itsExitCodeIsKubectls() {
        Ended ended = shell("kubectl mysqlclone status absent -n " + clones.namespace());

        assertThat(ended.code()).isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(ended.output())
                .isEqualTo("kubectl-mysqlclone: there is no MySQLClone \"absent\" in namespace \"" + clones.namespace()
                        + "\".\n");
    }

    @Test
    void kubectlCompletesIt() {
        clones.make("fill-1", "");

        assertThat(shell("kubectl __complete mysqlclone app 2>/dev/null").output())
                .contains("approve\tApproves the restart");
        assertThat(shell("kubectl __complete mysqlclone status -n " + clones.namespace() + " fi 2>/dev/null")
                        .output())
                .contains("fill-1\tPending")
                .contains(":4");
    }

    @Test
    void itsCacheOfClassesIsUsed() {
        Ended ended =
                shell("KUBECTL_MYSQLCLONE_JAVA_OPTS=-Xlog:class+load:file=/dev/stderr kubectl-mysqlclone --version 2>&1"
                        + " | grep -c 'shared objects file'");

        assertThat(Integer.parseInt(ended.output().strip())).isGreaterThan(300);
    }

    private record Ended(int code, String output) {}

    private static Ended shell(String command) {
        ProcessBuilder builder = new ProcessBuilder(List.of("sh", "-c", command)).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", Clones.kubeconfig().toString());
        builder.environment()
                .put(
                        "PATH",
                        BIN + ":" + kubectl().getParent() + ":"
                                + builder.environment().get("PATH"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The kubectl of the API server that the tests use. */
    private static Path kubectl() {
        Path kubectl = ApiServer.shared().kubectlProgram();
        assertThat(Files.isExecutable(kubectl)).isTrue();
        return kubectl;
    }
}
