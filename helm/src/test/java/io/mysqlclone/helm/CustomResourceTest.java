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

class CustomResourceTest {
    static final String FILE = "mysqlclones.mysqlclone.io-v1.yml";
    static final Path SOURCE = Path.of("../crds").resolve(FILE);

    @Test
    void theChartBringsTheDefinitionThatTheClassesGenerate() throws IOException {
        Generated.holdCurrent(Chart.DIRECTORY.resolve("files").resolve(FILE), Files.readString(SOURCE));
    }

    @Test
    void renderingChangesNothingOfWhatItDefines() throws IOException {
        assertThat(rendered().at("/spec"))
                .isEqualTo(Chart.parse(Files.readString(SOURCE)).getFirst().at("/spec"));
    }

    @Test
    void uninstallingLeavesItAndSoEveryMySQLClone() {
        assertThat(rendered()
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
        check("", example, rendered().at("/spec/versions/0/schema/openAPIV3Schema"), complaints);

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

    private static JsonNode rendered() {
        return Chart.object(Chart.render(""), "CustomResourceDefinition/mysqlclones.mysqlclone.io");
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
