package io.mysqlclone.kubectl.cli;

import java.util.List;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One sentence about a command line that is wrong. */
final class UsageErrors {
    private UsageErrors() {}

    static String sentence(ParameterException wrong) {
        return switch (wrong) {
            case UnmatchedArgumentException unmatched -> unmatched(unmatched);
            case MissingParameterException missing
            when missing.getMissing().size() == 1
                    && missing.getMissing().getFirst().isPositional() ->
                "the name of a MySQLClone is missing, or what follows it: "
                        + missing.getMissing().getFirst().paramLabel() + ".";
            default -> value(wrong);
        };
    }

    private static String unmatched(UnmatchedArgumentException unmatched) {
        String first = unmatched.getUnmatched().getFirst();
        List<String> suggestions = unmatched.getSuggestions();
        String refusal = first.startsWith("-")
                ? "there is no option " + first.replaceFirst("=.*", "")
                : unmatched.getCommandLine().getSubcommands().isEmpty()
                        ? "\"" + first + "\" is not expected here"
                        : "there is no command " + first;
        return refusal + (suggestions.isEmpty() ? "." : "; is " + String.join(" or ", suggestions) + " meant?");
    }

    private static String value(ParameterException wrong) {
        if (wrong.getArgSpec() instanceof OptionSpec option
                && wrong.getCause() instanceof TypeConversionException accepted) {
            return option.longestName() + " is \"" + wrong.getValue() + "\"; it must be " + accepted.getMessage() + ".";
        }
        return wrong.getMessage() + ".";
    }
}
