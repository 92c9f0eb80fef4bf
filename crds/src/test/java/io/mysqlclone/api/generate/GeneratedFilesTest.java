package io.mysqlclone.api.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that follow from the classes are what the classes say. */
class GeneratedFilesTest {
    static final String COMMAND =
            "./mvnw -pl crds -am test -Dtest=GeneratedFilesTest -Dsurefire.failIfNoSpecifiedTests=false -Dgenerate";

    static List<CustomResourceDefinitionFile> definitions() {
        return CustomResourceDefinitionFile.ALL;
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void theCustomResourceDefinitionFollowsFromTheClasses(CustomResourceDefinitionFile definition) throws IOException {
        holdCurrent(definition.file(), definition.text());
    }

    @Test
    void theReferencesFollowFromTheDefinitions() throws IOException {
        holdCurrent(Path.of("../docs/reference.md"), ReferencePage.ofClones());
        holdCurrent(Path.of("../docs/reference-donor.md"), ReferencePage.ofDonors());
        holdCurrent(Path.of("../docs/reference-schedule.md"), ReferencePage.ofSchedules());
        holdCurrent(Path.of("../docs/reference-set.md"), ReferencePage.ofSets());
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void kubectlExplainHasATextForEveryField(CustomResourceDefinitionFile definition) {
        var silent = new ArrayList<String>();
        eachProperty("", schema(definition), (path, property) -> {
            if (property.path("description").asText().isBlank() && !path.equals(".metadata")) {
                silent.add(path);
            }
        });

        assertThat(silent).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void kubectlExplainTellsEveryDefault(CustomResourceDefinitionFile definition) {
        var told = new ArrayList<String>();
        eachProperty("", schema(definition), (path, property) -> {
            var value = property.path("default");
            if (!value.isMissingNode() && !value.isObject()) {
                told.add(path);
                assertThat(property.path("description").asText()).as(path).containsPattern("Default: .+\\.$");
            }
        });

        assertThat(told).hasSizeGreaterThan(5).anyMatch(path -> path.endsWith(".credentialsSecretRef.passwordKey"));
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void textsInTheSpecHaveABound(CustomResourceDefinitionFile definition) {
        var unbounded = new ArrayList<String>();
        eachProperty("", schema(definition).at("/properties/spec"), (path, property) -> {
            var type = property.path("type").asText();
            boolean bounded =
                    switch (type) {
                        case "string" -> property.has("maxLength") || property.has("enum");
                        case "array" -> property.has("maxItems");
                        case "object" -> property.has("properties") || property.has("maxProperties");
                        default -> true;
                    };
            if (!bounded) {
                unbounded.add(path);
            }
        });

        assertThat(unbounded).isEmpty();
    }

    private static JsonNode schema(CustomResourceDefinitionFile definition) {
        return definition.tree().at("/spec/versions/0/schema/openAPIV3Schema");
    }

    private static void eachProperty(String path, JsonNode schema, BiConsumer<String, JsonNode> seen) {
        schema.path("properties").properties().forEach(property -> {
            var name = path + "." + property.getKey();
            seen.accept(name, property.getValue());
            eachProperty(name, property.getValue(), seen);
            eachProperty(name + "[]", property.getValue().path("items"), seen);
        });
    }

    private static void holdCurrent(Path file, String text) throws IOException {
        if (System.getProperty("generate") != null) {
            Files.writeString(file, text);
        }
        assertThat(Files.exists(file) ? Files.readAllLines(file) : List.of())
                .as("%s is not what the classes say; to make it again: %s", file, COMMAND)
                .isEqualTo(text.lines().toList());
    }
}
