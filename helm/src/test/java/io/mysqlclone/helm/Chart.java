package io.mysqlclone.helm;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The chart, rendered with values as a file given with {@code --values}. */
final class Chart {
    static final Path DIRECTORY = Path.of("mysql-clone-operator");
    static final String RELEASE = "mysql-clone-operator";
    static final String NAMESPACE = "operators";

    private static final String KUBERNETES = "1.34.4";
    private static final YAMLMapper YAML = new YAMLMapper();

    static {
        requireNonNull(ApiServer.INSTANCE);
        if (System.getProperty("generate") != null) {
            copyCustomResourceDefinitions();
        }
    }

    private Chart() {}

    /** The objects of a release with these values, and a registry, which is the only value that must be given. */
    static List<JsonNode> render(String values) {
        return renderRelease(RELEASE, NAMESPACE, withRegistry(values));
    }

    static List<JsonNode> renderRelease(String release, String namespace, String values) {
        return template(DIRECTORY, release, namespace, values);
    }

    /** The same with the objects that {@code helm test} makes, which Helm leaves out because they are hooks. */
    static List<JsonNode> renderWithHooks(String values) {
        var copy = Path.of("target", "chart-with-hooks-as-objects");
        try (var files = Files.walk(DIRECTORY)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var target = copy.resolve(DIRECTORY.relativize(file).toString());
                Files.createDirectories(requireNonNull(target.getParent()));
                Files.writeString(target, Files.readString(file).replace("helm.sh/hook: test", "hook: test"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return template(copy, RELEASE, NAMESPACE, withRegistry(values));
    }

    private static List<JsonNode> template(Path chart, String release, String namespace, String values) {
        return parse(withFile(
                values,
                file -> new Helm(chart)
                        .template()
                        .withName(release)
                        .withNamespace(namespace)
                        .withKubeVersion(KUBERNETES)
                        .withValuesFile(file)
                        .call()));
    }

    private static String withRegistry(String values) {
        try {
            var tree = (ObjectNode) YAML.readTree(values.isEmpty() ? "{}" : values);
            var image = tree.withObject("/image");
            if (!image.has("registry")) {
                image.put("registry", "registry.example.com/databases");
            }
            return YAML.writeValueAsString(tree);
        } catch (IOException e) {
            throw new UncheckedIOException(values, e);
        }
    }

    /** What Helm says when it refuses to render. */
    static String refusal(String values) {
        var thrown = catchThrowable(() -> renderRelease(RELEASE, NAMESPACE, values));
        return thrown == null ? "" : requireNonNull(thrown.getMessage());
    }

    /** What a user reads after the installation. */
    static String notes(String values) {
        var output = withFile(
                withRegistry(values),
                file -> new Helm(DIRECTORY)
                        .install()
                        .withName(RELEASE)
                        .withNamespace(NAMESPACE)
                        .withKubeVersion(KUBERNETES)
                        .clientOnly()
                        .dryRun()
                        .withDryRunOption(DryRun.CLIENT)
                        .withValuesFile(file)
                        .call()
                        .getOutput());
        return output.substring(output.indexOf("NOTES:"));
    }

    /** The only object of a kind and name. */
    static JsonNode object(List<JsonNode> objects, String kindAndName) {
        var found = objects.stream()
                .filter(object -> kindAndName.equals(object.at("/kind").asText() + "/"
                        + object.at("/metadata/name").asText()))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " objects are " + kindAndName + ", of " + names(objects));
        }
        return found.getFirst();
    }

    static List<String> names(List<JsonNode> objects) {
        return objects.stream()
                .map(object -> object.at("/kind").asText() + "/"
                        + object.at("/metadata/name").asText())
                .toList();
    }

    static List<JsonNode> parse(String yaml) {
        try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return values.readAll().stream().filter(node -> !node.isNull()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(yaml, e);
        }
    }

    private interface Command {
        String run(Path valuesFile);
    }

    private static String withFile(String values, Command command) {
        try {
            var file = Files.createTempFile("values", ".yaml");
            try {
                return command.run(Files.writeString(file, values));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Before anything is rendered, because much of what is generated contains it. */
    private static void copyCustomResourceDefinitions() {
        try {
            for (var file : CustomResourceTest.FILES) {
                Files.copy(
                        CustomResourceTest.source(file),
                        DIRECTORY.resolve("files").resolve(file),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
