package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The words of a command as its program gets them, as far as the pod's object tells: variables that the kubelet puts in are
 * put in, and a script that a shell is given ({@code sh -c "exec mysqld --datadir /d"}) is taken apart into its words.
 */
final class CommandLine {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\(([A-Za-z_][A-Za-z0-9_.-]*)\\)");

    /** What lies between blanks, quotation marks being a shell's. */
    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\";|&]|'[^']*'|\"[^\"]*\")+");

    private final List<String> words;

    private CommandLine(List<String> words) {
        this.words = List.copyOf(words);
    }

    /** What a container is started with; its image's own command is not known. */
    static CommandLine of(Pod pod, Container container) {
        return of(pod, container, Stream.concat(container.getCommand().stream(), container.getArgs().stream()));
    }

    /** What a probe runs in a container. */
    static CommandLine of(Pod pod, Container container, ExecAction probe) {
        return of(pod, container, probe.getCommand().stream());
    }

    private static CommandLine of(Pod pod, Container container, Stream<String> given) {
        List<String> words = new ArrayList<>();
        given.map(word -> expanded(pod, container, word)).forEach(word -> {
            if (word.strip().matches("(?s).*\\s.*")) {
                WORD.matcher(word)
                        .results()
                        .map(found -> unquoted(found.group()))
                        .forEach(words::add);
            } else {
                words.add(word);
            }
        });
        return new CommandLine(words);
    }

    private static String unquoted(String word) {
        return word.replaceAll("['\"]", "");
    }

    private static String expanded(Pod pod, Container container, String word) {
        return VARIABLE.matcher(word)
                .replaceAll(found -> Matcher.quoteReplacement(
                        variable(pod, container, found.group(1)).orElse(found.group())));
    }

    /** The value of a container's variable, unless it comes from a Secret or a ConfigMap. */
    static Optional<String> variable(Pod pod, Container container, String name) {
        return container.getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .reduce((_, last) -> last)
                .flatMap(variable -> Optional.ofNullable(variable.getValue()).or(() -> field(pod, variable)));
    }

    private static Optional<String> field(Pod pod, EnvVar variable) {
        return Optional.ofNullable(variable.getValueFrom())
                .map(source -> source.getFieldRef())
                .flatMap(field -> switch (field.getFieldPath()) {
                    case "metadata.name" -> Optional.of(pod.getMetadata().getName());
                    case "metadata.namespace" ->
                        Optional.ofNullable(pod.getMetadata().getNamespace());
                    case "status.podIP" -> Optional.ofNullable(pod.getStatus()).map(status -> status.getPodIP());
                    default -> Optional.empty();
                });
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    List<String> words() {
        return words;
    }

    /** The last part of the first word, such as {@code mysqladmin}; empty when there is none. */
    String program() {
        return words.isEmpty() ? "" : base(words.getFirst());
    }

    /** Whether one of the words is that program, by name or path. */
    boolean runs(String program) {
        return words.stream().anyMatch(word -> base(word).equals(program));
    }

    private static String base(String word) {
        return word.substring(word.lastIndexOf('/') + 1);
    }

    /** Whether an option that takes no value, or need not, is given. */
    boolean has(String option) {
        return words.stream().map(CommandLine::spelled).anyMatch(("--" + option)::equals);
    }

    /**
     * The value of one of mysqld's options, given as {@code --option=value} or in two words; the last one counts, as with
     * mysqld.
     *
     * @param option with hyphens; mysqld takes underscores for the same
     */
    Optional<String> value(String option) {
        Optional<String> value = Optional.empty();
        for (int at = 0; at < words.size(); at++) {
            String word = words.get(at);
            int equals = word.indexOf('=');
            String name = spelled(equals < 0 ? word : word.substring(0, equals));
            if (name.equals("--" + option)) {
                value = equals >= 0 ? Optional.of(word.substring(equals + 1)) : next(at);
            }
        }
        return value.filter(text -> !text.isEmpty());
    }

    private Optional<String> next(int at) {
        return at + 1 < words.size()
                ? Optional.of(words.get(at + 1)).filter(word -> !word.startsWith("-"))
                : Optional.empty();
    }

    private static String spelled(String name) {
        return Objects.requireNonNull(name).replace('_', '-');
    }
}
