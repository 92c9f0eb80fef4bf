package io.mysqlclone.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.testbed.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real API server makes of a MySQLCloneSet: its defaults, what it refuses, and what the user is told. */
class MySQLCloneSetIT {
    private static final String DB = "statefulSetRef: {name: db}\n";

    private static final String PROD = "donorRef: {name: prod}";

    @TempDir
    Path scratch;

    @BeforeAll
    static void define() {
        Documents.client();
    }

    /** A spec with that in the spec of its template, and more lines. */
    private static String spec(String template, String more) {
        return DB + "template: {spec: {" + template + "}}\n" + more;
    }

    @Test
    void theSmallestResourceIsStoredWithEveryDefault() {
        var stored = Documents.client()
                .resource(Documents.document("MySQLCloneSet", "smallest", spec(PROD, "")))
                .dryRun()
                .create();
        ObjectNode json =
                new YAMLMapper().valueToTree(stored.getAdditionalProperties().get("spec"));
        ObjectNode own = json.deepCopy().without("template");

        assertThat((Object) own).isEqualTo(new YAMLMapper().valueToTree(Serialization.unmarshal("""
                statefulSetRef: {name: db}
                ordinals: all
                strategy: Shared
                maxUnavailable: 1
                fill: Once
                """, Map.class)));
        assertThat(json.at("/template/spec/backoffLimit").asInt()).isEqualTo(6);
        assertThat(json.at("/template/spec/recipient/overwrite").asText()).isEqualTo("Never");
    }

    /** What is refused of a MySQLClone is refused here, but for who the recipient is. */
    @Test
    void itsTemplateHasTheSchemaOfAMySQLCloneWithoutTheRecipientsName() throws IOException {
        JsonNode clone = schema(Documents.DEFINITION).at("/properties/spec");
        JsonNode template = schema(Documents.SETS).at("/properties/spec/properties/template/properties/spec");
        Set<String> names = Set.of("pod", "statefulSet", "persistentVolumeClaim");

        assertThat(without(template.path("properties"), Set.of("recipient")))
                .isEqualTo(without(clone.path("properties"), Set.of("recipient")));
        assertThat((Object) template.at("/properties/recipient/properties"))
                .isEqualTo(without(clone.at("/properties/recipient/properties"), names));
        for (var path : List.of("", "/properties/recipient")) {
            assertThat(messages(template.at(path)))
                    .as("of the other rules none is true, or each is, when the recipient is a member")
                    .isSubsetOf(messages(clone.at(path)));
            assertThat(rules(template.at(path)))
                    .containsAll(rules(clone.at(path)).stream()
                            .filter(rule -> names.stream().noneMatch(rule::contains))
                            .toList());
        }
    }

    private static Object without(JsonNode properties, Set<String> names) {
        ObjectNode copy = properties.deepCopy();
        return copy.remove(names);
    }

    private static Set<String> messages(JsonNode schema) {
        return each(schema, "message");
    }

    private static Set<String> rules(JsonNode schema) {
        return each(schema, "rule");
    }

    private static Set<String> each(JsonNode schema, String field) {
        return schema.path("x-kubernetes-validations")
                .valueStream()
                .map(rule -> rule.path(field).asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode schema(Path definition) throws IOException {
        return new YAMLMapper().readTree(definition.toFile()).at("/spec/versions/0/schema/openAPIV3Schema");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ordinals: 0,2,5-7\nmaxConcurrent: 2\nmaxUnavailable: 3\nstrategy: Chain",
                "fill: NewOrdinals\nordinals: all"
            })
    void theClassesHaveTheSameDefaultsAsTheSchema(String fields) {
        for (var recipient : new String[] {"", ", recipient: {overwrite: Always, container: mysql}"}) {
            var sent = Documents.document("MySQLCloneSet", "defaults", spec(PROD + recipient, fields));
            var stored = Serialization.unmarshal(
                    Serialization.asJson(
                            Documents.client().resource(sent).dryRun().create()),
                    MySQLCloneSet.class);
            var again = Documents.client()
                    .resources(MySQLCloneSet.class)
                    .resource(Serialization.unmarshal(Serialization.asJson(sent), MySQLCloneSet.class))
                    .dryRun()
                    .create();

            assertThat(again.getSpec()).isEqualTo(stored.getSpec());
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("no StatefulSet", "template: {spec: {" + PROD + "}}", "spec.statefulSetRef: Required"),
                Arguments.of("no template", DB, "spec.template: Required"),
                Arguments.of(
                        "words for ordinals", spec(PROD, "ordinals: first"), "give all, or numbers and ranges such as"),
                Arguments.of("an open range", spec(PROD, "ordinals: 3-"), "give all, or numbers and ranges such as"),
                Arguments.of("nobody at a time", spec(PROD, "maxConcurrent: 0"), "spec.maxConcurrent"),
                Arguments.of("no restart", spec(PROD, "maxUnavailable: 0"), "spec.maxUnavailable"),
                Arguments.of("a strategy that is none", spec(PROD, "strategy: Tree"), "Unsupported value"),
                Arguments.of(
                        "new ones of some",
                        spec(PROD, "fill: NewOrdinals\nordinals: 1-4"),
                        "fill: NewOrdinals fills each ordinal that there will be"),
                Arguments.of(
                        "a dry run",
                        spec(PROD + ", mode: Preflight", ""),
                        "a set fills members: remove template.spec.mode"),
                Arguments.of(
                        "a life of its own",
                        spec(PROD + ", ttlSecondsAfterFinished: 1", ""),
                        "what a set has made goes with the set: remove template.spec.ttlSecondsAfterFinished"),
                Arguments.of(
                        "a chain of what is no object",
                        spec("donor: {host: a, credentialsSecretRef: {name: b}}", "strategy: Chain"),
                        "with strategy: Chain a MySQLDonor is made for the first member"),
                Arguments.of(
                        "a chain from another namespace",
                        spec(
                                "donorRef: {name: prod, namespace: other, credentialsSecretRef: {name: b}}",
                                "strategy: Chain"),
                        "with strategy: Chain a MySQLDonor is made for the first member"),
                Arguments.of(
                        "replicas of a replica",
                        spec(
                                PROD + ", replication: {credentialsSecretRef: {name: r}, tls: {mode: Required}}",
                                "strategy: Chain"),
                        "with strategy: Chain most members are cloned from a member, and would replicate from it"),
                Arguments.of(
                        "an approval for all",
                        DB + "template: {metadata: {annotations: {mysqlclone.io/approve-restart: 'true'}}, spec: {"
                                + PROD + "}}",
                        "labels and annotations that begin with mysqlclone.io/ are the operator's own"),
                Arguments.of(
                        "a clone of nothing", spec("backoffLimit: 1", ""), "give exactly one of donor and donorRef"),
                Arguments.of(
                        "logs that are there and not",
                        spec(PROD + ", recipient: {noBinaryLogs: true, logIndexFiles: [/log/binlog.index]}", ""),
                        "recipient.logIndexFiles names logs and noBinaryLogs says that there are none"),
                Arguments.of(
                        "resources of an agent in a running pod",
                        spec(PROD + ", agent: {resources: {requests: {cpu: 1}}}", ""),
                        "agent.resources and agent.podTemplate are for the agent pod"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void refuses(String what, String spec, String told) {
        Documents.assertRefused(Documents.document("MySQLCloneSet", "refused", spec), told);
    }

    @Test
    void refusesANameThatIsTooLongForWhatIsMadeFromIt() {
        Documents.assertRefused(
                Documents.document("MySQLCloneSet", "n".repeat(45), spec(PROD, "")),
                "metadata.name of a MySQLCloneSet has more than 44 characters");
    }

    @Test
    void itsStatefulSetStaysTheSame() {
        var client = Documents.client();
        client.resource(Documents.document("MySQLCloneSet", "moved", spec(PROD, "")))
                .create();
        assertThatThrownBy(() -> client.resources(MySQLCloneSet.class)
                        .inNamespace("default")
                        .withName("moved")
                        .edit(set -> Serialization.unmarshal(
                                Serialization.asJson(set).replace("\"db\"", "\"other\""), MySQLCloneSet.class)))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("statefulSetRef cannot change: create another MySQLCloneSet");
        client.resources(MySQLCloneSet.class)
                .inNamespace("default")
                .withName("moved")
                .delete();
    }

    @Test
    void everyRuleOfItsOwnHasADocumentThatItRefuses() throws IOException {
        var schema = schema(Documents.SETS);
        var messages = Stream.of("", "/properties/spec", "/properties/spec/properties/ordinals")
                .flatMap(
                        path -> schema.at(path).path("x-kubernetes-validations").valueStream())
                .map(rule -> rule.path("message").asText());
        var told = Stream.concat(
                        refusals().map(arguments -> (String) arguments.get()[2]),
                        Stream.of("metadata.name of a MySQLCloneSet", "statefulSetRef cannot change"))
                .toList();

        assertThat(messages).hasSize(8).allSatisfy(message -> assertThat(told).anyMatch(message::contains));
    }

    @Test
    void getShowsWhatThereIs() throws IOException {
        var file = scratch.resolve("shown.yaml");
        Files.writeString(
                file,
                "apiVersion: mysqlclone.io/v1alpha1\nkind: MySQLCloneSet\nmetadata: {name: shown}\nspec:\n"
                        + spec(PROD, "").indent(2));
        var api = ApiServer.shared();
        api.kubectl("apply", "-f", file.toString());
        api.kubectl("patch", "mycloneset", "shown", "--subresource=status", "--type=merge", "-p", """
                {"status": {"message": "3 of 4 members are Ready, 1 under way.", "ready": 3, "failed": 0, "active": 1, "total": 4,
                 "bytesFromDonor": 7, "display": {"ready": "3/4"},
                 "progress": {"percent": 81, "dataBytes": 9, "totalBytes": 10, "bytesPerSecond": 1},
                 "members": [{"ordinal": 0, "cloneName": "shown-0", "phase": "Ready"}],
                 "conditions": [{"type": "Ready", "status": "False", "reason": "Filling", "message": "m",
                  "lastTransitionTime": "2026-05-04T10:00:00Z"}]}}
                """);

        assertThat(words(api.kubectl("get", "mycloneset", "shown")))
                .startsWith("NAME READY ACTIVE FAILED PERCENT REASON AGE")
                .contains("shown 3/4 1 0 81 Filling");
        assertThat(words(api.kubectl("get", "mysqlclonesets", "-o", "wide")))
                .contains("db all Shared 3 of 4 members are Ready, 1 under way.");
        assertThat(words(api.kubectl("get", "mysql"))).contains("shown 3/4");
        assertThat(words(api.kubectl("explain", "mycloneset.spec.fill"))).contains("Default: Once.");
        api.kubectl("delete", "mycloneset", "shown");
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
