package io.mysqlclone.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts as files and variables have them. */
final class ScriptInputTest {
    private final FakeSurroundings surroundings = new FakeSurroundings();

    @TempDir
    private Path scratch = Path.of("");

    /** As the operator gives them to a clone that they are to follow. */
    @ParameterizedTest
    @ValueSource(strings = {"clone", "preflight", "run-sql"})
    void aScriptThatCannotBeRunIsToldBeforeAnythingIsCopied(String command) {
        surroundings.environment.putAll(Map.of(
                "CLONE_AGENT_SCRIPT_1", "SELECT 1",
                "CLONE_AGENT_SCRIPT_2", "SELECT 'secret",
                "CLONE_AGENT_SCRIPT_2_NAME", "key b of Secret s"));
        assertRefused(
                command, "The script key b of Secret s cannot be run: what is quoted from line 1 on does not end.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"clone", "preflight", "run-sql"})
    void aScriptThatIsNotThereIsToldBeforeAnythingIsCopied(String command) {
        surroundings.environment.put("CLONE_AGENT_SCRIPT_1_NAME", "key a of ConfigMap c");
        assertRefused(command, "The script key a of ConfigMap c is not there, or is empty.");
    }

    @Test
    void thereIsAScript() {
        assertRefused("run-sql", "There is no script: give --script FILE or set CLONE_AGENT_SCRIPT_1.");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        Path none = scratch.resolve("none.sql");
        assertRefused("run-sql", "--script " + none + ": there is no such file or directory.", "--script=" + none);
        Path latin = Files.write(scratch.resolve("latin.sql"), "SELECT 'ü'".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused("run-sql", "--script " + latin + ": it is not UTF-8.", "--script=" + latin);
        Path empty = Files.writeString(scratch.resolve("empty.sql"), "-- to do");
        assertRefused("run-sql", "The script " + empty + " has no statement.", "--script=" + empty);
    }

    private void assertRefused(String command, String message, String... more) {
        surroundings.environment.putAll(Map.of(
                "CLONE_AGENT_DATA_DIR", scratch.toString(),
                "CLONE_AGENT_DONOR", "127.0.0.1:1",
                "CLONE_AGENT_USER", "clone",
                "CLONE_AGENT_PASSWORD", "secret",
                "CLONE_AGENT_RECIPIENT_USER", "admin",
                "CLONE_AGENT_RECIPIENT_PASSWORD", "secret"));
        String[] arguments = new String[more.length + 1];
        arguments[0] = command;
        System.arraycopy(more, 0, arguments, 1, more.length);
        assertThat(surroundings.execute(arguments)).isEqualTo(2);
        assertThat(surroundings.err()).contains("clone-agent: " + message).doesNotContain("'secret");
    }
}
