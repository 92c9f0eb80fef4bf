package io.mysqlclone.api.v1alpha1.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RunbookTest {

    @Test
    void noTwoPagesHaveTheSameTitle() throws IOException {
        try (var pages = Files.list(Path.of("../docs"))) {
            var titles = pages.filter(page -> page.toString().endsWith(".md"))
                    .map(RunbookTest::title)
                    .map(title -> title.replaceFirst(":.*", ""))
                    .toList();

            assertThat(titles).hasSizeGreaterThan(10).doesNotHaveDuplicates();
        }
    }

    private static String title(Path page) {
        try (var lines = Files.lines(page)) {
            return lines.filter(line -> line.startsWith("# ")).findFirst().orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A phase that it does not know would be shown as progress for ever. */
    @Test
    void theHealthCheckForArgoCDKnowsEveryPhase() throws IOException {
        String page = Files.readString(Path.of("../docs/gitops.md"));
        Stream<String> tested =
                Pattern.compile("phase == \"(\\w+)\"").matcher(page).results().map(match -> match.group(1));
        Matcher rest = Pattern.compile("The other phases \\(([^)]+)\\) are").matcher(page);
        assertThat(rest.find()).isTrue();

        assertThat(Stream.concat(tested, Arrays.stream(rest.group(1).split(",\\s+"))))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Phase.values())
                        .map(phase -> Serialization.asJson(phase).replace("\"", ""))
                        .toList());
    }

    @Test
    void hasASectionForEachReasonAndNoOther() throws IOException {
        var sections = Files.readAllLines(Path.of("../docs/reasons.md")).stream()
                .filter(line -> line.startsWith("### "))
                .map(line -> line.substring("### ".length()))
                .toList();

        assertThat(sections)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Reason.values()).map(Reason::text).toList());
    }
}
