package io.mysqlclone.kubectl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.kubectl.Clones;
import io.mysqlclone.kubectl.cluster.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is shown of clones on a real API server. */
class StatusIT {
    private final Clones clones = new Clones();
    private final Plugin plugin = clones.plugin();

    @Test
    void showsHowFarOneCloneIs() {
        clones.make("fill", "transfer: {maxDataBandwidth: 200Mi}");
        clones.report("fill", Clones.TRANSFERRING);

        assertThat(plugin.run("status", "fill")).isZero();
        assertThat(plugin.out())
                .startsWith(clones.namespace() + "/fill  Transferring\n")
                .contains("[#####################.............................]  42 %")
                .contains("FILE COPY, 2.1 GiB of 5.0 GiB, 118 MiB/s, 3m12s left, 4 connections")
                .contains("from mysql-0.mysql.shop.svc to pod/mysql-1")
                .contains("data limited to 200 MiB/s")
                .contains("Half is there.")
                .contains("kubectl logs -n " + clones.namespace() + " mysql-1 -c clone-agent-0a1b2c3d-1")
                .doesNotContain("needs you");
    }

    @Test
    void saysThatTheOperatorHasSaidNothing() {
        clones.make("new", "");

        assertThat(plugin.run("status", "new")).isZero();
        assertThat(plugin.out()).contains("Pending").contains("The operator has not said anything yet");
    }

    @Test
    void saysWhoItWaitsFor() {
        clones.make("waits", "restartPolicy: Manual");
        clones.report("waits", Clones.AWAITING_APPROVAL);

        assertThat(plugin.run("status", "waits")).isZero();
        assertThat(plugin.out())
                .contains("needs you: AwaitingApproval")
                .contains("-> kubectl mysqlclone approve waits -n " + clones.namespace());

        clones.change("waits", "{metadata: {annotations: {mysqlclone.io/approve-restart: 'true'}}}");
        plugin.run("status", "waits");
        assertThat(plugin.out()).doesNotContain("needs you");
    }

    @Test
    void saysWhereTroubleIsExplained() {
        clones.make("sick", "");
        clones.report("sick", """
                {phase: Waiting, message: "The volume is full.", leftovers: "Something is left.",
                 conditions: [{type: Ready, status: "False", reason: LocalIOError, message: "The volume is full.",
                  lastTransitionTime: "2026-05-04T10:00:00Z"}]}""");

        assertThat(plugin.run("status", "sick")).isZero();
        assertThat(plugin.out())
                .contains("needs you: LocalIOError", "docs/reasons.md#localioerror")
                .contains("needs you: LeftBehind", "Something is left.");
    }

    @Test
    void showsAllAsATable() {
        clones.make("b", "");
        clones.make("a", "");
        clones.report("a", Clones.TRANSFERRING);

        assertThat(plugin.run("status")).isZero();
        List<String> lines = plugin.out().lines().toList();
        assertThat(lines.getFirst()).startsWith("NAME  PHASE");
        assertThat(lines.get(1).replaceAll(" +", " "))
                .isEqualTo("a Transferring Transferring 42% 2.1 GiB of 5.0 GiB 118 MiB/s 3m12s Half is there.");
        assertThat(lines.get(2)).startsWith("b     Pending");

        assertThat(new Plugin("--kubeconfig", Clones.kubeconfig().toString()).run("status", "-A"))
                .isZero();
    }

    @Test
    void aTerminalHasBars() {
        clones.make("a", "");
        clones.report("a", Clones.TRANSFERRING);

        assertThat(plugin.onATerminal().run("status")).isZero();
        assertThat(plugin.out()).contains("████████").contains(" 42 %");
        assertThat(plugin.out().lines().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")))
                .allMatch(line -> line.length() <= 120);
    }

    @Test
    void programsGetJson() {
        clones.make("a", "");
        clones.report("a", Clones.TRANSFERRING);

        plugin.run("status", "a", "-o", "json");
        Map<?, ?> one = Serialization.unmarshal(plugin.out(), Map.class);
        assertThat(one.get("phase")).isEqualTo("Transferring");
        assertThat(one.get("resourceVersion"))
                .isEqualTo(clones.get("a").getMetadata().getResourceVersion());
        assertThat((Map<?, ?>) one.get("progress")).extracting("secondsLeft").isEqualTo(192);

        plugin.run("status", "-o", "json");
        assertThat(plugin.out()).startsWith("[{\"namespace\":").endsWith("}]\n");
    }

    private static String postClone(String failurePolicy) {
        return "postClone: {credentialsSecretRef: {name: m}, failurePolicy: " + failurePolicy
                + ", scripts: [{configMapKeyRef: {name: mask, key: a}}, {secretKeyRef: {name: s, key: k}}]}";
    }

    /** A status with the condition PostCloned. */
    private static String scripts(String phase, String reason, String status, String ofScripts, String message) {
        return """
                {phase: %1$s, step: %1$s, message: "Words.", conditions: [
                 {type: Ready, status: "%2$s", reason: %3$s, message: "Words.", lastTransitionTime: "2026-05-04T10:00:00Z"},
                 {type: PostCloned, status: "%4$s", reason: %5$s, message: "%6$s", lastTransitionTime: "2026-05-04T10:00:00Z"}]}""".formatted(phase, phase.equals("Ready") ? "True" : "False", reason, status, ofScripts, message);
    }

    static Stream<Arguments> ofScripts() {
        return Stream.of(
                Arguments.of(
                        scripts("Transferring", "Transferring", "Unknown", "Pending", ""),
                        "2 scripts of postClone: run when its server has recovered on the clone.",
                        "Pending"),
                Arguments.of(
                        scripts("PostCloning", "PostCloning", "Unknown", "Pending", ""),
                        "2 scripts of postClone: being run.",
                        "Running"),
                Arguments.of(
                        scripts("PostCloning", "PostCloneFailed", "False", "PostCloneFailed", "Error 1146."),
                        "2 scripts of postClone: the last try has failed, the next one begins with the first.",
                        "Running"),
                Arguments.of(
                        scripts("Ready", "Succeeded", "True", "PostCloned", "2 scripts with 8 statements were run."),
                        "2 scripts of postClone: run. 2 scripts with 8 statements were run.",
                        "Run"),
                Arguments.of(
                        scripts("Ready", "Succeeded", "False", "PostCloneFailed", "Error 1146."),
                        "2 scripts of postClone: NOT ALL RUN, which failurePolicy ignores. Error 1146.",
                        "Ignored"),
                Arguments.of(
                        scripts("Failed", "PostCloneFailed", "False", "PostCloneFailed", "Error 1146."),
                        "2 scripts of postClone: NOT ALL RUN; the recipient's server runs on data as they left it.",
                        "Failed"),
                Arguments.of(
                        scripts("Failed", "RecipientNotEmpty", "Unknown", "Pending", ""),
                        "2 scripts of postClone: not run.",
                        "Pending"),
                Arguments.of(
                        scripts("Ready", "AlreadyDone", "Unknown", "Pending", ""),
                        "2 scripts of postClone: not run, as nothing was cloned.",
                        "NotRun"));
    }

    @ParameterizedTest
    @MethodSource("ofScripts")
    void showsWhetherWhatCanBeReachedIsMasked(String status, String told, String state) {
        clones.make("masked", postClone(state.equals("Ignored") ? "Ignore" : "Fail"));
        clones.report("masked", status);

        assertThat(plugin.run("status", "masked")).isZero();
        assertThat(plugin.out()).contains("  " + told + "\n");
        plugin.run("status", "masked", "-o", "json");
        assertThat(Serialization.unmarshal(plugin.out(), Map.class).get("postClone"))
                .isEqualTo(state);
    }

    @Test
    void aCloneWithoutScriptsSaysNothingOfThem() {
        clones.make("plain", "");
        clones.report("plain", scripts("Ready", "Succeeded", "Unknown", "NotRequested", ""));

        plugin.run("status", "plain");
        assertThat(plugin.out()).doesNotContain("postClone");
        plugin.run("status", "plain", "-o", "json");
        assertThat(plugin.out()).doesNotContain("postClone", "schedule");
    }

    private static final String SCHEDULED = """
            {message: "The next copy is made at two.", nextScheduleTime: "2199-05-05T00:00:00Z",
             active: nightly-202605050000,
             conditions: [{type: Ready, status: "True", reason: Scheduled, message: m, lastTransitionTime: "2026-05-04T10:00:00Z"}],
             copies: [
              {name: nightly-202605040000, claimName: copy-202605040000, completionTime: "2026-05-04T00:10:00Z"},
              {name: nightly-202605030000, claimName: copy-202605030000, completionTime: "2026-05-03T00:10:00Z", usedBy: analyst}]}""";

    @Test
    void showsASchedulesCopies() {
        clones.schedule("nightly", SCHEDULED);

        assertThat(plugin.run("status", "nightly")).isZero();
        assertThat(plugin.out())
                .startsWith(clones.namespace() + "/nightly  Scheduled\n  0 2 * * * Europe/Berlin, next in ")
                .contains(", keeps 2\n")
                .contains("under way: nightly-202605050000 (kubectl mysqlclone status nightly-202605050000 -n "
                        + clones.namespace() + ")")
                .contains("newest: nightly-202605040000 on claim copy-202605040000, complete since ")
                .contains("older: nightly-202605030000 on claim copy-202605030000")
                .contains("used by pod analyst\n", "The next copy is made at two.\n")
                .doesNotContain("needs you");
    }

    @Test
    void showsWhatMakesClonesBelowThem() {
        clones.make("nightly-202605050000", "");
        clones.change("nightly-202605050000", "{metadata: {labels: {mysqlclone.io/schedule: nightly}}}");
        clones.schedule("nightly", SCHEDULED);
        clones.schedule("sick", """
                {message: "m", conditions: [{type: Ready, status: "False", reason: CopyFailed, message: m,
                 lastTransitionTime: "2026-05-04T10:00:00Z"}]}""");

        assertThat(plugin.run("status")).isZero();
        assertThat(plugin.out().lines().toList().subList(1, 4))
                .satisfiesExactly(
                        clone -> assertThat(clone).startsWith("nightly-202605050000  Pending"),
                        nightly -> assertThat(nightly)
                                .startsWith("schedule nightly: Scheduled, newest copy nightly-202605040000 on claim"
                                        + " copy-202605040000, complete since "),
                        sick -> assertThat(sick).isEqualTo("schedule sick: CopyFailed, no complete copy yet"));
        plugin.run("status", "sick");
        assertThat(plugin.out()).contains("needs you: CopyFailed\n  -> docs/reasons.md#copyfailed");
        plugin.run("status", "nightly-202605050000");
        assertThat(plugin.out()).contains(" ago by schedule nightly\n");
        plugin.run("status", "nightly-202605050000", "-o", "json");
        assertThat(Serialization.unmarshal(plugin.out(), Map.class).get("schedule"))
                .isEqualTo("nightly");
    }

    @Test
    void aCloneThatIsNotThereIsSaid() {
        assertThat(plugin.run("status", "absent")).isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(plugin.err())
                .isEqualTo("kubectl-mysqlclone: there is no MySQLClone \"absent\" in namespace \"" + clones.namespace()
                        + "\".\n");
        assertThat(plugin.run("status")).isZero();
        assertThat(plugin.err()).startsWith("There is no MySQLClone in namespace");
    }

    @Test
    void watchesUntilItIsReady() {
        clones.make("a", "");
        clones.report("a", Clones.TRANSFERRING);
        CompletableFuture<Integer> watching = CompletableFuture.supplyAsync(() -> plugin.run("status", "a", "-w"));
        await().atMost(Duration.ofSeconds(60)).until(() -> plugin.out().contains("42%"));

        clones.report("a", """
                {phase: Ready, message: "Done.", conditions: [{type: Ready, status: "True", reason: Succeeded,
                 message: "Done.", lastTransitionTime: "2026-05-04T10:00:00Z"}]}""");

        assertThat(watching.orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join())
                .isZero();
        assertThat(plugin.out().lines())
                .first()
                .asString()
                .isEqualTo(
                        clones.namespace() + "/a Transferring (Transferring) FILE COPY 42% 2.1 GiB of 5.0 GiB 118 MiB/s"
                                + " 3m12s left: Half is there.");
        assertThat(plugin.out()).contains("Ready (Succeeded)").endsWith(": Done.\n");
    }

    @Test
    void aWatchTellsOfFailureAndDeletionByItsExitCode() {
        clones.make("a", "");
        clones.report("a", "{phase: Failed, message: \"Given up.\"}");
        assertThat(plugin.run("status", "a", "-w")).isEqualTo(ExitCode.FAILED.code());

        clones.make("b", "");
        CompletableFuture<Integer> watching =
                CompletableFuture.supplyAsync(() -> plugin.onATerminal().run("status", "b", "-w"));
        await().atMost(Duration.ofSeconds(60)).until(() -> plugin.out().contains("Pending"));
        clones.letGo("b");
        Clones.client().resource(clones.get("b")).delete();
        assertThat(watching.orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join())
                .isEqualTo(ExitCode.NOT_FOUND.code());
    }
}
