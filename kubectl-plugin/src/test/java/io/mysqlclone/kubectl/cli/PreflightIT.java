package io.mysqlclone.kubectl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.kubectl.Clones;
import io.mysqlclone.kubectl.cluster.ExitCode;
import org.junit.jupiter.api.Test;

/** What preflight has found, as the operator has written it. */
class PreflightIT {
    private final Clones clones = new Clones();
    private final Plugin plugin = clones.plugin();

    private void report(String phase, String status, String reason, String message) {
        clones.report("a", """
                {phase: %1$s, message: "%4$s", recipient: {pod: mysql-1, container: mysql, claim: data-mysql-1}, conditions: [
                 {type: PreflightPassed, status: "%2$s", reason: %3$s, message: "%4$s",
                  lastTransitionTime: "2026-05-04T10:00:00Z"},
                 {type: Ready, status: "False", reason: %3$s, message: "%4$s", lastTransitionTime: "2026-05-04T10:00:00Z"}]}""".formatted(phase, status, reason, message));
    }

    @Test
    void showsWhatWasChosenAndWarnedOf() {
        clones.make("a", "");
        report("Transferring", "True", "Passed", "Donor and recipient allow the clone. The probe logs in.");

        assertThat(plugin.run("preflight", "a")).isZero();
        assertThat(plugin.out())
                .contains("from mysql-0.mysql.shop.svc to pod mysql-1, container mysql")
                .contains("passed (Passed, since 2026-05-04T10:00:00Z): Donor and recipient allow the clone. The probe"
                        + " logs in.");
    }

    @Test
    void showsWhyItWasRefused() {
        clones.make("a", "");
        report("Waiting", "False", "PreflightRefused", "The donor has no clone plugin.");

        assertThat(plugin.run("preflight", "a")).isEqualTo(ExitCode.FAILED.code());
        assertThat(plugin.out()).contains("refused (PreflightRefused").contains("The donor has no clone plugin.");
    }

    @Test
    void showsEachCheckOfADryRun() {
        clones.make("a", "");
        clones.report("a", """
                {phase: Failed, message: m, preflight: {time: "2026-05-04T10:00:00Z", neededBytes: 2147483648,
                 freeBytes: 1073741824, leastSeconds: 250, checks: [
                 {name: free space, result: Failed, message: "Make it larger."}, {name: TLS, result: Warning, message: "No CA."},
                 {name: donor login, result: Passed, message: ""}, {name: files, result: Skipped, message: "Not asked."}]},
                 conditions: [
                 {type: PreflightPassed, status: "False", reason: PreflightRefused, message: m,
                  lastTransitionTime: "2026-05-04T10:00:00Z"},
                 {type: Stalled, status: "True", reason: PreflightRefused, message: m,
                  lastTransitionTime: "2026-05-04T10:00:00Z"}]}""");

        assertThat(plugin.run("preflight", "a")).isEqualTo(ExitCode.FAILED.code());
        assertThat(plugin.out().lines())
                .containsSubsequence(
                        "FAIL  free space   Make it larger.",
                        "WARN  TLS          No CA.",
                        "ok    donor login",
                        "skip  files        Not asked.",
                        "about 2.0 GiB are needed of 1.0 GiB; at least 4m10s at the bandwidth that the clone may use");
    }

    @Test
    void inventsNothing() {
        clones.make("a", "");
        assertThat(plugin.run("preflight", "a")).isEqualTo(ExitCode.STATE.code());
        assertThat(plugin.out()).contains("not known yet: phase Pending");

        report("Preflight", "False", "AgentStarting", "The agent is being started.");
        assertThat(plugin.run("preflight", "a")).isEqualTo(ExitCode.STATE.code());
        assertThat(plugin.out()).contains("not known yet: phase Preflight (AgentStarting)");
    }
}
