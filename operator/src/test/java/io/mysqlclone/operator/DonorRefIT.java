package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Clones whose donor is a MySQLDonor. The one that looks at it is played by the test, as its status. */
@Execution(ExecutionMode.CONCURRENT)
final class DonorRefIT {

    private static final String CLONE = """
            donorRef: {name: prod}
            recipient: {pod: {name: db-1}}
            """;

    private static MySQLDonor donor(String namespace, String spec) {
        return TestCluster.client()
                .resource(Serialization.unmarshal("""
                        metadata: {name: prod, namespace: %s}
                        spec:
                          credentialsSecretRef: {name: account}
                        %s""".formatted(namespace, spec.indent(2)), MySQLDonor.class))
                .create();
    }

    private static void change(String namespace, String spec) {
        TestCluster.client()
                .resources(MySQLDonor.class)
                .inNamespace(namespace)
                .withName("prod")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": " + spec + "}");
    }

    /** As if an agent had looked at it. */
    private static void isSeen(Stage stage, int probe) {
        var made = TestCluster.client()
                .resources(MySQLDonor.class)
                .inNamespace(stage.namespace())
                .withName("prod")
                .require();
        String pod = "prod-" + made.getMetadata().getUid().replace("-", "").substring(0, 8) + "-" + probe;
        stage.kubelet()
                .endsAgentPod(
                        Stage.eventually()
                                .until(() -> stage.kubelet().find(pod), found -> found.isPresent())
                                .orElseThrow(),
                        0,
                        "{\"type\":\"probe\",\"donors\":[{\"version\":\"9.7.4\",\"serverUuid\":\"u-0\",\"readOnly\":false,"
                                + "\"serving\":false}]}");
    }

    private static EnvVar variable(EphemeralContainer agent, String name) {
        return agent.getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String secret(EphemeralContainer agent, String name) {
        return variable(agent, name).getValueFrom().getSecretKeyRef().getName();
    }

    private static String account(EphemeralContainer agent) {
        return secret(agent, "CLONE_AGENT_PASSWORD");
    }

    @Test
    void aCloneWaitsForItsDonorAndTakesServerAccountAndDefaultsFromIt() {
        try (Stage stage = new Stage()) {
            stage.kubelet().serves("db-1");
            stage.create("copy", CLONE);
            assertThat(stage.awaitReason("copy", "DonorNotFound").message()).contains("There is no MySQLDonor prod");

            donor(
                    stage.namespace(),
                    "host: db.example.com\nport: 3307\ntransfer: {compression: Zstd, bufferSize: 8Mi}");
            stage.awaitReason("copy", "DonorNotReady");
            isSeen(stage, 1);

            EphemeralContainer agent = stage.kubelet().launched("db-1", 1);
            assertThat(variable(agent, "CLONE_AGENT_DONOR").getValue()).isEqualTo("db.example.com:3307");
            assertThat(variable(agent, "CLONE_AGENT_COMPRESSION").getValue()).isEqualTo("zstd");
            assertThat(variable(agent, "CLONE_AGENT_BUFFER_SIZE").getValue()).isEqualTo("8388608");
            assertThat(account(agent)).isEqualTo("account");
            MySQLCloneStatus status = stage.awaitPhase("copy", Phase.PREFLIGHT);
            assertThat(Objects.requireNonNull(status.resolvedDonor()).serverUuid())
                    .isEqualTo("u-0");
            assertThat(Objects.requireNonNull(status.display()).donor()).isEqualTo("db.example.com");
            assertThat(stage.history("copy"))
                    .as("which server it is stands in the status before an agent is launched")
                    .filteredOn(each -> each.launch() != null)
                    .allMatch(each -> each.resolvedDonor() != null);
        }
    }

    @Test
    void aChangeOfTheDonorChangesNothingUntilAnAttemptStartsOver() {
        try (Stage stage = new Stage()) {
            stage.kubelet().serves("db-1");
            donor(stage.namespace(), "host: first");
            isSeen(stage, 1);
            stage.create("copy", CLONE);
            stage.kubelet().launched("db-1", 1);
            stage.kubelet().starts("db-1", 1);

            change(stage.namespace(), "{\"host\": \"second\", \"credentialsSecretRef\": {\"name\": \"other\"}}");
            isSeen(stage, 2);
            Stage.eventually().until(() -> {
                var reported = TestCluster.client()
                        .resources(MySQLDonor.class)
                        .inNamespace(stage.namespace())
                        .withName("prod")
                        .require()
                        .reported();
                return reported.filter(each -> each.settledProbe() == 2).isPresent();
            });
            stage.kubelet()
                    .ends(
                            "db-1",
                            1,
                            4,
                            "{\"type\":\"failure\",\"exitCode\":4,\"kind\":\"DonorError\",\"cause\":\"AuthenticationFailed\","
                                    + "\"mysqlError\":1045,\"message\":\"Refused.\"}");
            EphemeralContainer again = stage.kubelet().launched("db-1", 2);
            assertThat(variable(again, "CLONE_AGENT_DONOR").getValue()).isEqualTo("second:3306");
            assertThat(account(again)).isEqualTo("other");
            assertThat(stage.history("copy"))
                    .as("what is written when the attempt's end is looked at, long after the change")
                    .filteredOn(each -> each.settledRun() == 1)
                    .first()
                    .extracting(
                            each -> Objects.requireNonNull(each.resolvedDonor()).host())
                    .isEqualTo("first");
        }
    }

    @Test
    void aDonorThatIsDeletedDoesNotStopTheDeletionOfItsClones() {
        try (Stage stage = new Stage()) {
            stage.kubelet().serves("db-1");
            donor(stage.namespace(), "host: first");
            isSeen(stage, 1);
            stage.create("copy", CLONE);
            stage.create("waits", CLONE.replace("prod", "nobody"));
            stage.kubelet().launched("db-1", 1);
            TestCluster.client()
                    .resources(MySQLDonor.class)
                    .inNamespace(stage.namespace())
                    .withName("prod")
                    .delete();
            stage.awaitReason("waits", "DonorNotFound");
            stage.resource("waits").delete();
            stage.awaitGone("waits");

            stage.resource("copy").delete();
            stage.kubelet().cannotStart("db-1", 1, "ErrImagePull");
            stage.kubelet().launched("db-1", 2);
            assertThat(stage.kubelet().commands("db-1")).containsExactly("clone", "discard");
            stage.kubelet().ends("db-1", 2, 0, "{\"type\":\"discarded\",\"exitCode\":0}");
            stage.awaitGone("copy");
        }
    }

    @Test
    void anotherNamespaceIsRefusedWithoutAWordOfWhatIsThere() {
        try (Stage production = new Stage();
                Stage tenant = new Stage(Map.of("team", "crm"))) {
            donor(production.namespace(), "host: db.example.com");
            isSeen(production, 1);
            tenant.kubelet().serves("db-1");
            String reference = """
                    donorRef: {name: %s, namespace: %s, credentialsSecretRef: {name: mine}}
                    recipient: {pod: {name: db-1}}
                    """;
            tenant.create("copy", reference.formatted("prod", production.namespace()));
            tenant.create("guess", reference.formatted("guessed", production.namespace()));
            String told = Objects.requireNonNull(
                    tenant.awaitReason("copy", "DonorNotAllowed").message());
            assertThat(tenant.awaitReason("guess", "DonorNotAllowed").message())
                    .isEqualTo(told.replace("/prod ", "/guessed "));
            tenant.resource("guess").delete();

            change(
                    production.namespace(),
                    "{\"allowedNamespaces\": {\"from\": \"Selector\", \"selector\": {\"matchLabels\": {\"team\": \"crm\"}}}}");
            isSeen(production, 2);

            EphemeralContainer agent = tenant.kubelet().launched("db-1", 1);
            assertThat(account(agent)).isEqualTo("mine");
            assertThat(variable(agent, "CLONE_AGENT_DONOR").getValue()).isEqualTo("db.example.com:3306");
        }
    }

    @Test
    void certificatesOfAnotherNamespaceAreAskedFor() {
        try (Stage production = new Stage();
                Stage tenant = new Stage()) {
            donor(
                    production.namespace(),
                    "host: db.shop.svc\nallowedNamespaces: {from: All}\ntls: {mode: VerifyCA, caSecretRef: {name: theirs}}");
            isSeen(production, 1);
            tenant.kubelet().serves("db-1");
            tenant.create("copy", """
                    donorRef: {name: prod, namespace: %s, credentialsSecretRef: {name: mine}}
                    recipient: {pod: {name: db-1}}
                    """.formatted(production.namespace()));
            assertThat(tenant.awaitReason("copy", "TlsFailed").message()).contains("Give spec.donorRef.tls");

            tenant.patch(
                    "copy",
                    "{\"spec\": {\"donorRef\": {\"tls\": {\"mode\": \"VerifyCA\","
                            + " \"caSecretRef\": {\"name\": \"ca\"}}}}}");
            EphemeralContainer agent = tenant.kubelet().launched("db-1", 1);
            assertThat(secret(agent, "CLONE_AGENT_TLS_CA_PEM")).isEqualTo("ca");
        }
    }
}
