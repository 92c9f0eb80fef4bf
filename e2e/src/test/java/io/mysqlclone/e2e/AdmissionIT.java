package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.e2e.Admission.Verdict;
import io.mysqlclone.testbed.CloneAssertions;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What webhooks and limits of a cluster do to agents: it is told, in their words, and the clone goes on when they let it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AdmissionIT {

    /** They sleep for ever, as a mesh's proxy does that nobody tells to end. */
    private static final String SIDECARS = "[" + sidecar("proxy", "0") + ", " + sidecar("collector", "-") + "]";

    private Scene scene;
    private MysqlSet donor;
    private MysqlSet replica;

    private static String sidecar(String name, String position) {
        return """
                {"op": "add", "path": "/spec/containers/%s", "value": {
                  "name": "%s", "image": "%s", "imagePullPolicy": "Never", "command": ["sleep", "100000"],
                  "securityContext": {"runAsUser": 999}}}
                """.formatted(position, name, MysqlSet.IMAGE);
    }

    @BeforeAll
    void startServers() {
        scene = Scene.open("admission");
        donor = MysqlSet.in(scene, "donor", 1);
        replica = MysqlSet.in(scene, "replica", 11);
        donor.apply();
        replica.start();
        donor.start().donor(16);
    }

    @AfterAll
    void endScene() {
        scene.close();
    }

    private String spec(String recipient) {
        return """
                donor:
                  host: %s
                  credentialsSecretRef: {name: donor}
                  tls: {mode: Required}
                recipient:
                  %s
                """.formatted(donor.host(0), recipient);
    }

    private void assertTold(Admission admission, Clone clone, Verdict verdict, Reason reason, String... words) {
        admission.answers(verdict);
        int before = admission.asked();
        // Something happens to the resource, and it is looked at.
        scene.kubectl("annotate", "mysqlclone", "--all", "--overwrite", "looked-at=" + before);
        String message = clone.await(
                        reason.text() + " with " + String.join(", ", words),
                        status ->
                                status.message() != null && Arrays.stream(words).allMatch(status.message()::contains))
                .message();
        assertThat(message).endsWith("It is tried again.");
        clone.awaitReason(reason);
        assertThat(admission.asked() - before)
                .as("asked, until " + verdict + " was told")
                .isBetween(1, 4);
    }

    @Test
    void whateverAWebhookAnswersIsToldAndTheCloneGoesOnWhenItAllows(@TempDir Path directory) {
        try (Admission admission = Admission.of(
                        scene,
                        directory,
                        "UPDATE",
                        "pods/ephemeralcontainers",
                        new Verdict.Refuse(0, "no guests, says nobody"));
                Clone clone = scene.clone("guest", spec("pod: {name: replica-0}"))) {
            String pod = "The agent cannot be added to pod replica-0, ";
            assertTold(
                    admission,
                    clone,
                    new Verdict.Refuse(0, "no guests here"),
                    Reason.LAUNCH_REFUSED,
                    pod + "the API server answers 400",
                    "no guests here");
            assertTold(
                    admission,
                    clone,
                    new Verdict.Refuse(403, "no guests today"),
                    Reason.LAUNCH_REFUSED,
                    "answers 403",
                    "no guests today");
            assertTold(
                    admission,
                    clone,
                    new Verdict.Refuse(500, "no guests, I think"),
                    Reason.LAUNCH_REFUSED,
                    "answers 500",
                    "no guests, I think");
            assertTold(
                    admission,
                    clone,
                    new Verdict.Fail(503),
                    Reason.LAUNCH_REFUSED,
                    "answers 500",
                    "failed calling webhook",
                    "policy.example.com");
            assertTold(
                    admission,
                    clone,
                    new Verdict.Silence(),
                    Reason.LAUNCH_REFUSED,
                    "failed calling webhook",
                    "deadline exceeded");
            assertThat(clone.status().restarts()).isZero();

            admission.answers(Verdict.ALLOW);
            clone.awaitReady();
            CloneAssertions.assertSameTables(donor.checksums(0), replica.checksums(0));
        }
    }

    /** It is found out before mysqld is stopped, so that the recipient serves its old data meanwhile. */
    @Test
    void whateverAWebhookAnswersToAnEvictionIsToldAndTheCloneIsPutInPlaceWhenItAllows(@TempDir Path directory) {
        MysqlSet guarded = MysqlSet.in(scene, "guarded", 31).start();
        try (Admission admission = Admission.of(
                        scene,
                        directory,
                        "CREATE",
                        "pods/eviction",
                        new Verdict.Refuse(0, "nobody leaves, says nobody"));
                Clone clone = scene.clone("evicted", spec("pod: {name: guarded-0}"))) {
            String pod = "Pod guarded-0 cannot be evicted, which restarts it on the clone, the API server answers ";
            clone.awaitReason(Reason.EVICTION_BLOCKED);
            String uid = scene.pod("guarded-0").getMetadata().getUid();
            assertTold(
                    admission,
                    clone,
                    new Verdict.Refuse(403, "nobody leaves today"),
                    Reason.EVICTION_BLOCKED,
                    pod + 403,
                    "nobody leaves today");
            assertTold(
                    admission,
                    clone,
                    new Verdict.Refuse(500, "nobody leaves, I think"),
                    Reason.EVICTION_BLOCKED,
                    pod + 500,
                    "nobody leaves, I think");
            assertTold(
                    admission,
                    clone,
                    new Verdict.Fail(503),
                    Reason.EVICTION_BLOCKED,
                    pod + 500,
                    "failed calling webhook",
                    "policy.example.com");
            assertThat(scene.pod("guarded-0").getMetadata().getUid()).isEqualTo(uid);
            assertThat(guarded.sql(0).value("SELECT 1")).isEqualTo("1");

            admission.answers(Verdict.ALLOW);
            clone.awaitReady();
            CloneAssertions.assertSameTables(donor.checksums(0), guarded.checksums(0));
            assertThat(clone.status().attempts()).isZero();
        }
    }

    /** The agent is found by its name; and a pod whose other containers never end holds the claim no longer than it. */
    @Test
    void sidecarsThatAWebhookPutsFirstAndLastAreNotTakenForTheAgentAndDoNotKeepTheClaim(@TempDir Path directory) {
        try (Admission admission = Admission.of(scene, directory, "CREATE", "pods", new Verdict.Change(SIDECARS));
                Clone clone = scene.clone(
                        "proxied",
                        spec(
                                "persistentVolumeClaim: {claimName: data-copy-0, template: {storage: 1Gi}, path: mysql}"))) {
            clone.awaitReady();

            assertThat(admission.asked()).isPositive();
            assertThat(clone.status().restarts()).isZero();
            scene.kubectl(
                    "wait", "--for=delete", "pod", "--selector=app.kubernetes.io/name=clone-agent", "--timeout=1m");
        }
        MysqlSet copy = MysqlSet.in(scene, "copy", 21).start();
        CloneAssertions.assertSameTables(donor.checksums(0), copy.checksums(0));
    }

    @Test
    void quotaAndLimitsAreToldAndTheirCorrectionIsEnough() {
        scene.apply("""
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: small}
                spec: {hard: {count/persistentvolumeclaims: "0"}}
                ---
                apiVersion: v1
                kind: LimitRange
                metadata: {name: narrow}
                spec: {limits: [{type: Container, max: {memory: 128Mi}}]}
                """);
        try (Clone clone = scene.clone(
                "limited",
                spec("persistentVolumeClaim: {claimName: limited, template: {storage: 1Gi}, path: mysql}")
                        + "agent: {resources: {limits: {memory: 256Mi}}, podTemplate: {priorityClassName: "
                        + scene.namespace()
                        + "}}")) {
            assertThat(clone.awaitReason(Reason.LAUNCH_REFUSED).message())
                    .contains("PersistentVolumeClaim limited cannot be made", "403", "exceeded quota: small");
            scene.kubectl("delete", "resourcequota", "small");
            clone.await(
                    "refused for its priority",
                    status -> String.valueOf(status.message())
                            .contains("no PriorityClass with name " + scene.namespace() + " was found"));
            scene.kubectl("create", "priorityclass", scene.namespace(), "--value=-10", "--preemption-policy=Never");
            assertThat(clone.await(
                                    "refused by the limits",
                                    status -> String.valueOf(status.message())
                                            .contains("maximum memory usage per Container"))
                            .message())
                    .contains("The agent's pod on PersistentVolumeClaim limited cannot be made", "128Mi");
            scene.kubectl("delete", "limitrange", "narrow");
            clone.awaitReady();
        } finally {
            scene.kubectl("delete", "priorityclass", scene.namespace(), "--ignore-not-found");
        }
    }
}
