package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class DocumentedBlockTest {

    private static final Path PAGE = Path.of("page.md");

    @Test
    void aMarkedBlockIsReadAsItStands() {
        String page = """
                text
                <!-- test: shell on the cluster -->
                ```sh
                kubectl get \\
                    pods
                echo
                ```
                """;

        assertThat(DocumentedBlock.of(PAGE, page.lines().toList()))
                .singleElement()
                .satisfies(block -> {
                    assertThat(block.runs()).isEqualTo(DocumentedBlock.Runs.CLUSTER_SHELL);
                    assertThat(block.text()).isEqualTo("kubectl get \\\n    pods\necho");
                    assertThat(block.commands()).containsExactly("kubectl get pods", "echo");
                });
    }

    @Test
    void aBlockThatNobodyTestsIsAnError() {
        String unmarked = "text\n\n```sh\necho\n```\n";
        String misspelt = "<!-- test: shell in the cluster -->\n```sh\necho\n```\n";
        String picture = "```mermaid\nflowchart\n```\n";

        assertThatThrownBy(() -> DocumentedBlock.of(PAGE, unmarked.lines().toList()))
                .hasMessageContaining("page.md:3");
        assertThatThrownBy(() -> DocumentedBlock.of(PAGE, misspelt.lines().toList()))
                .hasMessageContaining("page.md:2");
        assertThat(DocumentedBlock.of(PAGE, picture.lines().toList())).isEmpty();
    }
}
