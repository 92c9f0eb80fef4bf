package io.mysqlclone.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.donor.DonorAgent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a donor's pod that an agent cannot join names fields that a MySQLDonor has. */
final class AgentPlaceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "volumes: []",
                "volumes: [{name: data, emptyDir: {}}]",
                "volumes: [{name: other, persistentVolumeClaim: {claimName: c}}]"
            })
    void whatIsMissingIsToldInTheDonorsWords(String volumes) {
        Pod pod = Serialization.unmarshal("""
                metadata: {name: mysql-0, namespace: shop, uid: u}
                spec:
                  containers: [{name: mysql, image: mysql, volumeMounts: [{name: data, mountPath: /var/lib/mysql}]}]
                  %s
                """.formatted(volumes), Pod.class);
        DonorAgent agent = Serialization.unmarshal("requiredMemory: 0", DonorAgent.class);
        try (KubernetesClient nobody = new KubernetesClientBuilder().build()) {
            assertThat(AgentPlace.in(pod, agent, nobody))
                    .isInstanceOfSatisfying(
                            AgentPlace.None.class,
                            none -> assertThat(none.message())
                                    .contains("mysql-0", "spec.agent.dataDirectory")
                                    .doesNotContain("recipient", "spec.agent.volume"));
        }
    }
}
