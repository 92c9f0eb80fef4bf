package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.AgentStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A MySQLClone as its user watches it. */
final class Clone implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration LOOK = Duration.ofMillis(300);

    private final Scene scene;
    private final String name;

    Clone(Scene scene, String name) {
        this.scene = scene;
        this.name = name;
    }

    MySQLClone resource() {
        MySQLClone clone = scene.client()
                .resources(MySQLClone.class)
                .inNamespace(scene.namespace())
                .withName(name)
                .get();
        if (clone == null) {
            throw new AssertionError("there is no MySQLClone " + name);
        }
        return clone;
    }

    MySQLCloneStatus status() {
        return resource().reported().orElse(MySQLCloneStatus.EMPTY);
    }

    /** Waits as a user would, with {@code kubectl wait}. */
    Clone awaitReady() {
        await("Ready", status -> {
            if (status.phase() == Phase.FAILED) {
                throw new AssertionError("the clone has failed: " + description());
            }
            return status.phase() == Phase.READY;
        });
        Program.Ended ended = scene.tryKubectl("wait", "--for=condition=Ready", "mysqlclone/" + name, "--timeout=10s");
        assertThat(ended.exitCode()).as("%s; %s", ended.output(), description()).isZero();
        return this;
    }

    MySQLCloneStatus awaitFailed(Reason reason) {
        return await("Failed with " + reason.text(), status -> {
            if (status.phase() == Phase.READY) {
                throw new AssertionError("the clone is Ready instead of Failed: " + description());
            }
            return status.phase() == Phase.FAILED && ready(status, reason);
        });
    }

    MySQLCloneStatus awaitReason(Reason reason) {
        return await(reason.text(), status -> ready(status, reason));
    }

    MySQLCloneStatus awaitPhase(Phase phase) {
        return await(phase.toString(), status -> status.phase() == phase);
    }

    /** Until bytes have arrived, and not all of them. */
    MySQLCloneStatus awaitBytes(long atLeast) {
        return await("at least " + atLeast + " bytes", status -> {
            if (status.holds(ConditionType.TRANSFERRED)) {
                throw new AssertionError("the transfer was over too soon: " + description());
            }
            return status.progress() != null && status.progress().dataBytes() >= atLeast;
        });
    }

    MySQLCloneStatus await(String what, Predicate<MySQLCloneStatus> holds) {
        try {
            return Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(LOOK)
                    .atMost(PATIENCE)
                    .until(this::status, holds);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not " + what + ": " + description(), e);
        }
    }

    private static boolean ready(MySQLCloneStatus status, Reason reason) {
        return status.condition(ConditionType.READY)
                .map(Condition::getReason)
                .filter(reason.text()::equals)
                .isPresent();
    }

    /** The container of the agent that was launched last. */
    String agentContainer() {
        return Optional.ofNullable(status().agent())
                .map(AgentStatus::container)
                .orElseThrow(() -> new AssertionError("no agent was launched: " + description()));
    }

    void patch(String merge) {
        scene.kubectl("patch", "mysqlclone", name, "--type=merge", "--patch", merge);
    }

    /** Takes the brake off a clone that was applied with a limit of its bandwidth. */
    void unlimited() {
        patch("{\"spec\": {\"transfer\": {\"maxDataBandwidth\": \"0\"}}}");
    }

    void delete() {
        scene.kubectl("delete", "mysqlclone", name, "--timeout=3m");
    }

    /** Removes it, and with it what it has left of an unfinished clone. */
    @Override
    public void close() {
        scene.kubectl("delete", "mysqlclone", name, "--ignore-not-found", "--timeout=3m");
    }

    /** The reasons of its events, oldest first. */
    List<String> events() {
        return scene.kubectl(
                        "get",
                        "events.events.k8s.io",
                        "--field-selector=regarding.kind=MySQLClone,regarding.name=" + name,
                        "--sort-by=.eventTime",
                        "-o",
                        "jsonpath={range .items[*]}{.reason}{\"\\n\"}{end}")
                .lines()
                .toList();
    }

    /** Everything that helps to see why a scenario failed. */
    String description() {
        return scene.tryKubectl("get", "mysqlclone", name, "-o", "yaml").output() + "\n"
                + scene.tryKubectl("get", "pods", "-o", "wide").output() + "\n"
                + scene.tryKubectl("get", "events", "--sort-by=.metadata.creationTimestamp")
                        .output();
    }
}
