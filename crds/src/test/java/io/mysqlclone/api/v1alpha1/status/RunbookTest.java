package io.mysqlclone.api.v1alpha1.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
