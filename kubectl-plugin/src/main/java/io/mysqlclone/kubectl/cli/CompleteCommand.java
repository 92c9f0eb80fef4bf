package io.mysqlclone.kubectl.cli;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.kubectl.cluster.Cluster;
import io.mysqlclone.kubectl.cluster.ExitCode;
import io.mysqlclone.kubectl.cluster.Refusal;
import io.mysqlclone.kubectl.cluster.Target;
import io.mysqlclone.kubectl.view.Facts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Completion, as kubectl asks a plugin for it ({@code kubectl_complete-mysqlclone}): a candidate a line, with a description
 * behind a tab, and as the last line a colon and a number of cobra's that says what the shell may add.
 */
@Command(name = "__complete", hidden = true, header = "Completes a command line, for kubectl.")
final class CompleteCommand implements Callable<Integer> {
    /** Cobra's ShellCompDirectiveNoFileComp. */
    private static final String NOTHING_ELSE = ":4";

    /** Cobra's ShellCompDirectiveDefault. */
    private static final String FILES = ":0";

    /** Somebody has pressed a key and waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @Parameters(arity = "0..*", hidden = true)
    private List<String> words = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Surroundings surroundings;

    CompleteCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Words that look like options are words here. */
    static void accept(CommandSpec spec) {
        spec.parser().stopAtPositional(true).unmatchedOptionsArePositionalParams(true);
    }

    @Override
    public Integer call() {
        List<String> before = words.isEmpty() ? List.of() : words.subList(0, words.size() - 1);
        String typed = words.isEmpty() ? "" : words.getLast();
        CommandLine root = spec.commandLine().getParent();
        Optional<CommandLine> command = before.stream()
                .filter(word -> !word.startsWith("-"))
                .findFirst()
                .flatMap(word -> Optional.ofNullable(root.getSubcommands().get(word)));
        Optional<OptionSpec> option =
                command.flatMap(found -> before.isEmpty() ? Optional.empty() : valued(found, before.getLast()));
        if (option.isPresent()) {
            return values(option.get(), before, typed);
        }
        if (typed.startsWith("-")) {
            return print(command.orElse(root).getCommandSpec().options().stream()
                    .filter(each -> !each.hidden())
                    .map(each -> each.longestName() + "\t" + first(each.description()))
                    .filter(each -> each.startsWith(typed)));
        }
        if (command.isEmpty()) {
            return print(root.getSubcommands().entrySet().stream()
                    .filter(each ->
                            !each.getValue().getCommandSpec().usageMessage().hidden())
                    .map(each -> each.getKey() + "\t"
                            + first(each.getValue()
                                    .getCommandSpec()
                                    .usageMessage()
                                    .header()))
                    .filter(each -> each.startsWith(typed)));
        }
        return positional(command.get(), before, typed);
    }

    private int positional(CommandLine command, List<String> before, String typed) {
        long given = positionals(command, before);
        if (given == 0) {
            return print(clones(before).filter(each -> each.startsWith(typed)));
        }
        return print(Stream.empty());
    }

    /** Words behind the command that are no options and no options' values. */
    private static long positionals(CommandLine command, List<String> before) {
        int at = before.indexOf(command.getCommandName());
        long count = 0;
        for (int i = at + 1; i < before.size(); i++) {
            String word = before.get(i);
            boolean value = valued(command, before.get(i - 1)).isPresent();
            count += word.startsWith("-") || value ? 0 : 1;
        }
        return count;
    }

    /** The option of that spelling that takes its value from the next word. */
    private static Optional<OptionSpec> valued(CommandLine command, String word) {
        return command.getCommandSpec().options().stream()
                .filter(option -> option.arity().min() > 0)
                .filter(option -> Arrays.asList(option.names()).contains(word))
                .findFirst();
    }

    private int values(OptionSpec option, List<String> before, String typed) {
        return switch (option.longestName()) {
            case "--namespace", "--operator-namespace" ->
                print(namespaces(before).filter(each -> each.startsWith(typed)));
            case "--context" -> print(contexts(before).filter(each -> each.startsWith(typed)));
            case "--output" -> print(Stream.of("json").filter(each -> each.startsWith(typed)));
            case "--kubeconfig", "--file" -> {
                surroundings.out().println(FILES);
                yield ExitCode.DONE.code();
            }
            default -> print(Stream.empty());
        };
    }

    private Stream<String> clones(List<String> before) {
        return asking(
                before,
                cluster -> cluster.list(false).stream()
                        .map((MySQLClone clone) -> clone.getMetadata().getName() + "\t" + new Facts(clone).phase()));
    }

    private Stream<String> namespaces(List<String> before) {
        return asking(
                before,
                cluster -> cluster.client().namespaces().list().getItems().stream()
                        .map(each -> each.getMetadata().getName()));
    }

    private static Stream<String> contexts(List<String> before) {
        Config config = value(before, "--kubeconfig")
                .map(file -> Config.fromKubeconfig(Path.of(file).toFile()))
                .orElseGet(() -> Config.autoConfigure(null));
        return Optional.ofNullable(config.getContexts()).orElse(List.of()).stream()
                .map(NamedContext::getName);
    }

    private interface Question {
        Stream<String> ask(Cluster cluster);
    }

    /** Nothing where nobody answers in time: a key that was pressed is no place for a sentence. */
    private static Stream<String> asking(List<String> before, Question question) {
        Target target = new Target(
                value(before, "--kubeconfig").map(Path::of),
                value(before, "--context"),
                value(before, "-n").or(() -> value(before, "--namespace")),
                Optional.of(PATIENCE));
        try (Cluster cluster = Cluster.open(target)) {
            return question.ask(cluster).toList().stream();
        } catch (Refusal | io.fabric8.kubernetes.client.KubernetesClientException unanswered) {
            return Stream.empty();
        }
    }

    /** What an option has on the command line so far. */
    private static Optional<String> value(List<String> before, String option) {
        for (int i = 0; i < before.size(); i++) {
            if (before.get(i).startsWith(option + "=")) {
                return Optional.of(before.get(i).substring(option.length() + 1));
            }
            if (before.get(i).equals(option) && i + 1 < before.size()) {
                return Optional.of(before.get(i + 1));
            }
        }
        return Optional.empty();
    }

    private int print(Stream<String> candidates) {
        candidates.sorted().forEach(surroundings.out()::println);
        surroundings.out().println(NOTHING_ELSE);
        return ExitCode.DONE.code();
    }

    private static String first(String... lines) {
        return lines.length == 0 ? "" : lines[0];
    }
}
