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
import org.junit.jupiter.api.Test;

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
