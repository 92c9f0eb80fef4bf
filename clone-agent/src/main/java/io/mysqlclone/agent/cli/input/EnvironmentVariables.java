package io.mysqlclone.agent.cli.input;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Gives every flag that is not on the command line the value of its environment variable. An empty one is not set. */
public final class EnvironmentVariables implements IDefaultValueProvider {
    /** What the name of every variable begins with. */
    public static final String PREFIX = "CLONE_AGENT_";

    /** The variable with the password of the account on the donor. */
    public static final String PASSWORD = PREFIX + "PASSWORD";

    private final Map<String, String> environment;
    private final List<String> arguments;

    /**
     * Variables beside a command line.
     *
     * @param arguments of the process; the variable of a flag that is among them is not looked at, even if it is wrong
     */
    public EnvironmentVariables(Map<String, String> environment, List<String> arguments) {
        this.environment = environment;
        this.arguments = arguments;
    }

    /** The variable of a flag; empty for {@code --help} and {@code --version}. */
    public static Optional<String> nameOf(OptionSpec option) {
        if (option.usageHelp() || option.versionHelp()) {
            return Optional.empty();
        }
        return Optional.of(nameOf(option.longestName()));
    }

    /** The variable of a flag such as {@code --tls-ca}. */
    static String nameOf(String flag) {
        return PREFIX + flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? nameOf(option)
                        .filter(name -> !isGiven(option, arguments))
                        .flatMap(name -> get(environment, name))
                        .orElse(null)
                : null;
    }

    /** Whether {@code option} is on the command line. */
    public static boolean isGiven(OptionSpec option, List<String> arguments) {
        var flag = option.longestName();
        var negated = "--no-" + flag.substring(2);
        return arguments.stream()
                .anyMatch(argument -> argument.equals(flag)
                        || argument.startsWith(flag + "=")
                        || (option.negatable() && argument.equals(negated)));
    }

    /** {@code value} without one line end (LF or CR LF) behind it, which {@code echo} leaves in what is made of it. */
    static String withoutLineEnd(String value) {
        int length = value.length();
        if (value.endsWith("\n")) {
            length -= value.endsWith("\r\n") ? 2 : 1;
        }
        return value.substring(0, length);
    }

    /** The value of a variable that is set and not empty, without a line end behind it. */
    public static Optional<String> get(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .map(EnvironmentVariables::withoutLineEnd)
                .filter(value -> !value.isEmpty());
    }
}
