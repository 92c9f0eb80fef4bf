package io.mysqlclone.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What users without Helm apply: made from the chart, and the same objects. */
class ManifestsTest {
    private static final Path DIRECTORY = Path.of("generated");
    private static final String NAMESPACE = "mysql-clone-operator";
    private static final String GENERATED =
            "# Generated from the Helm chart; do not edit. To make it again: " + Generated.COMMAND + "\n";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    @Test
    void theSingleFileIsCurrent() throws IOException {
        var header = GENERATED + """
                #
                # The operator without Helm. No image is published, so two things are yours to give:
                #
                # 1. The registry that images/build pushed to (localhost, if it loaded the images into the nodes):
                #
                #      sed 's,IMAGE_REGISTRY,registry.example.com/databases,' mysql-clone-operator.yaml |
                #          kubectl apply --server-side -f -
                #
                # 2. The key by which agents know the operator, once, and never changed while a clone runs. Without it the
                #    pod waits with an event that says so.
                #
                #      openssl rand -hex 32 | kubectl --namespace mysql-clone-operator \\
                #          create secret generic mysql-clone-operator-key --from-file=key=/dev/stdin
                #
                # Applying a newer file upgrades, the CustomResourceDefinitions too. kubectl delete -f removes the namespace, with
                # the key, and the definitions, with every MySQLClone, MySQLDonor, MySQLCloneSchedule and MySQLCloneSet; data on volumes
                # stays, but for claims that were made with deletionPolicy: Delete, such as the copies of a schedule.
                """;
        Generated.holdCurrent(
                DIRECTORY.resolve("mysql-clone-operator.yaml"),
                header + namespace() + "---\n" + customResourceDefinitions() + objects());
    }

    @Test
    void theKustomizeBaseIsCurrent() throws IOException {
        var base = DIRECTORY.resolve("kustomize");
        Generated.holdCurrent(base.resolve("kustomization.yaml"), GENERATED + """
                #
                # A base for an overlay of yours, which gives the images and the key:
                #
                #   apiVersion: kustomize.config.k8s.io/v1beta1
                #   kind: Kustomization
                #   namespace: mysql-clone-operator
                #   resources:
                #     - ../path/to/helm/generated/kustomize
                #   images:
                #     - name: IMAGE_REGISTRY/mysql-clone-operator
                #       newName: registry.example.com/databases/mysql-clone-operator
                #   patches:
                #     - target:
                #         kind: Deployment
                #         name: mysql-clone-operator
                #       patch: |
                #         apiVersion: apps/v1
                #         kind: Deployment
                #         metadata:
                #           name: mysql-clone-operator
                #         spec:
                #           template:
                #             spec:
                #               containers:
                #                 - name: operator
                #                   env:
                #                     - name: AGENT_IMAGE
                #                       value: registry.example.com/databases/clone-agent:VERSION
                #
                # The key, once (or with a secretGenerator without a suffix for its hash):
                #
                #   openssl rand -hex 32 | kubectl --namespace mysql-clone-operator \\
                #       create secret generic mysql-clone-operator-key --from-file=key=/dev/stdin
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                namespace: mysql-clone-operator
                resources:
                  - namespace.yaml
                  - crd.yaml
                  - operator.yaml
                """);
        Generated.holdCurrent(base.resolve("namespace.yaml"), GENERATED + namespace());
        Generated.holdCurrent(base.resolve("crd.yaml"), customResourceDefinitions());
        Generated.holdCurrent(base.resolve("operator.yaml"), GENERATED + objects());
    }

    @Test
    void theAdmissionPolicyIsCurrent() throws IOException {
        var text = new StringBuilder(GENERATED + """
                #
                # Policies that keep who writes a MySQLClone to what he may do himself, and the operator to running agents; see
                # docs/security.md. For Kubernetes 1.30 and later. The image is yours to give, the namespace too if it is another:
                #
                #   sed 's,IMAGE_REGISTRY,registry.example.com/databases,' admission-policy.yaml | kubectl apply -f -
                """);
        for (var object : Chart.renderRelease("mysql-clone-operator", NAMESPACE, """
                image: {registry: IMAGE_REGISTRY}
                admissionPolicy: {enabled: true}
                """)) {
            boolean policy = object.at("/kind").asText().startsWith("ValidatingAdmissionPolicy")
                    || object.at("/metadata/name").asText().endsWith("-approve");
            if (policy) {
                forgetHelm(object);
                text.append(YAML.writeValueAsString(object));
            }
        }
        Generated.holdCurrent(DIRECTORY.resolve("admission-policy.yaml"), text.toString());
    }

    @Test
    void nothingInThemIsMadeAtRandomOrBelongsToHelm() {
        assertThat(release())
                .noneMatch(object -> object.at("/kind").asText().equals("Secret"))
                .noneMatch(object ->
                        object.toString().toLowerCase(java.util.Locale.ROOT).contains("helm"));
        assertThat(release()).map(JsonNode::toString).anyMatch(text -> text.contains("\"mysql-clone-operator-key\""));
    }

    private static String namespace() {
        return """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: mysql-clone-operator
                  labels:
                    pod-security.kubernetes.io/enforce: restricted
                """;
    }

    private static String customResourceDefinitions() throws IOException {
        var text = new StringBuilder();
        for (var file : CustomResourceTest.FILES) {
            text.append(text.isEmpty() ? "" : "---\n").append(Files.readString(CustomResourceTest.source(file)));
        }
        return text.toString();
    }

    private static String objects() throws JsonProcessingException {
        var text = new StringBuilder();
        for (var object : release()) {
            text.append(YAML.writeValueAsString(object));
        }
        return text.toString();
    }

    private static List<JsonNode> release() {
        return Chart.renderRelease("mysql-clone-operator", NAMESPACE, """
                        image: {registry: IMAGE_REGISTRY}
                        existingKeySecret: mysql-clone-operator-key
                        """).stream()
                .filter(object -> !object.at("/kind").asText().equals("CustomResourceDefinition"))
                .peek(ManifestsTest::forgetHelm)
                .toList();
    }

    private static void forgetHelm(JsonNode object) {
        if (object.at("/metadata/labels") instanceof ObjectNode labels) {
            labels.remove(List.of("helm.sh/chart", "app.kubernetes.io/managed-by"));
        }
    }
}
