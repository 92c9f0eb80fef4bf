package io.mysqlclone.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bundle for the Operator Lifecycle Manager, made from the chart, the resource's definition and the examples. */
class OlmBundleTest {
    private static final Path BUNDLE = Path.of("generated", "olm");
    private static final Path EXAMPLES = Path.of("../examples");
    private static final String GENERATED =
            "# Generated from the Helm chart; do not edit. To make it again: " + Generated.COMMAND + "\n";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            // OLM's own reader takes what stands before a marker for the document.
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build();

    private static List<JsonNode> release() {
        return Chart.renderRelease("mysql-clone-operator", "mysql-clone-operator", """
                image: {registry: IMAGE_REGISTRY}
                existingKeySecret: mysql-clone-operator-key
                """);
    }

    @Test
    void theBundleIsCurrent() throws IOException {
        Generated.holdCurrent(
                BUNDLE.resolve("manifests/mysql-clone-operator.clusterserviceversion.yaml"),
                GENERATED + YAML.writeValueAsString(serviceVersion()));
        for (var file : CustomResourceTest.FILES) {
            Generated.holdCurrent(
                    BUNDLE.resolve("manifests").resolve(file), Files.readString(CustomResourceTest.source(file)));
        }
        Generated.holdCurrent(BUNDLE.resolve("metadata/annotations.yaml"), GENERATED + """
                annotations:
                  operators.operatorframework.io.bundle.mediatype.v1: registry+v1
                  operators.operatorframework.io.bundle.manifests.v1: manifests/
                  operators.operatorframework.io.bundle.metadata.v1: metadata/
                  operators.operatorframework.io.bundle.package.v1: mysql-clone-operator
                  operators.operatorframework.io.bundle.channels.v1: alpha
                  operators.operatorframework.io.bundle.channel.default.v1: alpha
                """);
    }

    /** What it may do is what the chart gives it, no more and no less. */
    @Test
    void theRulesAreTheCharts() throws IOException {
        var given = new TreeSet<String>();
        serviceVersion().at("/spec/install/spec/permissions/0/rules").forEach(rule -> given.add(rule.toString()));
        var chart = new TreeSet<String>();
        release().stream()
                .filter(object -> List.of("ClusterRole/mysql-clone-operator", "Role/mysql-clone-operator-leader")
                        .contains(object.at("/kind").asText() + "/"
                                + object.at("/metadata/name").asText()))
                .forEach(role -> role.at("/rules").forEach(rule -> chart.add(rule.toString())));

        assertThat(given).isEqualTo(chart).hasSizeGreaterThan(8);
    }

    /** Of the form that OLM takes: a DNS name, a version, an example of each resource that it owns. */
    @Test
    void itIsOfTheFormThatIsAsked() throws IOException {
        var version = serviceVersion();
        assertThat(version.at("/metadata/name").asText()).matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
        assertThat(version.at("/spec/version").asText()).matches("\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?");
        var owned = version.at("/spec/customresourcedefinitions/owned");
        assertThat(owned).hasSize(CustomResourceTest.FILES.size());
        for (int i = 0; i < owned.size(); i++) {
            var definition = definition(CustomResourceTest.FILES.get(i));
            assertThat(owned.get(i).at("/name")).isEqualTo(definition.at("/metadata/name"));
            assertThat(owned.get(i).at("/kind")).isEqualTo(definition.at("/spec/names/kind"));
            assertThat(owned.get(i).at("/version")).isEqualTo(definition.at("/spec/versions/0/name"));
        }
        var examples = new ObjectMapper()
                .readTree(version.at("/metadata/annotations/alm-examples").asText());
        assertThat(examples.valueStream())
                .hasSizeGreaterThan(3)
                .allMatch(example -> example.at("/kind").asText().equals("MySQLClone"));
        assertThat(version.at("/spec/installModes")).hasSize(4);
        assertThat(version.toString()).doesNotContain("helm.sh");
    }

    private static ObjectNode serviceVersion() throws IOException {
        var chart = Chart.parse(Files.readString(Chart.DIRECTORY.resolve("Chart.yaml")))
                .getFirst();
        var version = chart.at("/version").asText();
        var deployment = Chart.object(release(), "Deployment/mysql-clone-operator");
        var csv = YAML.createObjectNode();
        csv.put("apiVersion", "operators.coreos.com/v1alpha1").put("kind", "ClusterServiceVersion");
        var metadata = csv.putObject("metadata");
        metadata.put("name", "mysql-clone-operator.v" + version.toLowerCase(Locale.ROOT));
        metadata.putObject("annotations")
                .put("alm-examples", examples())
                .put("capabilities", "Basic Install")
                .put("categories", "Database")
                .put("containerImage", operator(deployment).at("/image").asText())
                .put("description", chart.at("/description").asText())
                .put("operatorframework.io/suggested-namespace", "mysql-clone-operator")
                .put("support", "mysql-clone-operator");
        var spec = csv.putObject("spec");
        spec.put("displayName", "MySQL Clone Operator")
                .put("description", """
                        Provisions MySQL replicas by cloning a running server's physical data: a `MySQLClone` names a donor and a
                        recipient, and the recipient serves its old data until a complete, verified clone takes its place.

                        Before it is installed it needs a key, by which agents know the operator:

                            openssl rand -hex 32 | kubectl --namespace mysql-clone-operator \\
                                create secret generic mysql-clone-operator-key --from-file=key=/dev/stdin
                        """)
                .put("version", version)
                .put("maturity", "alpha")
                .put("minKubeVersion", "1.29.0");
        spec.set("keywords", chart.at("/keywords"));
        spec.putObject("provider").put("name", "mysql-clone-operator");
        var modes = spec.putArray("installModes");
        Stream.of("OwnNamespace", "SingleNamespace", "MultiNamespace", "AllNamespaces")
                .forEach(mode -> modes.addObject().put("type", mode).put("supported", true));
        var owned = spec.putObject("customresourcedefinitions").putArray("owned");
        owns(
                owned,
                CustomResourceTest.FILES.getFirst(),
                "Makes a pod's data directory, or a volume, a copy of a running MySQL server.");
        owns(
                owned,
                CustomResourceTest.FILES.get(1),
                "A MySQL server that may be cloned, and whether it can be cloned now.");
        owns(
                owned,
                CustomResourceTest.FILES.get(2),
                "Makes copies of a MySQL server at given times, and keeps so many.");
        owns(
                owned,
                CustomResourceTest.FILES.getLast(),
                "Makes members of a StatefulSet copies of a MySQL server, so many at a time.");
        var install = spec.putObject("install").put("strategy", "deployment").putObject("spec");
        var permissions = install.putArray("permissions").addObject();
        permissions.put(
                "serviceAccountName",
                deployment.at("/spec/template/spec/serviceAccountName").asText());
        var rules = permissions.putArray("rules");
        Stream.of("ClusterRole/mysql-clone-operator", "Role/mysql-clone-operator-leader")
                .forEach(role -> Chart.object(release(), role).at("/rules").forEach(rules::add));
        var deployed = install.putArray("deployments").addObject();
        deployed.put("name", "mysql-clone-operator");
        deployed.set("label", labels(deployment.at("/metadata/labels")));
        deployed.set("spec", installed(deployment));
        return csv;
    }

    private static void owns(ArrayNode owned, String file, String description) throws IOException {
        var definition = definition(file);
        var kind = definition.at("/spec/names/kind").asText();
        owned.addObject()
                .put("name", definition.at("/metadata/name").asText())
                .put("kind", kind)
                .put("version", definition.at("/spec/versions/0/name").asText())
                .put("displayName", kind)
                .put("description", description);
    }

    private static JsonNode definition(String file) throws IOException {
        return Chart.parse(Files.readString(CustomResourceTest.source(file))).getFirst();
    }

    /** The chart's deployment, which watches what its OperatorGroup says. */
    private static JsonNode installed(JsonNode deployment) {
        var copy = (ObjectNode) deployment.at("/spec").deepCopy();
        var template = (ObjectNode) copy.at("/template/metadata");
        template.set("labels", labels(template.at("/labels")));
        for (var variable : (ArrayNode) copy.at("/template/spec/containers/0/env")) {
            if (variable.at("/name").asText().equals("WATCH_NAMESPACES")) {
                var watched = (ObjectNode) variable;
                watched.remove("value");
                watched.putObject("valueFrom")
                        .putObject("fieldRef")
                        .put("fieldPath", "metadata.annotations['olm.targetNamespaces']");
            }
        }
        return copy;
    }

    private static JsonNode operator(JsonNode deployment) {
        return deployment.at("/spec/template/spec/containers/0");
    }

    private static JsonNode labels(JsonNode labels) {
        var kept = (ObjectNode) labels.deepCopy();
        kept.remove(List.of("helm.sh/chart", "app.kubernetes.io/managed-by"));
        return kept;
    }

    private static String examples() throws IOException {
        var all = YAML.createArrayNode();
        try (var files = Files.list(EXAMPLES)) {
            for (var file : files.filter(each -> each.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                var text = Files.readString(file);
                if (Pattern.compile("(?m)^kind: MySQLClone$").matcher(text).find()) {
                    Chart.parse(text).stream()
                            .filter(each -> each.at("/kind").asText().equals("MySQLClone"))
                            .forEach(all::add);
                }
            }
        }
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    }
}
