package io.mysqlclone.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.cli.input.EnvironmentVariables;
import io.mysqlclone.agent.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The generated parts of docs/agent.md. To bring them up to date run this test with {@code -Dgolden.update=true}, look
 * at the difference, commit it.
 */
class OptionReferenceTest {
    private static final Path DOCUMENT = Path.of("../docs/agent.md");

    private final FakeSurroundings surroundings = new FakeSurroundings();

    @Test
    void theDocumentListsEveryOptionAsTheProgramHasIt() throws IOException {
        assertGenerated("options", options());
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "serve", "commit", "outcome", "replicate", "run-sql", "rollback"})
    void theDocumentListsTheOptionsOfOtherCommands(String command) throws IOException {
        assertGenerated(
                "options-" + command,
                table(subcommand(command).getCommandSpec().argGroups().stream()
                        .flatMap(group -> group.options().stream())
                        .toList()));
    }

    @Test
    void theDocumentListsEveryExitCode() throws IOException {
        var rows = Stream.of(ExitCode.values())
                .map(code -> "| " + code.code() + " | " + code.meaning() + " |\n")
                .collect(Collectors.joining());
        assertGenerated("exit-codes", "| code | meaning |\n|---|---|\n" + rows);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clone",
                "local",
                "preflight",
                "probe",
                "serve",
                "verify",
                "outcome",
                "replicate",
                "run-sql",
                "discard",
                "commit",
                "finish",
                "rollback"
            })
    void theHelpNamesEveryOptionWithItsVariable(String command) {
        assertThat(surroundings.execute(command, "--help")).isZero();
        var help = surroundings.out().replaceAll("\\s+", " ");
        var spec = subcommand(command).getCommandSpec();
        for (var option : spec.options()) {
            assertThat(help)
                    .contains(
                            option.negatable() ? option.longestName().replace("--", "--[no-]") : option.longestName());
            EnvironmentVariables.nameOf(option)
                    .ifPresent(name -> assertThat(help).contains("$" + name));
        }
    }

    /** An example that the help wraps can't be pasted, and a usage line is hard to read. */
    @Test
    void examplesFitInATerminalOf80Columns() {
        assertThat(CloneAgent.commandLine(surroundings.get()).getSubcommands().values())
                .hasSizeGreaterThan(10)
                .allSatisfy(command -> {
                    var usage = command.getCommandSpec().usageMessage();
                    assertThat(usage.footer())
                            .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
                    assertThat(usage.customSynopsis())
                            .allSatisfy(line -> assertThat(line.startsWith(" ") ? line : "Usage: " + line)
                                    .hasSizeLessThanOrEqualTo(80));
                });
    }

    @Test
    void noLineOfTheHelpIsWiderThanATerminal() {
        surroundings.execute("clone", "--help");
        assertThat(surroundings.out().lines()).allMatch(line -> line.length() <= 80);
    }

    private String options() {
        var text = new StringBuilder();
        for (var group : subcommand("clone").getCommandSpec().argGroups()) {
            text.append("\n### ").append(heading(group)).append("\n\n");
            text.append(table(group.options()));
        }
        return text.append('\n').toString();
    }

    private static String table(List<OptionSpec> options) {
        return options.stream()
                .sorted(Comparator.comparingInt(OptionSpec::order))
                .map(OptionReferenceTest::row)
                .collect(Collectors.joining("", "| option | variable | default | meaning |\n|---|---|---|---|\n", ""));
    }

    private static String heading(ArgGroupSpec group) {
        return group.heading().replace("%n", "");
    }

    private static String row(OptionSpec option) {
        var flag = option.negatable()
                ? "--[no-]" + option.longestName().substring(2)
                : option.longestName() + (option.arity().max() == 0 ? "" : " " + option.paramLabel());
        var value = OptionHelp.defaultOf(option);
        return "| `" + flag.replace("|", "\\|") + "` | `"
                + EnvironmentVariables.nameOf(option).orElse("") + "` | " + (value.isEmpty() ? "" : "`" + value + "`")
                + " | " + String.join(" ", option.description()) + " |\n";
    }

    private CommandLine subcommand(String name) {
        var command =
                CloneAgent.commandLine(surroundings.get()).getSubcommands().get(name);
        assertThat(command).isNotNull();
        return java.util.Objects.requireNonNull(command);
    }

    private static void assertGenerated(String name, String expected) throws IOException {
        var begin = "<!-- generated: " + name + " -->\n";
        var end = "<!-- end -->";
        var document = Files.readString(DOCUMENT);
        int from = document.indexOf(begin) + begin.length();
        int to = document.indexOf(end, from);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(DOCUMENT, document.substring(0, from) + expected + document.substring(to));
            return;
        }
        assertThat(document.substring(from, to)).isEqualTo(expected);
    }
}
