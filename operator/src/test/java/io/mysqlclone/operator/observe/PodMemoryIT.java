package io.mysqlclone.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.operator.TestCluster;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a metrics API says, which is a resource like any other to who asks for it. */
final class PodMemoryIT {

    private static final String API = """
            metadata:
              name: pods.metrics.k8s.io
              annotations: {api-approved.kubernetes.io: 'unapproved, in place of the metrics API in a test'}
            spec:
              group: metrics.k8s.io
              scope: Namespaced
              names: {plural: pods, kind: PodMetrics, listKind: PodMetricsList}
              versions:
              - name: v1beta1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """;

    private final KubernetesClient client = TestCluster.client();
    private final String namespace = TestCluster.newNamespace(Map.of());

    @Test
    void theContainersAreAddedUpWhereSomebodyMeasuresThem() {
        assertThat(PodMemory.used(client, namespace, "db-1")).isEmpty();

        CustomResourceDefinition api = client.resource(Serialization.unmarshal(API, CustomResourceDefinition.class))
                .create();
        client.resource(api)
                .waitUntilCondition(
                        made -> made.getStatus() != null
                                && made.getStatus().getConditions().stream()
                                        .anyMatch(
                                                condition -> condition.getType().equals("Established")
                                                        && condition.getStatus().equals("True")),
                        1,
                        TimeUnit.MINUTES);
        client.resource(Serialization.unmarshal("""
                        apiVersion: metrics.k8s.io/v1beta1
                        kind: PodMetrics
                        metadata: {name: db-1, namespace: %s}
                        timestamp: '2026-05-04T10:00:00Z'
                        window: 15s
                        containers:
                        - {name: mysql, usage: {cpu: 5m, memory: 3000Ki}}
                        - {name: exporter, usage: {cpu: 1m, memory: 1Mi}}
                        """.formatted(namespace), GenericKubernetesResource.class))
                .create();

        assertThat(PodMemory.used(client, namespace, "db-1")).contains((3000L + 1024) << 10);
        assertThat(PodMemory.used(client, namespace, "db-2")).isEmpty();
    }
}
