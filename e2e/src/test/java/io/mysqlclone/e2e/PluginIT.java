package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.e2e.Stage.Recipient;
import io.mysqlclone.e2e.Stage.Served;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Clones as a person leads them who sits at a terminal and has {@code kubectl mysqlclone} on the PATH. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PluginIT {

    private static final Path PLUGIN =
            Path.of("../kubectl-plugin/target/dist/bin").toAbsolutePath().normalize();

    /** So that a transfer has a middle. */
    private static final String SLOW = "transfer: {maxDataBandwidth: 4Mi}";

    private static final long MIDDLE = 4 << 20;

    /** The cursor goes up, over what was drawn before. */
    private static final String DRAWN_OVER = "\u001b\\[\\d+A";

    @TempDir
    static Path scratch;

    @AutoClose
    private final Stage stage = Stage.open("plugin", 2);

    private static Terminal terminal() {
        assertThat(PLUGIN.resolve("kubectl-mysqlclone"))
                .as("built by ./mvnw -DskipTests -pl kubectl-plugin -am package")
                .isExecutable();
        return new Terminal(
                scratch,
                Map.of(
                        "PATH",
                        PLUGIN + ":" + System.getenv("PATH"),
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "LC_ALL",
                        "C.UTF-8",
                        "TERM",
                        "xterm"));
    }

    /** A command of the plugin's, whose end is a part of it. */
    private String mysqlclone(String command) {
        return "kubectl mysqlclone " + command + " --namespace " + stage.scene().namespace();
    }

    private String look(String command) {
        return shown(terminal().sit(mysqlclone(command), ""));
    }

    private String say(String answer, String command) {
        return shown(terminal().sit(mysqlclone(command), answer + "\n"));
    }

    /** Without its colours. */
    private static String shown(Program.Ended ended) {
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        return ended.output().replaceAll("\u001b\\[[0-9;]*m", "");
    }

    @Test
    void aCloneIsFollowedStoppedLetGoOnApprovedAndReported() throws IOException {
        Recipient replica = stage.replica();
        Served old = replica.served();
        String name = replica.pod();
        try (Clone clone = stage.clone(replica, SLOW, "restartPolicy: Manual")) {
            clone.awaitBytes(MIDDLE);
            CompletableFuture<Program.Ended> watch =
                    CompletableFuture.supplyAsync(() -> terminal().sit(mysqlclone("status " + name + " -w"), ""));
            assertThat(look("status " + name))
                    .containsPattern("▕█+░+▏ +\\d+ %")
                    .contains("to pod/" + name, "data limited to 4.0 MiB/s", "log: kubectl logs -n ");
            assertThat(look("suspend " + name)).contains(name + " suspended; it was Transferring.");
            clone.awaitReason(Reason.SUSPENDED);
            assertThat(look("status")).containsPattern(name + " +Suspended");
            replica.served().assertIs(old);

            assertThat(look("limit " + name + " none")).contains("maxDataBandwidth was 4Mi/s");
            assertThat(look("resume " + name)).contains(name + " resumed; it was Suspended.");
            clone.awaitPhase(Phase.AWAITING_APPROVAL);
            assertThat(look("preflight " + name)).contains("to pod " + name + ", container mysql", "passed (Passed");
            assertThat(look("status " + name)).contains("needs you: AwaitingApproval");
            replica.served().assertIs(old);

            assertThat(say("yes", "approve " + name)).contains("Restart pod " + name, name + " approved: pod " + name);
            clone.awaitReady();
            assertThat(watch.join().exitCode()).isZero();
            assertThat(watch.join().output()).containsPattern(DRAWN_OVER).contains("Suspended", "Ready");
            replica.served().assertIs(stage.served());

            report(name);
        }
    }

    private void report(String name) throws IOException {
        look("report " + name + " --file report.tar.gz");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(scratch.resolve("report.tar.gz"))))
                .isEqualTo("rw-------");
        terminal().paste("mkdir report && tar xzf report.tar.gz --strip-components=1 -C report");
        assertThat(terminal().paste("cd report && find . -type f"))
                .contains("./clone.yaml", "./status.txt", "./events.yaml", "./versions.yaml")
                .contains("./pods/" + name + ".yaml", "./logs/" + name + "/clone-agent-", "./operator/");
        assertThat(Files.readString(scratch.resolve("report/README.txt"))).contains("nothing that was looked for");
        assertThat(terminal().paste("grep -rl -e clone-secret -e " + MysqlSet.ROOT_PASSWORD + " report || true"))
                .as("files with a password")
                .isEmpty();
    }

    @Test
    void aCloneIsCancelled() {
        Recipient replica = stage.replica();
        Served old = replica.served();
        String name = replica.pod();
        try (Clone clone = stage.clone(replica, SLOW)) {
            clone.awaitBytes(MIDDLE);

            Program.Ended unsure = terminal().sit(mysqlclone("cancel " + name), "no\n");
            assertThat(unsure.exitCode()).as(unsure.output()).isEqualTo(3);
            assertThat(unsure.output()).contains("nothing was done");
            assertThat(clone.status().phase()).isEqualTo(Phase.TRANSFERRING);

            assertThat(say("yes", "cancel " + name))
                    .contains(
                            name + " is cancelled; it was Transferring", "nothing of it can be put in place any more");
            replica.served().assertIs(old);
            assertThat(stage.dataDirectory(replica)).doesNotContain("#clone-agent");
            assertThat(terminal().sit(mysqlclone("status " + name), "").exitCode())
                    .isEqualTo(4);
        }
    }
}
