package io.mysqlclone.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.testbed.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real API server makes of a MySQLCloneSchedule: its defaults, what it refuses, and what the user is told. */
class MySQLCloneScheduleIT {
    private static final String NIGHTLY = "schedule: 0 2 * * *\n";

    private static final String CLAIM =
            "{persistentVolumeClaim: {claimName: copy, template: {storage: 1Gi, deletionPolicy: Delete}}}";

    private static final String AGAIN = "{statefulSet: {name: staging, ordinal: 0}, overwrite: Always}";

    @TempDir
    Path scratch;

    @BeforeAll
    static void define() {
        Documents.client();
    }

    /** A spec whose template has that recipient, and more lines. */
    private static String spec(String recipient, String more) {
        return "template: {spec: {donorRef: {name: prod}, recipient: " + recipient + "}}\n" + more;
    }

    @Test
    void theSmallestResourceIsStoredWithEveryDefault() {
        var stored = Documents.client()
                .resource(Documents.document("MySQLCloneSchedule", "smallest", spec(CLAIM, NIGHTLY)))
                .dryRun()
                .create();
        ObjectNode json =
                new YAMLMapper().valueToTree(stored.getAdditionalProperties().get("spec"));
        ObjectNode own = json.deepCopy().without("template");

        assertThat((Object) own).isEqualTo(new YAMLMapper().valueToTree(Serialization.unmarshal("""
                schedule: 0 2 * * *
                timeZone: Etc/UTC
                suspend: false
                keep: 1
                failedHistoryLimit: 1
                """, Map.class)));
        assertThat(json.at("/template/spec/backoffLimit").asInt()).isEqualTo(6);
        assertThat(json.at("/template/spec/recipient/persistentVolumeClaim/template/accessModes/0")
                        .asText())
                .isEqualTo("ReadWriteOnce");
    }

    /** So that what is refused of a MySQLClone is refused here, and not at two in the morning. */
    @Test
    void itsTemplateHasTheSchemaOfAMySQLClone() throws IOException {
        JsonNode clone = schema(Documents.DEFINITION).at("/properties/spec");
        JsonNode template = schema(Documents.SCHEDULES).at("/properties/spec/properties/template/properties/spec");

        assertThat(template.path("properties")).isEqualTo(clone.path("properties"));
        assertThat(template.path("required")).isEqualTo(clone.path("required"));
        assertThat(template.path("x-kubernetes-validations")).isEqualTo(clone.path("x-kubernetes-validations"));
    }

    private static JsonNode schema(Path definition) throws IOException {
        return new YAMLMapper().readTree(definition.toFile()).at("/spec/versions/0/schema/openAPIV3Schema");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                NIGHTLY,
                "schedule: '*/15 0-6,22 1,15 JAN-mar mon-FRI'\ntimeZone: Europe/Berlin",
                NIGHTLY + "suspend: true\nkeep: 7\nfailedHistoryLimit: 0\nstartingDeadlineSeconds: 3600"
            })
    void theClassesHaveTheSameDefaultsAsTheSchema(String fields) {
        for (var recipient : new String[] {CLAIM, AGAIN}) {
            var sent = Documents.document("MySQLCloneSchedule", "defaults", spec(recipient, fields));
            var read = Serialization.unmarshal(Serialization.asJson(sent), MySQLCloneSchedule.class);

            var stored = Documents.client()
                    .resources(MySQLCloneSchedule.class)
                    .resource(read)
                    .dryRun()
                    .create();
            var storedAsSent = Serialization.unmarshal(
                    Serialization.asJson(
                            Documents.client().resource(sent).dryRun().create()),
                    MySQLCloneSchedule.class);

            assertThat(stored.getSpec()).isEqualTo(read.getSpec());
            assertThat(storedAsSent.getSpec()).isEqualTo(read.getSpec());
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("no schedule", spec(CLAIM, ""), "spec.schedule: Required"),
                Arguments.of("no template", NIGHTLY, "spec.template: Required"),
                Arguments.of("four fields", spec(CLAIM, "schedule: 0 2 * * "), "give five fields"),
                Arguments.of("six fields", spec(CLAIM, "schedule: 0 0 2 * * *"), "give five fields"),
                Arguments.of("a name for a schedule", spec(CLAIM, "schedule: '@midnight'"), "give five fields"),
                Arguments.of("a zone in the schedule", spec(CLAIM, "schedule: TZ=UTC 0 2 * * *"), "give five fields"),
                Arguments.of("a zone that is none", spec(CLAIM, NIGHTLY + "timeZone: 'GMT+2;'"), "should match"),
                Arguments.of("no copy to keep", spec(CLAIM, NIGHTLY + "keep: 0"), "spec.keep"),
                Arguments.of(
                        "a deadline of a moment", spec(CLAIM, NIGHTLY + "startingDeadlineSeconds: 1"), "greater than"),
                Arguments.of(
                        "a dry run",
                        NIGHTLY + "template: {spec: {mode: Preflight, donorRef: {name: prod}, recipient: " + CLAIM
                                + "}}",
                        "a schedule makes copies: remove template.spec.mode"),
                Arguments.of(
                        "a life besides keep",
                        NIGHTLY + "template: {spec: {ttlSecondsAfterFinished: 1, donorRef: {name: prod}, recipient: "
                                + CLAIM + "}}",
                        "keep says how many copies stay: remove template.spec.ttlSecondsAfterFinished"),
                Arguments.of(
                        "claims that nobody would delete",
                        spec("{persistentVolumeClaim: {claimName: copy, template: {storage: 1Gi}}}", NIGHTLY),
                        "deletionPolicy: Delete"),
                Arguments.of(
                        "a claim whose name is too long with a time",
                        spec(
                                "{persistentVolumeClaim: {claimName: " + "c".repeat(241)
                                        + ", template: {storage: 1Gi, deletionPolicy: Delete}}}",
                                NIGHTLY),
                        "has more than 240 characters: choose a shorter one"),
                Arguments.of(
                        "a server on a claim that it does not know",
                        spec(
                                "{persistentVolumeClaim: {claimName: copy, template: {storage: 1Gi, deletionPolicy: Delete},"
                                        + " workloadRef: {kind: StatefulSet, name: staging}}}",
                                NIGHTLY),
                        "each copy has a claim of its own, which no workload uses yet"),
                Arguments.of(
                        "a recipient that is never overwritten",
                        spec("{statefulSet: {name: staging, ordinal: 0}}", NIGHTLY),
                        "a recipient that is refreshed has data: give recipient.overwrite"),
                Arguments.of(
                        "a label of the operator's",
                        NIGHTLY + "template: {metadata: {labels: {mysqlclone.io/schedule: other}}, spec: {donorRef:"
                                + " {name: prod}, recipient: " + CLAIM + "}}",
                        "labels and annotations that begin with mysqlclone.io/ are the operator's own"),
                Arguments.of(
                        "an approval for all nights",
                        NIGHTLY + "template: {metadata: {annotations: {mysqlclone.io/approve-restart: 'true'}}, spec:"
                                + " {donorRef: {name: prod}, recipient: " + AGAIN + "}}",
                        "labels and annotations that begin with mysqlclone.io/ are the operator's own"),
                Arguments.of(
                        "a clone of nothing",
                        NIGHTLY + "template: {spec: {recipient: " + CLAIM + "}}",
                        "give exactly one of donor and donorRef"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void refuses(String what, String spec, String told) {
        Documents.assertRefused(Documents.document("MySQLCloneSchedule", "refused", spec), told);
    }

    @Test
    void refusesANameThatIsTooLongForWhatIsMadeFromIt() {
        Documents.assertRefused(
                Documents.document("MySQLCloneSchedule", "n".repeat(38), spec(CLAIM, NIGHTLY)),
                "metadata.name of a MySQLCloneSchedule has more than 37 characters");
    }

    @Test
    void everyRuleOfItsOwnHasADocumentThatItRefuses() throws IOException {
        var schema = schema(Documents.SCHEDULES);
        var messages = Stream.of(
                        "",
                        "/properties/spec",
                        "/properties/spec/properties/schedule",
                        "/properties/spec/properties/template/properties/metadata")
                .flatMap(
                        path -> schema.at(path).path("x-kubernetes-validations").valueStream())
                .map(rule -> rule.path("message").asText());
        var told = Stream.concat(refusals(), Stream.of(Arguments.of("", "", "metadata.name of a MySQLCloneSchedule")))
                .map(arguments -> (String) arguments.get()[2])
                .toList();

        assertThat(messages).hasSize(9).allSatisfy(message -> assertThat(told).anyMatch(message::contains));
    }

    @Test
    void getShowsWhatThereIs() throws IOException {
        var file = scratch.resolve("shown.yaml");
        Files.writeString(
                file,
                "apiVersion: mysqlclone.io/v1alpha1\nkind: MySQLCloneSchedule\nmetadata: {name: shown}\nspec:\n"
                        + spec(CLAIM, NIGHTLY).indent(2));
        var api = ApiServer.shared();
        api.kubectl("apply", "-f", file.toString());
        assertThat(words(api.kubectl("get", "myschedule", "shown"))).contains("shown 0 2 * * * false");
        api.kubectl("patch", "myschedule", "shown", "--subresource=status", "--type=merge", "-p", """
                {"status": {"message": "The next copy is made soon.", "active": "shown-202605040200",
                 "lastSuccessfulTime": "2026-05-03T02:10:00Z", "nextScheduleTime": "2026-05-05T02:00:00Z",
                 "conditions": [{"type": "Ready", "status": "True", "reason": "Scheduled", "message": "m",
                  "lastTransitionTime": "2026-05-04T10:00:00Z"}],
                 "copies": [{"name": "shown-202605030200", "claimName": "copy-202605030200"}]}}
                """);

        assertThat(words(api.kubectl("get", "myschedule", "shown")))
                .startsWith("NAME SCHEDULE SUSPEND READY REASON ACTIVE NEWEST LAST SUCCESS AGE")
                .contains("shown 0 2 * * * false True Scheduled shown-202605040200 shown-202605030200");
        assertThat(words(api.kubectl("get", "mysqlcloneschedules", "-o", "wide")))
                .contains("Etc/UTC 2026-05-05T02:00:00Z The next copy is made soon.");
        assertThat(words(api.kubectl("get", "mysql"))).contains("shown 0 2");
        assertThat(words(api.kubectl("explain", "myschedule.spec.keep"))).contains("Default: 1.");
        api.kubectl("delete", "myschedule", "shown");
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
