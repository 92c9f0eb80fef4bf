package io.mysqlclone.operator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract with clone-agent is two sets of the same files. */
final class GoldenTest {

    private static final Path COPIES = Path.of("src/test/resources/io/mysqlclone/operator/agent");
    private static final Path ORIGINALS = Path.of("../clone-agent/src/test/resources/io/mysqlclone/agent/report");

    @Test
    void theCopiesAreWhatTheAgentsTestsHold() throws IOException {
        try (Stream<Path> files = Files.list(COPIES)) {
            List<Path> copies = files.toList();
            assertThat(copies).isNotEmpty();
            for (Path copy : copies) {
                assertThat(ORIGINALS.resolve(copy.getFileName())).hasSameTextualContentAs(copy);
            }
        }
    }
}
