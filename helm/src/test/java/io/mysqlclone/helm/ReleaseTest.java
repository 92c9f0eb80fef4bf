package io.mysqlclone.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The workflow of a release, as far as it can be read without being run, and what Artifact Hub reads. */
class ReleaseTest {
    private static final Path ROOT = Path.of("..");
    private static final Path WORKFLOW = ROOT.resolve(".github/workflows/release.yml");

    private static JsonNode workflow() throws IOException {
        return Chart.parse(Files.readString(WORKFLOW)).getFirst();
    }

    @Test
    void nothingIsPermittedThatNoJobNames() throws IOException {
        assertThat(workflow().at("/permissions").isEmpty()).isTrue();
        assertThat(workflow().at("/jobs").valueStream()).hasSize(3).allSatisfy(job -> {
            assertThat(job.at("/permissions").isObject()).isTrue();
            assertThat(job.at("/timeout-minutes").asInt()).isPositive();
        });
        // A release is made of what has passed all checks.
        assertThat(workflow().at("/jobs/images/needs").asText()).isEqualTo("check");
        assertThat(workflow().at("/jobs/publish/needs").asText()).isEqualTo("images");
    }

    @Test
    void whatItRunsOfTheProjectIsThere() throws IOException {
        var named =
                Pattern.compile("(?:\\.ci/run|docs/site/build|images/build|\\./mvnw|helm/[\\w./-]+|CHANGELOG\\.md)");
        var text = Files.readString(WORKFLOW);
        var found = named.matcher(text);
        int count = 0;
        while (found.find()) {
            count++;
            assertThat(ROOT.resolve(found.group())).exists();
        }
        assertThat(count).isGreaterThan(6);
        assertThat(text).contains("REGISTRY: ${{ vars.REGISTRY }}").doesNotContain("REGISTRY: registry");
    }

    @Test
    void artifactHubReadsWhatItExpects() throws IOException {
        var chart = Chart.parse(Files.readString(Chart.DIRECTORY.resolve("Chart.yaml")))
                .getFirst();
        // A list at the top is read as its elements.
        var example = Chart.parse(annotation(chart, "crdsExamples")).getFirst();
        assertThat(example.at("/kind").asText()).isEqualTo("MySQLClone");
        assertThat(Chart.parse(annotation(chart, "changes"))).isNotEmpty().allSatisfy(change -> {
            assertThat(change.at("/kind").asText())
                    .isIn(List.of("added", "changed", "deprecated", "removed", "fixed", "security"));
            assertThat(change.at("/description").asText()).isNotEmpty();
        });
        assertThat(annotation(chart, "category")).isEqualTo("database");
        var definition = Chart.parse(Files.readString(CustomResourceTest.source(CustomResourceTest.FILES.getFirst())))
                .getFirst();
        assertThat(example.at("/apiVersion").asText())
                .isEqualTo(definition.at("/spec/group").asText() + "/"
                        + definition.at("/spec/versions/0/name").asText());
    }

    private static String annotation(JsonNode chart, String name) {
        return chart.at("/annotations/artifacthub.io~1" + name).asText();
    }
}
