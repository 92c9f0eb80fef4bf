package io.mysqlclone.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.agent.cli.input.PasswordOption;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.mysql.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and passwords as files, variables and Secrets have them. */
final class AccountInputTest {
    private static final List<String> DONOR_AND_TARGET = List.of("--donor=127.0.0.1:1", "--data-dir=/nowhere");

    private final FakeSurroundings surroundings = new FakeSurroundings();

    @TempDir
    private Path scratch = Path.of("");

    @BeforeEach
    void setAccount() {
        surroundings.environment.put("CLONE_AGENT_USER", "clone");
        surroundings.environment.put("CLONE_AGENT_PASSWORD", "secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void aLineEndBehindAnAccountIsNoPartOfIt(String end) throws IOException {
        surroundings.environment.put("CLONE_AGENT_PASSWORD", "it's secret" + end);
        assertAccount(credentials("clone" + end, null), "it's secret");

        Path file = Files.writeString(scratch.resolve("pw"), "from file" + end);
        assertAccount(credentials("clone" + end, file), "from file");
    }

    @Test
    void anEmptyPasswordIsOneWithALineEndToo() {
        surroundings.environment.put("CLONE_AGENT_PASSWORD", "\n");
        assertThat(credentials("clone", null).password().isEmpty()).isTrue();
    }

    private Credentials credentials(String user, @Nullable Path file) {
        return new PasswordOption("--password-file", file, "CLONE_AGENT_PASSWORD")
                .credentials(user, "db1", surroundings.get());
    }

    private static void assertAccount(Credentials account, String password) {
        assertThat(account.user()).isEqualTo("clone");
        assertThat(new String(account.password().utf8(), StandardCharsets.UTF_8))
                .isEqualTo(password);
    }

    @ParameterizedTest
    @CsvSource({
        "'se\ncret', a line break",
        "'secret\n\n', a line break",
        "'secret\r', a line break",
        "'\tsecret', a tab",
        "'sec\u0007ret', the control character 0x07",
        "'sec\u007fret', the control character 0x7f"
    })
    void aControlCharacterInAPasswordIsNamedAndThePasswordIsNot(String password, String name) throws IOException {
        surroundings.environment.put("CLONE_AGENT_PASSWORD", password);
        assertRefused("The password in CLONE_AGENT_PASSWORD holds " + name + ": store it without");

        Path file = Files.writeString(scratch.resolve("pw"), password);
        assertThatThrownBy(() -> credentials("clone", file))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("The password in " + file + " holds " + name);
    }

    @Test
    void aControlCharacterInANameIsNamed() {
        surroundings.environment.put("CLONE_AGENT_USER", "clo\nne");
        assertRefused("The user name of --user holds a line break");
    }

    /** As the operator gives it to a clone that replication is to follow. */
    @Test
    void aReplicationAccountThatIsTooLongIsToldBeforeTheClone() {
        String longest = "x".repeat(32);
        surroundings.environment.put("CLONE_AGENT_REPLICATION_USER", longest + "\n");
        surroundings.environment.put("CLONE_AGENT_REPLICATION_PASSWORD", longest + "\n");
        assertThat(execute("clone")).as(surroundings.err()).isNotEqualTo(2);

        surroundings.environment.put("CLONE_AGENT_REPLICATION_PASSWORD", longest + "\u00E4");
        assertRefused("The replication password has 34 bytes, and CHANGE REPLICATION SOURCE takes no more than 32");
        surroundings.environment.put("CLONE_AGENT_REPLICATION_PASSWORD", "x\ny");
        assertRefused("The password in CLONE_AGENT_REPLICATION_PASSWORD holds a line break");
        surroundings.environment.remove("CLONE_AGENT_REPLICATION_PASSWORD");
        surroundings.environment.put("CLONE_AGENT_REPLICATION_USER", longest + "\u00E4");
        assertRefused("The replication user's name has 33 characters");
    }

    private int execute(String command) {
        return surroundings.execute(
                Stream.concat(Stream.of(command), DONOR_AND_TARGET.stream()).toArray(String[]::new));
    }

    private void assertRefused(String sentence) {
        for (String command : List.of("clone", "preflight")) {
            assertThat(execute(command)).isEqualTo(2);
            assertThat(surroundings.err()).contains(sentence).doesNotContain("secret", "cret");
        }
    }
}
