package io.mysqlclone.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A list of directories is written as in mysqld's {@code innodb_directories}. */
final class DirectoriesTest {
    private final FakeSurroundings surroundings = new FakeSurroundings();

    private List<Path> parsed(String... arguments) {
        return CloneAgent.commandLine(surroundings.get())
                .parseArgs(arguments)
                .subcommand()
                .matchedOptionValue("--directories", List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "serve"})
    void semicolonsSeparateThem(String command) {
        assertThat(parsed(command, "--directories", "/a;/b", "--directories", "/c"))
                .containsExactly(Path.of("/a"), Path.of("/b"), Path.of("/c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "serve"})
    void aCommaIsPartOfAName(String command) {
        assertThat(parsed(command, "--directories", "/a,b")).containsExactly(Path.of("/a,b"));
    }
}
