package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.cli.input.EnvironmentVariables;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.report.OutcomeJson;
import io.mysqlclone.agent.run.ResultFile;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One sentence about a command line or variable that is wrong: its name, its value, and what is accepted. */
final class UsageErrors implements IParameterExceptionHandler {
    private static final String RESULT_FILE_VARIABLE = EnvironmentVariables.PREFIX + "RESULT_FILE";

    private static final String RESULT_LIMIT_VARIABLE = EnvironmentVariables.PREFIX + "RESULT_LIMIT";

    private final Surroundings surroundings;

    UsageErrors(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        int code = tell(Failure.usage(sentence(wrong, arguments)), surroundings);
        surroundings
                .err()
                .println("Try '" + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return code;
    }

    /** Tells a failure that no display tells, and returns its exit code. */
    static int tell(Failure failure, Surroundings surroundings) {
        surroundings.err().println("clone-agent: " + failure.text());
        EnvironmentVariables.get(surroundings.environment(), RESULT_FILE_VARIABLE)
                .ifPresent(path -> write(failure, path, surroundings));
        return failure.exitCode().code();
    }

    private static void write(Failure failure, String path, Surroundings surroundings) {
        try {
            ResultFile.open(Path.of(path), limit(surroundings)).write(OutcomeJson.of(failure));
        } catch (FailureException unwritable) {
            surroundings.err().println("clone-agent: " + unwritable.getMessage());
        }
    }

    /** Of a command line that was not understood; a limit that was not is none. */
    private static int limit(Surroundings surroundings) {
        try {
            return EnvironmentVariables.get(surroundings.environment(), RESULT_LIMIT_VARIABLE)
                    .map(new Values.ResultBytes()::convert)
                    .orElse(ResultFile.MAX_BYTES);
        } catch (TypeConversionException wrong) {
            return ResultFile.MAX_BYTES;
        }
    }

    private static String sentence(ParameterException wrong, String[] arguments) {
        return switch (wrong) {
            case UnmatchedArgumentException unmatched -> unmatched(unmatched);
            case MissingParameterException missing -> missing.getMessage() + ".";
            default -> wrongValue(wrong, arguments);
        };
    }

    private static String unmatched(UnmatchedArgumentException unmatched) {
        var first = unmatched.getUnmatched().getFirst();
        // what follows may be a secret, and is not repeated
        var name = first.startsWith("-") ? first.replaceFirst("=.*", "") : first;
        if (name.equals("--password") || (name.startsWith("-p") && !name.startsWith("--"))) {
            return "there is no password option, because every user of this host can read the arguments of a process:"
                    + " use --password-file FILE or the variable " + EnvironmentVariables.PASSWORD + ".";
        }
        if (name.equals("help")) {
            return "there is no command help: clone-agent --help shows all commands, clone-agent COMMAND --help one of"
                    + " them.";
        }
        var known = ClientOptions.meant(name);
        if (known.isPresent()) {
            return refusal(name, unmatched) + ": " + known.get() + ".";
        }
        var suggestions = unmatched.getSuggestions();
        return refusal(name, unmatched)
                + (suggestions.isEmpty() ? "." : "; is " + String.join(" or ", suggestions) + " meant?");
    }

    private static String refusal(String name, UnmatchedArgumentException unmatched) {
        if (name.startsWith("-")) {
            return "there is no option " + name;
        }
        return unmatched.getCommandLine().getSubcommands().isEmpty()
                ? "\"" + name + "\" is not expected here"
                : "there is no command " + name;
    }

    private static String wrongValue(ParameterException wrong, String[] arguments) {
        if (!(wrong.getArgSpec() instanceof OptionSpec option)
                || !(wrong.getCause() instanceof TypeConversionException accepted)) {
            return wrong.getMessage() + ".";
        }
        return source(option, arguments) + " is \"" + wrong.getValue() + "\"; it must be " + accepted.getMessage()
                + ".";
    }

    /** The flag when it is on the command line, else the variable that its value must have come from. */
    private static String source(OptionSpec option, String[] arguments) {
        var flag = option.longestName();
        return EnvironmentVariables.isGiven(option, Arrays.asList(arguments))
                ? flag
                : EnvironmentVariables.nameOf(option).orElse(flag);
    }
}
