package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.testbed.CloneAssertions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A StatefulSet whose claims are filled from a MySQLDonor: to scale it up is all that somebody does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PopulatorIT {

    @AutoClose
    private final Scene scene = Scene.open("populator");

    private final MysqlSet donor = production();

    private MysqlSet production() {
        return MysqlSet.in(scene, "mysql", 1).without("plugin-load-add").start().servedDonor(48);
    }

    private void donor(String name, String agent) {
        scene.apply("""
                apiVersion: mysqlclone.io/v1alpha1
                kind: MySQLDonor
                metadata: {name: %s}
                spec:
                  statefulSetRef: {name: mysql}
                  credentialsSecretRef: {name: donor}
                  tls: {mode: Required}
                  agent: {credentialsSecretRef: {name: backup}, %s}
                """.formatted(name, agent));
        scene.kubectl("wait", "--for=condition=Ready", "mysqldonor/" + name, "--timeout=3m");
    }

    private List<String> names(String kind, String... selector) {
        String[] command = Stream.concat(
                        Stream.of("get", kind, "-o", "jsonpath={range .items[*]}{.metadata.name}{\"\\n\"}{end}"),
                        Stream.of(selector))
                .toArray(String[]::new);
        return scene.kubectl(command).lines().filter(line -> !line.isBlank()).toList();
    }

    /** What the claims of this namespace have for volumes that were made for them, whoever's they are. */
    private List<String> volumes() {
        return scene.kubectl(
                        "get",
                        "persistentvolumes",
                        "-o",
                        "jsonpath={range .items[?(@.spec.storageClassName==\"made\")]}{.spec.claimRef.namespace}{\" \"}{.spec.claimRef.name}{\"\\n\"}{end}")
                .lines()
                .filter(line -> line.startsWith(scene.namespace() + " "))
                .map(line -> line.substring(scene.namespace().length() + 1))
                .toList();
    }

    private static void await(Runnable asserted) {
        Awaitility.await().pollInSameThread().atMost(Duration.ofMinutes(3)).untilAsserted(asserted::run);
    }

    @Test
    void replicasAreBornAsCopies() {
        donor("production", "idleTimeout: 1m");
        MysqlSet reports = MysqlSet.in(scene, "reports", 21)
                .replicas(0)
                .volumes("made", "1Gi")
                .filledFrom("production");
        reports.apply();
        long begun = System.nanoTime();
        reports.scale(2);
        reports.awaitRollout();
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        System.out.println(
                "kubectl scale to 2 replicas Ready, each with the donor's data: " + took.toMillis() / 1000.0 + " s");

        for (int each : List.of(0, 1)) {
            CloneAssertions.assertSameTables(donor.checksums(0), reports.checksums(each));
            assertThat(reports.gtidExecuted(each)).isEqualTo(donor.gtidExecuted(0));
            assertThat(reports.sql(each).value("SELECT @@server_uuid"))
                    .isNotEqualTo(donor.sql(0).value("SELECT @@server_uuid"));
            // Kubernetes may see a little later that the claim of before has lost the volume.
            await(() -> assertThat(
                            scene.kubectl("get", "events", "--field-selector=involvedObject.name=data-reports-" + each))
                    .contains("PopulateStarted", "PopulateFinished"));
        }
        assertThat(reports.sql(0).value("SELECT @@server_uuid"))
                .isNotEqualTo(reports.sql(1).value("SELECT @@server_uuid"));
        await(() -> {
            assertThat(names("mysqlclone")).isEmpty();
            assertThat(names("pvc")).containsExactlyInAnyOrder("data-mysql-0", "data-reports-0", "data-reports-1");
            assertThat(volumes()).containsExactlyInAnyOrder("data-reports-0", "data-reports-1");
        });

        // The data is the claims': a server that is made again goes on with it.
        scene.kubectl("delete", "pod", "reports-1");
        reports.awaitRollout();
        CloneAssertions.assertSameTables(donor.checksums(0), reports.checksums(1));
    }

    @Test
    void aClaimThatIsDeletedMidwayLeavesNothing() {
        donor("slow", "maxDataBandwidth: 1Mi, port: 3310, idleTimeout: 1m");
        MysqlSet late = MysqlSet.in(scene, "late", 31)
                .replicas(1)
                .volumes("made", "1Gi")
                .filledFrom("slow");
        late.apply();
        await(() ->
                assertThat(names("mysqlclone", "-l", "mysqlclone.io/populates")).hasSize(1));
        String prime = names("mysqlclone", "-l", "mysqlclone.io/populates").getFirst();
        new Clone(scene, prime).awaitBytes(1);
        assertThat(volumes()).contains(prime);
        scene.kubectl("scale", "statefulset/late", "--replicas=0");
        scene.kubectl("delete", "pvc", "data-late-0", "--timeout=2m");
        await(() -> {
            assertThat(names("mysqlclone", "-l", "mysqlclone.io/populates")).doesNotContain(prime);
            assertThat(names("pvc")).doesNotContain(prime, "data-late-0");
            assertThat(volumes()).doesNotContain(prime, "data-late-0");
            assertThat(names("pod")).noneMatch(pod -> pod.startsWith(prime));
        });
    }
}
