package io.mysqlclone.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where an agent may run that goes before a server. */
final class PlacementTest {

    private static Pod pod(String labels, String spec) {
        return Serialization.unmarshal(
                "metadata: {labels: %s}%nspec:%n%s".formatted(labels, spec.indent(2)), Pod.class);
    }

    private static void assertPlaced(String labels, String given, Map<String, String> ofAgents, String expected) {
        Placement placement = Placement.of("db", pod(labels, given));
        Pod wanted = pod("{}", expected);

        assertThat(placement.labels()).isEqualTo(ofAgents);
        assertThat(placement.affinity().orElse(null)).isEqualTo(wanted.getSpec().getAffinity());
        assertThat(placement.spread()).isEqualTo(wanted.getSpec().getTopologySpreadConstraints());
        assertThat(placement.nodeSelector()).isEqualTo(wanted.getSpec().getNodeSelector());
        assertThat(placement.tolerations()).isEqualTo(wanted.getSpec().getTolerations());
        assertThat(placement.schedulerName().orElse(null))
                .isEqualTo(wanted.getSpec().getSchedulerName());
        assertThat(placement.runtimeClassName().orElse(null))
                .isEqualTo(wanted.getSpec().getRuntimeClassName());
    }

    private static void assertTaken(String spec) {
        assertPlaced("{app: db}", spec, Map.of(), spec);
    }

    @Test
    void whatSaysNothingOfPodsIsTakenAsItIs() {
        assertTaken("""
                nodeSelector: {disk: ssd}
                tolerations: [{key: dedicated, operator: Equal, value: mysql, effect: NoSchedule}]
                schedulerName: stork
                runtimeClassName: kata
                affinity:
                  nodeAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                      nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: In, values: [a]}]}]
                """);
    }

    @Test
    void rulesAboutOtherPodsAreTakenAsTheyAre() {
        assertTaken("""
                affinity:
                  podAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                    - {topologyKey: zone, labelSelector: {matchLabels: {app: cache}}}
                  podAntiAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                    - {topologyKey: host, labelSelector: {matchExpressions: [{key: app, operator: In, values: [web, api]}]}}
                    - {topologyKey: host, labelSelector: {matchExpressions: [{key: app, operator: DoesNotExist}]}}
                """);
    }

    /** Two agents of one set keep away from each other as two servers do. */
    @Test
    void aRuleAboutTheServersOwnKindIsAboutTheirAgentsToo() {
        assertPlaced("{app: db, tier: data}", """
                affinity:
                  podAntiAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                    - {topologyKey: host, labelSelector: {matchLabels: {app: db}}}
                    preferredDuringSchedulingIgnoredDuringExecution:
                    - weight: 10
                      podAffinityTerm: {topologyKey: zone, labelSelector: {matchExpressions: [{key: tier, operator: Exists}]}}
                """, Map.of("app", "clone-agent.db", "tier", "clone-agent.db"), """
                affinity:
                  podAntiAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                    - {topologyKey: host, labelSelector: {matchExpressions: [{key: app, operator: In, values: [db, clone-agent.db]}]}}
                    preferredDuringSchedulingIgnoredDuringExecution:
                    - weight: 10
                      podAffinityTerm: {topologyKey: zone, labelSelector: {matchExpressions: [{key: tier, operator: Exists}]}}
                """);
    }

    /** It would not count itself, and be where its server may not be. */
    @Test
    void anAgentCountsAsAServerWhereServersAreSpread() {
        assertPlaced("{app: db}", """
                topologySpreadConstraints:
                - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: db}}}
                """, Map.of("app", "clone-agent.db"), """
                topologySpreadConstraints:
                - maxSkew: 1
                  topologyKey: zone
                  whenUnsatisfiable: DoNotSchedule
                  labelSelector: {matchExpressions: [{key: app, operator: In, values: [db, clone-agent.db]}]}
                """);
    }

    @Test
    void aLabelThatEveryAgentHasIsLookedForAsTheyHaveIt() {
        assertPlaced(
                "{app.kubernetes.io/name: mysql, app.kubernetes.io/instance: shop}",
                """
                affinity:
                  podAntiAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                    - topologyKey: host
                      labelSelector: {matchLabels: {app.kubernetes.io/name: mysql}}
                """,
                Map.of("app.kubernetes.io/name", "clone-agent.db"),
                """
                affinity:
                  podAntiAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                    - topologyKey: host
                      labelSelector:
                        matchExpressions: [{key: app.kubernetes.io/name, operator: In, values: [mysql, clone-agent]}]
                """);
    }

    @Test
    void aLabelHasAnEnd() {
        Placement placement = Placement.of("a-name.".repeat(20), pod("{app: db}", """
                affinity:
                  podAntiAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                    - {topologyKey: host, labelSelector: {matchLabels: {app: db}}}
                """));

        assertThat(placement.labels().get("app")).hasSizeLessThanOrEqualTo(63).matches("[a-z].*[a-z]");
    }
}
