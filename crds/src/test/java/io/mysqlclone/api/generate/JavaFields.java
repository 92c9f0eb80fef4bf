package io.mysqlclone.api.generate;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the Java type of an object tells about its fields that the schema does not: their order, and what texts mean.
 *
 * @param type a record, or a class of Kubernetes' own
 */
record JavaFields(Class<?> type) {
    /** The names of the properties, in the order in which a record declares them. */
    List<String> ordered(JsonNode properties) {
        var names = new ArrayList<String>();
        components().map(RecordComponent::getName).filter(properties::has).forEach(names::add);
        properties.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                names.add(name);
            }
        });
        return names;
    }

    /** The fields of a field's objects. */
    JavaFields of(String name) {
        return components()
                .filter(component -> component.getName().equals(name))
                .findFirst()
                .map(component -> component.getGenericType() instanceof ParameterizedType generic
                                && generic.getActualTypeArguments()[0] instanceof Class<?> item
                        ? new JavaFields(item)
                        : new JavaFields(component.getType()))
                .orElse(this);
    }

    /** What people call the type of a field that holds one value. */
    String typeName(String name, JsonNode field) {
        boolean quantity = components()
                .anyMatch(component -> component.getName().equals(name) && component.getType() == Quantity.class);
        if (quantity) {
            return "quantity";
        }
        if (field.path("x-kubernetes-int-or-string").asBoolean()) {
            return "string or integer";
        }
        if (field.path("format").asText().equals("date-time")) {
            return "time";
        }
        return field.path("pattern").asText().contains("h)?")
                ? "duration"
                : field.path("type").asText();
    }

    private Stream<RecordComponent> components() {
        return type.isRecord() ? Stream.of(type.getRecordComponents()) : Stream.empty();
    }
}
