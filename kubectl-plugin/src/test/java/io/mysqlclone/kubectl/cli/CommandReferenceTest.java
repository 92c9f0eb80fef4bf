package io.mysqlclone.kubectl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.kubectl.cluster.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The generated parts of docs/kubectl.md. To bring them up to date run this test with {@code -Dgolden.update=true}, look at
 * the difference, commit it.
 */
class CommandReferenceTest {
    private static final Path DOCUMENT = Path.of("../docs/kubectl.md");

    /** Those that every command has. */
    private static final List<String> COMMON =
            List.of("--namespace", "--context", "--kubeconfig", "--request-timeout", "--help", "--version");

    private final Plugin plugin = new Plugin();

    @Test
    void theDocumentListsEveryCommand() throws IOException {
        assertGenerated(
                "commands",
                "| command | |\n|---|---|\n"
                        + commands()
                                .map(spec -> "| `"
                                        + spec.usageMessage()
                                                .customSynopsis()[0]
                                                .replace(" [OPTION...]", "") + "` | "
                                        + spec.usageMessage().header()[0] + " |\n")
                                .collect(Collectors.joining()));
    }

    @Test
    void theDocumentListsEveryOption() throws IOException {
        String own = commands()
                .flatMap(spec -> spec.options().stream()
                        .filter(option -> !COMMON.contains(option.longestName()))
                        .map(option -> row("`" + spec.name() + "`", option)))
                .collect(Collectors.joining());
        String common = commands().findFirst().orElseThrow().options().stream()
                .filter(option -> COMMON.contains(option.longestName()))
                .map(option -> row("all", option))
                .collect(Collectors.joining());
        assertGenerated("options", "| command | option | meaning |\n|---|---|---|\n" + own + common);
    }

    @Test
    void theDocumentListsEveryExitCode() throws IOException {
        assertGenerated(
                "exit-codes",
                "| code | meaning |\n|---|---|\n"
                        + Arrays.stream(ExitCode.values())
                                .map(code -> "| " + code.code() + " | " + code.meaning() + " |\n")
                                .collect(Collectors.joining()));
    }

    @Test
    void everyCommandHasAnExampleThatFitsInATerminal() {
        assertThat(commands())
                .hasSize(8)
                .allSatisfy(spec -> assertThat(spec.usageMessage().footer())
                        .isNotEmpty()
                        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80)));
    }

    @Test
    void whatIsMistypedIsSaid() {
        assertThat(plugin.run("statsu")).isEqualTo(ExitCode.USAGE.code());
        assertThat(plugin.err())
                .contains("there is no command statsu; is status")
                .contains("meant?");
        assertThat(plugin.run("approve")).isEqualTo(ExitCode.USAGE.code());
        assertThat(plugin.err()).contains("NAME");
        assertThat(plugin.run("approve", "a", "--dry-run=client")).isEqualTo(ExitCode.USAGE.code());
        assertThat(plugin.err()).contains("--dry-run is \"client\"; it must be server or none.");
        assertThat(plugin.run()).isEqualTo(ExitCode.USAGE.code());
        assertThat(plugin.run("--help")).isZero();
        assertThat(plugin.out()).contains("approve").doesNotContain("__complete");
    }

    private Stream<CommandSpec> commands() {
        return MysqlClonePlugin.commandLine(plugin.surroundings()).getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(spec -> !spec.usageMessage().hidden());
    }

    private static String row(String command, OptionSpec option) {
        String names = Arrays.stream(option.names()).collect(Collectors.joining(", "));
        String value = option.arity().max() == 0
                ? ""
                : (option.arity().min() == 0 ? "[=" : " ")
                        + option.paramLabel()
                        + (option.arity().min() == 0 ? "]" : "");
        return "| " + command + " | `" + (names + value).replace("|", "\\|") + "` | "
                + String.join(" ", option.description()) + " |\n";
    }

    private static void assertGenerated(String name, String expected) throws IOException {
        String begin = "<!-- generated: " + name + " -->\n";
        String document = Files.readString(DOCUMENT);
        int from = document.indexOf(begin) + begin.length();
        int to = document.indexOf("<!-- end -->", from);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(DOCUMENT, document.substring(0, from) + expected + document.substring(to));
            return;
        }
        assertThat(document.substring(from, to)).isEqualTo(expected);
    }
}
