package io.mysqlclone.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The tables of the chart's README, made from what they describe. */
class ReadmeTest {
    private static final Path README = Chart.DIRECTORY.resolve("README.md");
    private static final String COMMENT = "# -- ";

    @Test
    void listsEveryValueWithItsDefaultAndMeaning() throws IOException {
        var comments = comments();
        var rows = new StringBuilder("| value | default | meaning |\n|---|---|---|\n");
        eachDocumented(
                "",
                values(),
                comments,
                (path) -> rows.append("| `")
                        .append(path)
                        .append("` | `")
                        .append(values().at("/" + path.replace('.', '/')))
                        .append("` | ")
                        .append(comments.get(path))
                        .append(" |\n"));

        Generated.holdCurrent(README, "values", rows.toString());
    }

    @Test
    void everyValueHasAComment() throws IOException {
        var undocumented = new TreeSet<String>();
        var comments = comments();
        eachLeaf("", values(), path -> {
            if (comments.keySet().stream().noneMatch(known -> path.equals(known) || path.startsWith(known + "."))) {
                undocumented.add(path);
            }
        });

        assertThat(undocumented).isEmpty();
    }

    /** A value that the schema does not know would be refused although the chart has it. */
    @Test
    void theSchemaHasADescriptionOfEveryCommentedValue() throws IOException {
        var schema = Chart.parse(Files.readString(Chart.DIRECTORY.resolve("values.schema.json")))
                .getFirst();

        assertThat(comments().keySet())
                .isNotEmpty()
                .allSatisfy(path -> assertThat(
                                schema.at("/properties/" + path.replace(".", "/properties/") + "/description")
                                        .asText())
                        .as(path)
                        .isNotEmpty());
    }

    @Test
    void listsWhatTheOperatorMayDo() throws IOException {
        var byVerbs = new TreeMap<String, String>();
        for (var permission :
                RolesTest.permissions(Chart.object(Chart.render(""), "ClusterRole/mysql-clone-operator"))) {
            var parts = permission.split(": ", 2);
            byVerbs.put(parts[0], parts[1].replace(" ", ", "));
        }
        var rows = new StringBuilder("| resource | verbs |\n|---|---|\n");
        byVerbs.forEach((resource, verbs) ->
                rows.append("| ").append(resource).append(" | ").append(verbs).append(" |\n"));

        Generated.holdCurrent(README, "rules", rows.toString());
    }

    private static JsonNode values() {
        try {
            return Chart.parse(Files.readString(Chart.DIRECTORY.resolve("values.yaml")))
                    .getFirst();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The comments of values.yaml that begin with {@code # --}, by the path of the key in the line after them. */
    private static Map<String, String> comments() throws IOException {
        var comments = new LinkedHashMap<String, String>();
        var path = new TreeMap<Integer, String>();
        var pending = "";
        for (var line : Files.readAllLines(Chart.DIRECTORY.resolve("values.yaml"))) {
            var text = line.strip();
            if (text.startsWith(COMMENT)) {
                pending = text.substring(COMMENT.length());
            } else if (!text.isEmpty() && !text.startsWith("#") && !text.startsWith("-")) {
                int indentation = line.indexOf(text);
                path.tailMap(indentation, true).clear();
                path.put(indentation, text.substring(0, text.indexOf(':')));
                if (!pending.isEmpty()) {
                    comments.put(String.join(".", path.values()), pending);
                }
                pending = "";
            }
        }
        return comments;
    }

    private static void eachDocumented(
            String path, JsonNode node, Map<String, String> comments, Consumer<String> seen) {
        node.properties().forEach(property -> {
            var name = path + property.getKey();
            if (comments.containsKey(name)) {
                seen.accept(name);
            } else {
                eachDocumented(name + ".", property.getValue(), comments, seen);
            }
        });
    }

    private static void eachLeaf(String path, JsonNode node, Consumer<String> seen) {
        node.properties().forEach(property -> {
            var name = path + property.getKey();
            if (property.getValue().isObject() && !property.getValue().isEmpty()) {
                eachLeaf(name + ".", property.getValue(), seen);
            } else {
                seen.accept(name);
            }
        });
    }
}
