package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Several namespaces, each of which has a Role of its own that somebody may take away. */
@Execution(ExecutionMode.CONCURRENT)
final class NamespacesIT {

    /** What is to be removed goes with the namespace, in which nothing can be made any more. */
    @Test
    void aResourceGoesWithItsNamespace() throws Exception {
        try (Stage stage = new Stage()) {
            stage.claim("data");
            stage.create("copy", """
                    donor: {host: mysql-0.mysql, credentialsSecretRef: {name: donor}}
                    recipient: {persistentVolumeClaim: {claimName: data}}
                    """);
            Pod agent = stage.kubelet().agentPod("copy", 1);
            stage.kubelet().endsAgentPod(agent, 5, Words.CANCELLED.replace("Cancelled", "NetworkLost"));
            stage.awaitReason("copy", "NetworkLost");

            TestCluster.client().namespaces().withName(stage.namespace()).delete();
            stage.resource("copy").delete();

            stage.awaitGone("copy");
        }
    }

    @Test
    void oneThatCannotBeWatchedStopsNoOther() {
        FaultyApi api = new FaultyApi();
        String forbidden = TestCluster.newNamespace(Map.of());
        api.answers(request ->
                request.url().encodedPath().contains("/namespaces/" + forbidden + "/") ? 403 : FaultyApi.NONE);
        try (Stage stage = new Stage(
                Map.of(),
                namespace -> TestOperator.start(api.newClient(), Set.of(namespace, forbidden), FakeAgents.shared()))) {
            stage.create("copy", Stage.POD_SPEC + "suspend: true\n");
            stage.awaitPhase("copy", Phase.SUSPENDED);
            assertThat(stage.operator().unwatched()).containsExactly(forbidden);
            assertThat(stage.operator().healthy()).isTrue();
            assertThat(stage.operator()
                            .registry()
                            .get("mysqlclone.unwatched.namespaces")
                            .gauge()
                            .value())
                    .isEqualTo(1);

            api.answers(_ -> FaultyApi.NONE);
            KubernetesClient client = TestCluster.client();
            MySQLClone other = stage.get("copy");
            other.getMetadata().setNamespace(forbidden);
            other.getMetadata().setResourceVersion(null);
            other.getMetadata().setUid(null);
            other.getMetadata().setFinalizers(List.of());
            client.resource(other).create();
            Stage.eventually()
                    .until(() -> client.resources(MySQLClone.class)
                            .inNamespace(forbidden)
                            .withName("copy")
                            .require()
                            .reported()
                            .filter(status -> status.phase() == Phase.SUSPENDED)
                            .isPresent());
            Stage.eventually().until(() -> stage.operator().unwatched().isEmpty());
        }
    }
}
