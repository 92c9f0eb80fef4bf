package io.mysqlclone.api.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the generator cannot know of the schema, or writes otherwise than the API server gives it back. */
final class SchemaCompletion {
    /** Before a default, in a description. */
    static final String DEFAULT = "Default: ";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Lists that are merged by a key, and the key; all other lists of objects are replaced as a whole. */
    private static final Map<String, String> LIST_KEYS = Map.of(
            "status.conditions", "type",
            "status.progress.stages", "stage",
            "spec.agent.env", "name",
            "spec.agent.podTemplate.imagePullSecrets", "name",
            "spec.template.spec.agent.env", "name",
            "spec.template.spec.agent.podTemplate.imagePullSecrets", "name");

    /**
     * What is laid over a part of the schema.
     *
     * @param pointer of that part; empty: the whole
     * @param file beside this class
     */
    record Overlay(String pointer, String file) {
        static Overlay of(String file) {
            return new Overlay("", file);
        }
    }

    private SchemaCompletion() {}

    static void complete(ObjectNode definition, Class<?> kind, List<Overlay> overlays) {
        var version = (ObjectNode) definition.at("/spec/versions/0");
        orderColumns(version, kind);
        // kubectl get mysql shows all that this operator is about.
        ((ObjectNode) definition.at("/spec/names")).putArray("categories").add("mysql");
        var root = (ObjectNode) version.at("/schema/openAPIV3Schema");
        overlays.forEach(overlay -> overlay((ObjectNode) root.at(overlay.pointer()), overlay.file()));
        walk("", root);
    }

    /** Columns in the order of their annotations; kubectl shows them in the order of the list. */
    private static void orderColumns(ObjectNode version, Class<?> kind) {
        var order = Stream.of(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
                .map(AdditionalPrinterColumn::name)
                .toList();
        var columns = new ArrayList<JsonNode>();
        version.withArray("additionalPrinterColumns").forEach(columns::add);
        columns.sort(Comparator.comparingInt(
                column -> order.indexOf(column.get("name").asText())));
        for (var column : columns) {
            if (column.get("priority").asInt() == 0) {
                ((ObjectNode) column).remove("priority");
            }
        }
        version.putArray("additionalPrinterColumns").addAll(columns);
    }

    /** Texts and bounds of types that are not ours. */
    private static void overlay(ObjectNode root, String file) {
        try (var yaml = SchemaCompletion.class.getResourceAsStream(file)) {
            merge(root, (ObjectNode) new YAMLMapper().readTree(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void merge(ObjectNode target, ObjectNode overlay) {
        overlay.properties().forEach(entry -> {
            var old = target.get(entry.getKey());
            if (entry.getValue().isNull()) {
                target.remove(entry.getKey());
            } else if (old instanceof ObjectNode oldObject && entry.getValue() instanceof ObjectNode newObject) {
                merge(oldObject, newObject);
            } else {
                target.set(entry.getKey(), entry.getValue());
            }
        });
    }

    private static void walk(String path, ObjectNode schema) {
        whole(schema, "minimum");
        whole(schema, "maximum");
        distinct(schema);
        if ("integer".equals(schema.path("type").asText())) {
            boolean small = schema.path("maximum").asLong(Long.MAX_VALUE) <= Integer.MAX_VALUE;
            schema.put("format", small ? "int32" : "int64");
        }
        // What is below has its own defaults; a copy here would have to be kept equal.
        if (schema.get("default") instanceof ObjectNode) {
            schema.set("default", NODES.objectNode());
        }
        tellDefault(schema);
        if (schema.path("items") instanceof ObjectNode items) {
            listType(path, schema, items);
            walk(path, items);
        }
        if (schema.path("additionalProperties") instanceof ObjectNode values) {
            walk(path, values);
        }
        if (schema.path("properties") instanceof ObjectNode properties) {
            properties
                    .properties()
                    .forEach(property ->
                            walk(path.isEmpty() ? property.getKey() : path + "." + property.getKey(), (ObjectNode)
                                    property.getValue()));
        }
        sort(schema);
    }

    /** kubectl explain shows no defaults of its own. */
    private static void tellDefault(ObjectNode schema) {
        var value = schema.path("default");
        var text = schema.path("description").asText();
        if (!value.isMissingNode() && !value.isObject() && !text.contains(DEFAULT)) {
            schema.put("description", text + " " + DEFAULT + plain(value) + ".");
        }
    }

    private static String plain(JsonNode value) {
        return value.isArray()
                ? value.valueStream().map(JsonNode::asText).collect(Collectors.joining(", "))
                : value.asText();
    }

    /** Bounds are doubles to the generator. */
    private static void whole(ObjectNode schema, String bound) {
        if (schema.has(bound)) {
            schema.put(bound, schema.get(bound).asLong());
        }
    }

    /** A rule of a record's component is on its field and on its accessor. */
    private static void distinct(ObjectNode schema) {
        if (schema.get("x-kubernetes-validations") instanceof ArrayNode rules) {
            var once = new LinkedHashSet<JsonNode>();
            rules.forEach(once::add);
            schema.putArray("x-kubernetes-validations").addAll(once);
        }
    }

    private static void listType(String path, ObjectNode list, ObjectNode items) {
        var key = LIST_KEYS.get(path);
        if (key != null) {
            list.put("x-kubernetes-list-type", "map");
            list.putArray("x-kubernetes-list-map-keys").add(key);
        } else {
            list.put("x-kubernetes-list-type", items.has("enum") ? "set" : "atomic");
        }
    }

    /** Description first, properties and rules last, so that the file can be read. */
    private static void sort(ObjectNode schema) {
        var order = List.of("description", "type", "format", "default", "enum");
        var last = List.of("required", "properties", "items", "x-kubernetes-validations");
        var fields = new LinkedHashMap<String, JsonNode>();
        schema.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        schema.removeAll();
        order.stream().filter(fields::containsKey).forEach(name -> schema.set(name, fields.get(name)));
        fields.forEach((name, value) -> {
            if (!order.contains(name) && !last.contains(name)) {
                schema.set(name, value);
            }
        });
        last.stream().filter(fields::containsKey).forEach(name -> schema.set(name, fields.get(name)));
    }
}
