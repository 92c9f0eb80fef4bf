package io.mysqlclone.api.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorSpec;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorStatus;
import io.mysqlclone.api.v1alpha1.schedule.MySQLCloneScheduleSpec;
import io.mysqlclone.api.v1alpha1.schedule.MySQLCloneScheduleStatus;
import io.mysqlclone.api.v1alpha1.set.MySQLCloneSetSpec;
import io.mysqlclone.api.v1alpha1.set.MySQLCloneSetStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The reference of a resource for people, as Markdown: a table for each object, with what {@code kubectl explain} tells. */
final class ReferencePage {
    /** Of an object whose fields another page tells: where. */
    private static final String ELSEWHERE = "x-elsewhere";

    private final StringBuilder page = new StringBuilder();
    private final Map<JsonNode, String> sections = new HashMap<>();

    private ReferencePage() {}

    /** The page of MySQLClone. */
    static String ofClones() {
        var page = new ReferencePage();
        var version = version(CustomResourceDefinitionFile.CLONES);
        page.begin(
                version,
                "MySQLClone",
                "myclone",
                "Complete resources to begin with are in [examples/](../examples).",
                "kubectl explain mysqlclone.spec.recipient");
        page.sections(version, new JavaFields(MySQLCloneSpec.class), new JavaFields(MySQLCloneStatus.class));
        page.changes(version);
        page.refusedAtAnyTime(version);
        page.columns(version.path("additionalPrinterColumns"));
        return page.page.toString();
    }

    /** The page of MySQLDonor. */
    static String ofDonors() {
        var page = new ReferencePage();
        var version = version(CustomResourceDefinitionFile.DONORS);
        page.begin(
                version,
                "MySQLDonor",
                "mydonor",
                "What it is for is told in [donors as objects](donors.md).",
                "kubectl explain mysqldonor.spec");
        page.sections(version, new JavaFields(MySQLDonorSpec.class), new JavaFields(MySQLDonorStatus.class));
        page.page.append("## The resource as a whole\n\n");
        page.refusedAtAnyTime(version);
        page.columns(version.path("additionalPrinterColumns"));
        return page.page.toString();
    }

    /** The page of MySQLCloneSchedule; what a MySQLClone is told once, on its own page. */
    static String ofSchedules() {
        var page = new ReferencePage();
        var version = version(CustomResourceDefinitionFile.SCHEDULES);
        ((ObjectNode) version.at("/schema/openAPIV3Schema/properties/spec/properties/template/properties/spec"))
                .put(ELSEWHERE, "reference.md#spec")
                .remove(List.of("properties", "required", "x-kubernetes-validations"));
        page.begin(
                version,
                "MySQLCloneSchedule",
                "myschedule",
                "What it is for is told in [copies by the clock](schedules.md).",
                "kubectl explain mysqlcloneschedule.spec");
        page.sections(
                version, new JavaFields(MySQLCloneScheduleSpec.class), new JavaFields(MySQLCloneScheduleStatus.class));
        page.page.append("## The resource as a whole\n\n");
        page.refusedAtAnyTime(version);
        page.columns(version.path("additionalPrinterColumns"));
        return page.page.toString();
    }

    /** The page of MySQLCloneSet; what a MySQLClone is told once, on its own page. */
    static String ofSets() {
        var page = new ReferencePage();
        var version = version(CustomResourceDefinitionFile.SETS);
        ((ObjectNode) version.at("/schema/openAPIV3Schema/properties/spec/properties/template/properties/spec"))
                .put(ELSEWHERE, "reference.md#spec")
                .remove(List.of("properties", "required", "x-kubernetes-validations"));
        page.begin(
                version,
                "MySQLCloneSet",
                "mycloneset",
                "What it is for is told in [many members at once](clone-sets.md).",
                "kubectl explain mysqlcloneset.spec");
        page.sections(version, new JavaFields(MySQLCloneSetSpec.class), new JavaFields(MySQLCloneSetStatus.class));
        page.columns(version.path("additionalPrinterColumns"));
        return page.page.toString();
    }

    private static JsonNode version(CustomResourceDefinitionFile definition) {
        return definition.tree().at("/spec/versions/0");
    }

    private void begin(JsonNode version, String kind, String shortName, String more, String command) {
        page.append("""
                <!-- Generated from the classes in crds/; do not edit. To make it again: %s -->

                # %s: every field

                `apiVersion: mysqlclone.io/v1alpha1`, `kind: %s`, namespaced, short name `%s`; `kubectl get mysql` shows all kinds.

                %s

                The same texts are at hand in a terminal: `%s`. %s

                """.formatted(
                        GeneratedFilesTest.COMMAND,
                        kind,
                        kind,
                        shortName,
                        version.at("/schema/openAPIV3Schema/description").asText(),
                        command,
                        more));
    }

    private void sections(JsonNode version, JavaFields spec, JavaFields status) {
        var properties = version.at("/schema/openAPIV3Schema/properties");
        section("spec", properties.path("spec"), spec);
        section("status", properties.path("status"), status);
    }

    private void section(String path, JsonNode schema, JavaFields java) {
        sections.put(shape(schema), path);
        page.append("## %s\n\n%s\n\n".formatted(path, text(schema)));
        page.append("| field | type | default | meaning |\n|---|---|---|---|\n");
        var rules = new ArrayList<String>();
        rulesOf("", schema, rules);
        var below = new ArrayList<String>();
        for (var name : java.ordered(schema.path("properties"))) {
            rows(path, name, schema, java, below, rules);
        }
        page.append('\n');
        if (!rules.isEmpty()) {
            page.append("What is refused, and what it says:\n\n");
            rules.forEach(rule -> page.append("- ").append(rule).append('\n'));
            page.append('\n');
        }
        for (var name : below) {
            var field = schema.get("properties").get(name);
            ObjectNode object = object(field).deepCopy();
            // The objects of a list have no text of their own.
            section(
                    path + "." + name,
                    object.put("description", field.path("description").asText()),
                    java.of(name));
        }
    }

    /** The row of a field, and those of its own fields when they are few. */
    private void rows(
            String path, String name, JsonNode schema, JavaFields java, List<String> below, List<String> rules) {
        var field = schema.get("properties").get(name);
        var object = object(field);
        var meaning = text(field);
        var link = Optional.<String>empty();
        boolean inline = isSmall(object);
        if (object.has("properties") && !inline) {
            var known = sections.get(shape(object));
            if (known == null) {
                below.add(name);
                link = Optional.of(path + "." + name);
            } else {
                link = Optional.of(known);
                meaning += " Fields as in " + known + ".";
            }
        }
        row(name, type(name, field, java, link), fallback(schema, name, field), meaning);
        if (inline) {
            var small = java.of(name);
            for (var inner : small.ordered(object.get("properties"))) {
                var leaf = object.get("properties").get(inner);
                row(
                        name + "." + inner,
                        type(inner, leaf, small, Optional.empty()),
                        fallback(object, inner, leaf),
                        text(leaf));
            }
        } else if (!object.has("properties")) {
            rulesOf("`" + name + "`: ", field, rules);
        }
    }

    private void row(String name, String type, String fallback, String meaning) {
        page.append("| `%s` | %s | %s | %s |\n".formatted(name, type, fallback, meaning));
    }

    private static boolean isSmall(JsonNode object) {
        var properties = object.path("properties");
        return !properties.isEmpty()
                && properties.size() <= 2
                && !object.has("x-kubernetes-validations")
                && StreamSupport.stream(properties.spliterator(), false)
                        .noneMatch(leaf -> leaf.path("type").asText().equals("object"));
    }

    private static void rulesOf(String before, JsonNode schema, List<String> rules) {
        schema.path("x-kubernetes-validations")
                .forEach(rule -> rules.add(before + rule.path("message").asText()));
    }

    private static JsonNode rules(JsonNode version) {
        return version.at("/schema/openAPIV3Schema/x-kubernetes-validations");
    }

    private void changes(JsonNode version) {
        page.append("## Changes\n\n");
        page.append(
                "Until the first agent is launched (`status.startTime`) everything can be changed. What is refused later,");
        page.append(" and what it says:\n\n");
        rules(version).forEach(rule -> {
            if (rule.path("rule").asText().contains("oldSelf")) {
                page.append("- ").append(rule.path("message").asText()).append('\n');
            }
        });
        page.append('\n');
    }

    private void refusedAtAnyTime(JsonNode version) {
        page.append("Refused at any time:\n\n");
        rules(version).forEach(rule -> {
            if (!rule.path("rule").asText().contains("oldSelf")) {
                page.append("- ").append(rule.path("message").asText()).append('\n');
            }
        });
        page.append('\n');
    }

    private void columns(JsonNode columns) {
        page.append("## Columns of kubectl get\n\n| column | field | |\n|---|---|---|\n");
        columns.forEach(column -> page.append("| %s | `%s` | %s |\n"
                .formatted(
                        column.path("name").asText(),
                        column.path("jsonPath").asText().substring(1),
                        column.has("priority") ? "with `-o wide`" : "")));
    }

    private static String type(String name, JsonNode field, JavaFields java, Optional<String> link) {
        if (field.has("enum")) {
            return values(field.get("enum"));
        }
        if (field.has(ELSEWHERE)) {
            return "[object](" + field.get(ELSEWHERE).asText() + ")";
        }
        return switch (field.path("type").asText()) {
            case "array" -> {
                var item = field.path("items");
                yield "list of "
                        + (item.has("enum")
                                ? values(item.get("enum"))
                                : linked(item.path("type").asText(), link));
            }
            case "object" -> linked(field.has("properties") ? "object" : "map", link);
            default -> java.typeName(name, field) + range(field);
        };
    }

    private static String linked(String type, Optional<String> section) {
        return section.map(path ->
                        "[" + type + "](#" + path.toLowerCase(Locale.ROOT).replace(".", "") + ")")
                .orElse(type);
    }

    private static String range(JsonNode field) {
        return field.has("minimum") && field.path("maximum").asLong(Integer.MAX_VALUE) < Integer.MAX_VALUE
                ? ", " + field.get("minimum") + " to " + field.get("maximum")
                : "";
    }

    private static String values(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false)
                .map(value -> "`" + value.asText() + "`")
                .collect(Collectors.joining(", "));
    }

    private static String fallback(JsonNode schema, String name, JsonNode field) {
        for (var required : schema.path("required")) {
            if (required.asText().equals(name)) {
                return "required";
            }
        }
        var value = field.path("default");
        return value.isMissingNode() || value.isObject()
                ? ""
                : "`" + (value.isTextual() ? value.asText() : value) + "`";
    }

    /** What holds the properties: the field itself, or what its list is of. */
    private static JsonNode object(JsonNode field) {
        return field.path("items").isObject() ? field.get("items") : field;
    }

    private static String text(JsonNode schema) {
        return schema.path("description").asText().replace("|", "\\|").replace("<", "&lt;");
    }

    /** What two objects have in common that are described once. */
    private static JsonNode shape(JsonNode schema) {
        ObjectNode shape = schema.deepCopy();
        return shape.without(List.of("description", "default"));
    }
}
