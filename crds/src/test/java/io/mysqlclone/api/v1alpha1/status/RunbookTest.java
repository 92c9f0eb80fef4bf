package io.mysqlclone.api.v1alpha1.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class RunbookTest {

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
