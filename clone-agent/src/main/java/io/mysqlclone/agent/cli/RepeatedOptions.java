package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.report.Failure;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Refuses an option that is given twice and takes one value: picocli would forget all other options of its group, and of
 * two values nobody knows which one was meant.
 */
final class RepeatedOptions {
    private RepeatedOptions() {}

    /** Why the command may not begin; empty when it may. */
    static Optional<Failure> failure(ParseResult parsed) {
        if (!parsed.hasSubcommand()) {
            return Optional.empty();
        }
        List<String> arguments = parsed.originalArgs();
        return parsed.subcommand().commandSpec().options().stream()
                .filter(option -> !option.isMultiValue())
                .filter(option -> arguments.stream()
                                .filter(argument -> names(option, argument))
                                .count()
                        > 1)
                .findFirst()
                .map(option -> Failure.usage(option.longestName() + " is given twice; give it once."));
    }

    private static boolean names(OptionSpec option, String argument) {
        return Arrays.stream(option.names()).anyMatch(name -> argument.equals(name) || argument.startsWith(name + "="));
    }
}
