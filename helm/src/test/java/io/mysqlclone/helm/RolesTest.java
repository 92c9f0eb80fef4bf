package io.mysqlclone.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolesTest {
    private static final String NAMESPACED = "watchNamespaces: [shop, billing]";

    /** The whole of it, so that a permission more is a decision somebody made. */
    @Test
    void theOperatorMayDoThisAndNoMore() {
        var role = Chart.object(Chart.render(""), "ClusterRole/mysql-clone-operator");

        assertThat(permissions(role))
                .containsExactly(
                        "apps/deployments/scale: get patch update",
                        "apps/deployments: get",
                        "apps/statefulsets/scale: get patch update",
                        "apps/statefulsets: get",
                        "core/events: create patch",
                        "core/namespaces: get",
                        "core/persistentvolumeclaims: create get patch",
                        "core/pods/ephemeralcontainers: patch update",
                        "core/pods/eviction: create",
                        "core/pods/log: get",
                        "core/pods: create delete get list watch",
                        "metrics.k8s.io/pods: get",
                        "mysqlclone.io/mysqlclones/finalizers: update",
                        "mysqlclone.io/mysqlclones/status: get patch update",
                        "mysqlclone.io/mysqlclones: create delete get list patch update watch",
                        "mysqlclone.io/mysqlcloneschedules/status: patch",
                        "mysqlclone.io/mysqlcloneschedules: get list watch",
                        "mysqlclone.io/mysqlclonesets/status: patch",
                        "mysqlclone.io/mysqlclonesets: get list watch",
                        "mysqlclone.io/mysqldonors/finalizers: update",
                        "mysqlclone.io/mysqldonors/status: patch",
                        "mysqlclone.io/mysqldonors: create get list watch");
    }

    @Test
    void whoFillsClaimsMayDoThisBesides() {
        var role =
                Chart.object(Chart.render("populator: {enabled: true}"), "ClusterRole/mysql-clone-operator-populator");

        assertThat(permissions(role))
                .containsExactly(
                        "core/persistentvolumeclaims: list watch",
                        "core/persistentvolumes: get list patch",
                        "storage.k8s.io/storageclasses: get");
        var objects = Chart.render("{populator: {enabled: true}, " + NAMESPACED + "}");
        assertThat(permissions(Chart.object(objects, "ClusterRole/mysql-clone-operator-populator")))
                .containsExactly("core/persistentvolumes: get list patch", "storage.k8s.io/storageclasses: get");
        assertThat(objects)
                .filteredOn(object -> object.at("/kind").asText().equals("Role"))
                .filteredOn(object -> object.at("/metadata/name").asText().endsWith("-populator"))
                .hasSize(2)
                .allSatisfy(each ->
                        assertThat(permissions(each)).containsExactly("core/persistentvolumeclaims: list watch"));
    }

    @Test
    void whoFillsNoClaimsMayNotWatchThemNorTouchVolumes() {
        assertThat(Chart.render("").toString()).doesNotContain("persistentvolumes", "-populator", "storageclasses");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", NAMESPACED, "populator: {enabled: true}"})
    void nobodyGetsSecretsExecOrWildcards(String values) {
        var roles = Chart.render(values).stream()
                .filter(object -> object.at("/kind").asText().endsWith("Role"))
                .toList();

        assertThat(roles)
                .isNotEmpty()
                .allSatisfy(role -> assertThat(permissions(role))
                        .isNotEmpty()
                        .noneMatch(permission -> permission.contains("secrets")
                                || permission.contains("pods/exec")
                                || permission.contains("pods/attach")
                                || permission.contains("serviceaccounts/token")
                                || permission.contains("*")
                                || permission.contains("escalate")
                                || permission.contains("impersonate")));
    }

    @Test
    void watchedNamespacesGetARoleEachInsteadOfTheClusterRole() {
        var cluster = Chart.object(Chart.render(""), "ClusterRole/mysql-clone-operator");
        var objects = Chart.render(NAMESPACED);

        assertThat(objects)
                .filteredOn(object -> object.at("/kind").asText().equals("Role"))
                .filteredOn(object -> object.at("/metadata/name").asText().equals("mysql-clone-operator"))
                .extracting(object -> object.at("/metadata/namespace").asText(), object -> object.at("/rules"))
                .containsExactly(tuple("shop", cluster.at("/rules")), tuple("billing", cluster.at("/rules")));
        assertThat(objects)
                .filteredOn(object -> object.at("/kind").asText().equals("ClusterRoleBinding"))
                .isEmpty();
        assertThat(Chart.names(objects)).doesNotContain("ClusterRole/mysql-clone-operator");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", NAMESPACED, "{populator: {enabled: true}, " + NAMESPACED + "}"})
    void everyBindingIsOfARoleThatIsThereToTheOperatorsServiceAccount(String values) {
        var objects = Chart.render(values);
        var bindings = objects.stream()
                .filter(object -> object.at("/kind").asText().endsWith("Binding"))
                .toList();

        assertThat(bindings).hasSizeGreaterThanOrEqualTo(2).allSatisfy(binding -> {
            var role = binding.at("/roleRef");
            assertThat(objects)
                    .anyMatch(object -> object.at("/kind").equals(role.at("/kind"))
                            && object.at("/metadata/name").equals(role.at("/name"))
                            && object.at("/metadata/namespace").equals(binding.at("/metadata/namespace")));
            assertThat(binding.at("/subjects/0/name").asText()).isEqualTo("mysql-clone-operator");
            assertThat(binding.at("/subjects/0/namespace").asText()).isEqualTo(Chart.NAMESPACE);
        });
    }

    @Test
    void electionsNeedOneLeaseInTheOperatorsNamespace() {
        var role = Chart.object(Chart.render(NAMESPACED), "Role/mysql-clone-operator-leader");

        assertThat(role.at("/metadata/namespace").asText()).isEqualTo(Chart.NAMESPACE);
        assertThat(role.at("/rules/0").toString())
                .isEqualTo(
                        "{\"apiGroups\":[\"coordination.k8s.io\"],\"resources\":[\"leases\"],\"verbs\":[\"create\"]}");
        assertThat(role.at("/rules/1/resourceNames").toString()).isEqualTo("[\"mysql-clone-operator\"]");
        assertThat(permissions(role))
                .containsExactly("coordination.k8s.io/leases: create", "coordination.k8s.io/leases: get patch update");
    }

    @Test
    void rolesAndBindingsCanBeLeftToOthers() {
        assertThat(Chart.names(Chart.render("{rbac: {create: false}, crds: {aggregateRoles: false}}")))
                .isNotEmpty()
                .noneMatch(name -> name.contains("Role"));
    }

    /** A line for each resource of each rule, sorted. */
    static List<String> permissions(JsonNode role) {
        var lines = new ArrayList<String>();
        for (var rule : role.at("/rules")) {
            var verbs = new TreeSet<String>();
            rule.at("/verbs").forEach(verb -> verbs.add(verb.asText()));
            for (var group : rule.at("/apiGroups")) {
                for (var resource : rule.at("/resources")) {
                    lines.add((group.asText().isEmpty() ? "core" : group.asText()) + "/" + resource.asText() + ": "
                            + String.join(" ", verbs));
                }
            }
        }
        lines.sort(null);
        return lines;
    }
}
