package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.testbed.CloneAssertions;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A volume gets a copy of the donor before there is a server for it. */
final class ClaimIT {

    @Test
    void fillsANewClaimAndScalesAStatefulSetUpOnIt() {
        try (Scene scene = Scene.open("scale")) {
            MysqlSet servers = MysqlSet.in(scene, "db", 1).start().donor(48);

            Clone clone = scene.clone("second", """
                    donor:
                      host: %s
                      credentialsSecretRef: {name: donor}
                      tls: {mode: Required}
                    recipient:
                      persistentVolumeClaim:
                        claimName: data-db-1
                        template: {storage: 1Gi, labels: {app: db}}
                        workloadRef: {kind: StatefulSet, name: db}
                        scaleTo: 2
                    replication:
                      credentialsSecretRef: {name: replication}
                    """.formatted(servers.host(0)));
            clone.awaitReady();

            assertThat(clone.status().holds(ConditionType.REPLICATING)).isTrue();
            CloneAssertions.assertSameTables(servers.checksums(0), servers.checksums(1));
            assertThat(servers.gtidExecuted(1)).isEqualTo(servers.gtidExecuted(0));
        }
    }

    /** Its server is stopped, as somebody would whose replica is broken, and swaps the data at its next start. */
    @Test
    void replacesTheDataOfAStoppedServer() {
        try (Scene scene = Scene.open("stopped")) {
            MysqlSet servers = MysqlSet.in(scene, "db", 1).replicas(2).start().donor(16);
            servers.sql(1).execute("CREATE SCHEMA old; CREATE TABLE old.rows (id INT PRIMARY KEY)");
            scene.kubectl("scale", "statefulset/db", "--replicas=1");
            scene.kubectl("wait", "--for=delete", "pod/" + servers.pod(1), "--timeout=2m");

            Clone clone = scene.clone("second", """
                    donor:
                      host: %s
                      credentialsSecretRef: {name: donor}
                      tls: {mode: Required}
                    recipient:
                      persistentVolumeClaim:
                        claimName: data-db-1
                        workloadRef: {kind: StatefulSet, name: db}
                        scaleTo: 2
                      overwrite: Always
                    """.formatted(servers.host(0)));
            clone.awaitReady();

            CloneAssertions.assertSameTables(servers.checksums(0), servers.checksums(1));
            assertThat(servers.gtidExecuted(1)).isEqualTo(servers.gtidExecuted(0));
        }
    }

    /** Nothing is restarted: the clone ends with a volume, on which a server is started by hand. */
    @Test
    void leavesAVolumeThatAServerStartsOn() {
        try (Scene scene = Scene.open("volume")) {
            MysqlSet donor = MysqlSet.in(scene, "donor", 1).start().donor(16);

            scene.clone("copy", """
                    donor:
                      host: %s
                      credentialsSecretRef: {name: donor}
                      tls: {mode: Required}
                    recipient:
                      persistentVolumeClaim:
                        claimName: data-analysis-0
                        template: {storage: 1Gi}
                        path: mysql
                    """.formatted(donor.host(0))).awaitReady();
            MysqlSet analysis = MysqlSet.in(scene, "analysis", 21).start();

            CloneAssertions.assertSameTables(donor.checksums(0), analysis.checksums(0));
            assertThat(analysis.gtidExecuted(0)).isEqualTo(donor.gtidExecuted(0));
        }
    }

    /** One is cancelled in the middle; the others are complete. On one of them a server runs, which keeps it. */
    @Test
    void claimsGoWithTheirResourcesAsTheirPoliciesSay() {
        try (Scene scene = Scene.open("policies")) {
            MysqlSet donor = MysqlSet.in(scene, "donor", 1).start().donor(16);
            Clone cancelled =
                    onClaim(scene, donor, "cancelled", "DeleteIncomplete", "transfer: {maxDataBandwidth: 4Mi}");
            cancelled.awaitBytes(4 << 20);
            Clone kept = onClaim(scene, donor, "kept", "Retain");
            Clone complete = onClaim(scene, donor, "complete", "DeleteIncomplete");
            Clone used = onClaim(scene, donor, "used", "Delete");
            Clone _ = onClaim(scene, donor, "timed", "Delete", "ttlSecondsAfterFinished: 1");

            cancelled.delete();
            awaitGone(scene, "pvc/data-cancelled-0");
            awaitGone(scene, "mysqlclone/timed");
            awaitGone(scene, "pvc/data-timed-0");

            kept.awaitReady().delete();
            complete.awaitReady().delete();
            used.awaitReady();
            MysqlSet server = MysqlSet.in(scene, "used", 31).start();
            used.delete();
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> isGoing(scene, "data-used-0"));
            CloneAssertions.assertSameTables(donor.checksums(0), server.checksums(0));
            scene.kubectl("delete", "statefulset", "used");
            awaitGone(scene, "pvc/data-used-0");

            assertThat(isGoing(scene, "data-kept-0")).isFalse();
            assertThat(isGoing(scene, "data-complete-0")).isFalse();
            for (String name : List.of("kept", "complete")) {
                MysqlSet copy = MysqlSet.in(scene, name, 21).start();
                CloneAssertions.assertSameTables(donor.checksums(0), copy.checksums(0));
            }
        }
    }

    private static Clone onClaim(Scene scene, MysqlSet donor, String name, String policy, String... further) {
        return scene.clone(name, """
                donor:
                  host: %s
                  credentialsSecretRef: {name: donor}
                  tls: {mode: Required}
                recipient:
                  persistentVolumeClaim:
                    claimName: data-%s-0
                    template: {storage: 1Gi, deletionPolicy: %s}
                    path: mysql
                %s
                """.formatted(donor.host(0), name, policy, String.join("\n", further)));
    }

    private static void awaitGone(Scene scene, String what) {
        scene.kubectl("wait", "--for=delete", what, "--timeout=3m");
    }

    private static boolean isGoing(Scene scene, String claim) {
        return scene.client()
                        .persistentVolumeClaims()
                        .inNamespace(scene.namespace())
                        .withName(claim)
                        .require()
                        .getMetadata()
                        .getDeletionTimestamp()
                != null;
    }
}
