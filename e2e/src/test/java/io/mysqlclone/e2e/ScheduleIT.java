package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import io.mysqlclone.api.v1alpha1.schedule.Copy;
import io.mysqlclone.api.v1alpha1.schedule.MySQLCloneScheduleStatus;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.Sql;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/** Copies by the clock: a first one because somebody asks, the next one because a minute is over, and a server on that. */
final class ScheduleIT {

    private static final int PORT = 3306;

    @Test
    void theNewestCopyIsServedAndOlderOnesGo() {
        try (Scene scene = Scene.open("schedule")) {
            MysqlSet donor = MysqlSet.in(scene, "donor", 1).start().donor(16);
            scene.apply("""
                    apiVersion: mysqlclone.io/v1alpha1
                    kind: MySQLCloneSchedule
                    metadata: {name: nightly, annotations: {mysqlclone.io/run: first}}
                    spec:
                      schedule: "* * * * *"
                      keep: 1
                      template:
                        spec:
                          donor:
                            host: %s
                            credentialsSecretRef: {name: donor}
                            tls: {mode: Required}
                          recipient:
                            persistentVolumeClaim:
                              claimName: copy
                              template: {storage: 1Gi, deletionPolicy: Delete}
                              path: mysql
                    """.formatted(donor.host(0)));

            Copy first = await(scene, "a first copy", status -> !status.copies().isEmpty())
                    .copies()
                    .getFirst();
            assertThat(first.name()).as("made at once, as it was asked for").startsWith("nightly-run-");
            MySQLCloneScheduleStatus next = await(
                    scene,
                    "a copy of a minute",
                    status -> status.active() != null && status.lastScheduleTime() != null);
            String newest = Objects.requireNonNull(next.active());
            assertThat(newest).matches("nightly-[0-9]{12}");
            assertThat(names(scene, "mysqlclone"))
                    .as("the older one stays until the newer one is complete")
                    .containsExactlyInAnyOrder(first.name(), newest);
            scene.kubectl(
                    "patch", "myschedule", "nightly", "--type=merge", "--patch", "{\"spec\": {\"suspend\": true}}");

            Copy copy = await(scene, "the newest alone", status -> names(status).equals(List.of(newest)))
                    .copies()
                    .getFirst();
            String claim = Objects.requireNonNull(copy.claimName());
            assertThat(claim).isEqualTo(newest.replace("nightly", "copy"));
            scene.kubectl("wait", "--for=delete", "mysqlclone/" + first.name(), "--timeout=1m");
            scene.kubectl("wait", "--for=delete", "pvc/" + first.claimName(), "--timeout=1m");
            assertIsACopy(donor, served(scene, claim));

            aMinuteBegins(Objects.requireNonNull(next.lastScheduleTime()));
            assertThat(names(scene, "mysqlclone")).as("while it is suspended").containsExactly(newest);
            MySQLCloneScheduleStatus suspended = status(scene);
            assertThat(suspended.nextScheduleTime()).isNull();
            assertThat(suspended.lastScheduleTime()).isEqualTo(next.lastScheduleTime());

            scene.kubectl("delete", "myschedule", "nightly", "--timeout=1m");
            assertThat(names(scene, "mysqlclone")).containsExactly(newest);
            assertThat(names(scene, "pvc")).contains(claim).doesNotContain(String.valueOf(first.claimName()));
            assertIsACopy(donor, served(scene));
        }
    }

    /** That at which a copy would have been made, and the operator would have been a while at work. */
    private static void aMinuteBegins(Instant last) {
        Instant late = last.plus(1, ChronoUnit.MINUTES).plusSeconds(5);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofMinutes(2))
                .until(() -> Instant.now().isAfter(late));
    }

    private static void assertIsACopy(MysqlSet donor, Sql copy) {
        CloneAssertions.assertSameTables(donor.checksums(0), copy.checksums());
        assertThat(MysqlSet.gtidExecuted(copy)).isEqualTo(donor.gtidExecuted(0));
    }

    /** A server on a copy, as a reader of docs/schedules.md would start it. */
    private static Sql served(Scene scene, String claim) {
        scene.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: analyst}
                spec:
                  terminationGracePeriodSeconds: 10
                  securityContext: {runAsUser: 999, runAsGroup: 999, fsGroup: 999}
                  containers:
                  - name: mysql
                    image: %s
                    imagePullPolicy: Never
                    command: [/usr/local/bin/docker-entrypoint.sh, mysqld, --server-id=91, --gtid-mode=ON,
                      --enforce-gtid-consistency=ON, --mysqlx=OFF, --innodb-buffer-pool-size=64M, --innodb-redo-log-capacity=8M,
                      --innodb-read-io-threads=1, --innodb-write-io-threads=1]
                    readinessProbe: {tcpSocket: {port: 3306}, periodSeconds: 1}
                    volumeMounts: [{name: data, mountPath: /var/lib/mysql, subPath: mysql}]
                  volumes: [{name: data, persistentVolumeClaim: {claimName: %s}}]
                """.formatted(MysqlSet.IMAGE, claim));
        scene.kubectl("wait", "--for=condition=Ready", "pod/analyst", "--timeout=2m");
        return served(scene);
    }

    private static Sql served(Scene scene) {
        return new Sql(MysqlSet.connector(scene, "analyst", PORT, MysqlSet.ROOT_PASSWORD));
    }

    private static List<String> names(Scene scene, String kind) {
        return scene.kubectl("get", kind, "-o", "jsonpath={range .items[*]}{.metadata.name}{\"\\n\"}{end}")
                .lines()
                .toList();
    }

    private static List<String> names(MySQLCloneScheduleStatus status) {
        return status.copies().stream().map(Copy::name).toList();
    }

    private static MySQLCloneScheduleStatus status(Scene scene) {
        return scene.client()
                .resources(MySQLCloneSchedule.class)
                .inNamespace(scene.namespace())
                .withName("nightly")
                .require()
                .reported()
                .orElse(MySQLCloneScheduleStatus.EMPTY);
    }

    private static MySQLCloneScheduleStatus await(Scene scene, String what, Predicate<MySQLCloneScheduleStatus> holds) {
        try {
            return Awaitility.await()
                    .pollInSameThread()
                    .pollInterval(Duration.ofMillis(300))
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> status(scene), holds);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "not " + what + ": "
                            + scene.tryKubectl("get", "myschedule,mysqlclone,pods", "-o", "yaml")
                                    .output(),
                    e);
        }
    }
}
