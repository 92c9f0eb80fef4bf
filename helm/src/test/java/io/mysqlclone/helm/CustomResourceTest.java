package io.mysqlclone.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CustomResourceTest {
    /** Of the definitions, those of the resources that are told of first. */
    static final List<String> FILES = List.of(
            "mysqlclones.mysqlclone.io-v1.yml",
            "mysqldonors.mysqlclone.io-v1.yml",
            "mysqlcloneschedules.mysqlclone.io-v1.yml",
            "mysqlclonesets.mysqlclone.io-v1.yml");

    static Path source(String file) {
        return Path.of("../crds").resolve(file);
    }

    static List<String> files() {
        return FILES;
    }

    @Test
    void theChartBringsAllDefinitionsThatThereAre() throws IOException {
        try (var all = Files.list(Path.of("../crds"))) {
            assertThat(all.map(path -> path.getFileName().toString()).filter(name -> name.endsWith("-v1.yml")))
                    .containsExactlyInAnyOrderElementsOf(FILES);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void theChartBringsTheDefinitionThatTheClassesGenerate(String file) throws IOException {
        Generated.holdCurrent(Chart.DIRECTORY.resolve("files").resolve(file), Files.readString(source(file)));
    }

    @ParameterizedTest
    @MethodSource("files")
    void renderingChangesNothingOfWhatItDefines(String file) throws IOException {
        assertThat(rendered(file).at("/spec"))
                .isEqualTo(
                        Chart.parse(Files.readString(source(file))).getFirst().at("/spec"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void uninstallingLeavesItAndSoEveryResource(String file) {
        assertThat(rendered(file)
                        .at("/metadata/annotations/helm.sh~1resource-policy")
                        .asText())
                .isEqualTo("keep");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                               | default
            watchNamespaces: [shop, billing] | shop
            """)
    void theExampleInTheNotesIsOneThatTheDefinitionAllows(String values, String namespace) {
        var notes = Chart.notes(values);
        var example = Chart.parse(notes.replaceFirst("(?s).*<<END\n(.*?)\n *END\n.*", "$1"))
                .getFirst();
        var complaints = new ArrayList<String>();
        check("", example, rendered(FILES.getFirst()).at("/spec/versions/0/schema/openAPIV3Schema"), complaints);

        assertThat(complaints).isEmpty();
        assertThat(example.at("/kind").asText()).isEqualTo("MySQLClone");
        assertThat(example.at("/metadata/namespace").asText()).isEqualTo(namespace);
        assertThat(example.at("/spec/recipient").isObject()).isTrue();
    }

    @Test
    void theNotesNameTheNamespacesThatAreServed() {
        assertThat(Chart.notes("{}")).contains("serves MySQLClones in all namespaces");
        assertThat(Chart.notes("watchNamespaces: [shop, billing]")).contains("serves MySQLClones in shop, billing");
    }

    private static JsonNode rendered(String file) {
        return Chart.object(Chart.render(""), "CustomResourceDefinition/" + file.replace("-v1.yml", ""));
    }

    private static void check(String path, JsonNode value, JsonNode schema, List<String> complaints) {
        if (path.equals(".metadata")) {
            return;
        }
        schema.at("/required").forEach(name -> {
            if (!value.has(name.asText())) {
                complaints.add(path + "." + name.asText() + " is missing");
            }
        });
        if (schema.has("enum") && !schema.get("enum").toString().contains(value.toString())) {
            complaints.add(path + " cannot be " + value);
        }
        value.properties().forEach(property -> {
            var known = schema.at("/properties/" + property.getKey());
            if (known.isMissingNode()) {
                complaints.add(path + "." + property.getKey() + " is unknown");
            } else {
                check(path + "." + property.getKey(), property.getValue(), known, complaints);
            }
        });
    }
}
