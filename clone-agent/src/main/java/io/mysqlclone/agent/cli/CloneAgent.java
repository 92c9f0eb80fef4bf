package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.cli.input.EnvironmentVariables;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.report.ExitCode;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line of {@code clone-agent}. */
@Command(
        name = "clone-agent",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Clones MySQL servers: both halves of MySQL's clone, without a MySQL server.",
        customSynopsis = "clone-agent COMMAND [OPTION...]",
        commandListHeading = "%nCommands%n",
        footerHeading = "%n",
        footer = {
            "'clone-agent COMMAND --help' has a command's options and examples.",
            "Each option can be a variable too: --tls-ca is CLONE_AGENT_TLS_CA; the option wins."
        })
public final class CloneAgent implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private CloneAgent(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Runs one command and returns the exit code of the process. */
    public static int execute(Surroundings surroundings, String... arguments) {
        try {
            return commandLine(surroundings, arguments).execute(arguments);
        } catch (OutOfMemoryError e) {
            return UsageErrors.tell(Failure.unexpected(e, surroundings.err()), surroundings);
        } finally {
            surroundings.out().flush();
            surroundings.err().flush();
        }
    }

    static CommandLine commandLine(Surroundings surroundings, String... arguments) {
        var usageErrors = new UsageErrors(surroundings);
        var commandLine = new CommandLine(new CloneAgent(surroundings))
                .addSubcommand(new CloneCommand(surroundings))
                .addSubcommand(new LocalCommand(surroundings))
                .addSubcommand(new PreflightCommand(surroundings))
                .addSubcommand(new ProbeCommand(surroundings))
                .addSubcommand(new ServeCommand(surroundings))
                .addSubcommand(new VerifyCommand(surroundings))
                .addSubcommand(new CommitCommand(surroundings))
                .addSubcommand(new OutcomeCommand(surroundings))
                .addSubcommand(new ReplicateCommand(surroundings))
                .addSubcommand(new RunSqlCommand(surroundings))
                .addSubcommand(new FinishCommand(surroundings))
                .addSubcommand(new RollbackCommand(surroundings))
                .addSubcommand(new DiscardCommand(surroundings))
                .addSubcommand(new GenerateCompletion());
        commandLine.getSubcommands().values().forEach(CloneAgent::describe);
        return commandLine
                .setOut(new PrintWriter(
                        surroundings.out(), true, surroundings.out().charset()))
                .setErr(new PrintWriter(
                        surroundings.err(), true, surroundings.err().charset()))
                .setDefaultValueProvider(new EnvironmentVariables(surroundings.environment(), List.of(arguments)))
                .setExecutionStrategy(parsed -> StartDeadline.failure(surroundings)
                        .or(() -> RepeatedOptions.failure(parsed))
                        .or(() -> RootGuard.failure(parsed))
                        .map(failure -> UsageErrors.tell(failure, surroundings))
                        .orElseGet(() -> new CommandLine.RunLast().execute(parsed)))
                .setHelpFactory(new OptionHelp(surroundings.terminal()))
                .setParameterExceptionHandler(usageErrors)
                .setExecutionExceptionHandler((thrown, command, result) -> failed(thrown, surroundings));
    }

    private static void describe(CommandLine command) {
        var spec = command.getCommandSpec();
        spec.mixinStandardHelpOptions(true).versionProvider(new Version());
        spec.usageMessage().sortOptions(false);
        RootGuard.addTo(spec);
        if (command.getCommand() instanceof CloneCommand || command.getCommand() instanceof LocalCommand) {
            var codes = new LinkedHashMap<String, String>();
            Arrays.stream(ExitCode.values()).forEach(code -> codes.put(String.valueOf(code.code()), code.meaning()));
            spec.usageMessage().exitCodeList(codes);
        }
    }

    private static int failed(Exception thrown, Surroundings surroundings) {
        if (thrown instanceof FailureException ended) {
            return UsageErrors.tell(ended.failure(), surroundings);
        }
        return UsageErrors.tell(Failure.unexpected(thrown, surroundings.err()), surroundings);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(surroundings.err());
        return ExitCode.USAGE.code();
    }
}
