package io.mysqlclone.agent.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Gives every flag that is not on the command line the value of its environment variable. An empty one is not set. */
final class EnvironmentVariables implements IDefaultValueProvider {
    static final String PREFIX = "CLONE_AGENT_";

    private final Map<String, String> environment;

    EnvironmentVariables(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The variable of a flag; empty for {@code --help} and {@code --version}. */
    static Optional<String> nameOf(OptionSpec option) {
        if (option.usageHelp() || option.versionHelp()) {
            return Optional.empty();
        }
        return Optional.of(
                PREFIX + option.longestName().substring(2).replace('-', '_').toUpperCase(Locale.ROOT));
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? nameOf(option).flatMap(this::get).orElse(null)
                : null;
    }

    /** The value of a variable that is set and not empty. */
    Optional<String> get(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }
}
