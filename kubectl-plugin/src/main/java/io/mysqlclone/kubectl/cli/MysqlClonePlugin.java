package io.mysqlclone.kubectl.cli;

import io.mysqlclone.kubectl.cluster.ExitCode;
import io.mysqlclone.kubectl.cluster.Refusal;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line of {@code kubectl mysqlclone}. */
@Command(
        name = "kubectl mysqlclone",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Looks at clones of MySQL servers, approves, limits, cancels and reports them.",
        customSynopsis = "kubectl mysqlclone COMMAND [NAME] [OPTION...]",
        commandListHeading = "%nCommands%n",
        footerHeading = "%n",
        footer = "'kubectl mysqlclone COMMAND --help' has a command's options and examples.")
public final class MysqlClonePlugin implements Callable<Integer> {
    private static final String PROGRAM = "kubectl-mysqlclone: ";

    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private MysqlClonePlugin(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Runs one command and returns the exit code of the process. */
    public static int execute(Surroundings surroundings, String... arguments) {
        // The client's library for logs says at each start that nobody reads them.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        try {
            return commandLine(surroundings).execute(arguments);
        } finally {
            surroundings.out().flush();
            surroundings.err().flush();
        }
    }

    static CommandLine commandLine(Surroundings surroundings) {
        CommandLine commandLine = new CommandLine(new MysqlClonePlugin(surroundings))
                .addSubcommand(new StatusCommand(surroundings))
                .addSubcommand(new PreflightCommand(surroundings))
                .addSubcommand(new ApproveCommand(surroundings))
                .addSubcommand(new SuspendCommand(surroundings))
                .addSubcommand(new ResumeCommand(surroundings))
                .addSubcommand(new LimitCommand(surroundings))
                .addSubcommand(new CancelCommand(surroundings))
                .addSubcommand(new ReportCommand(surroundings))
                .addSubcommand(new CompleteCommand(surroundings));
        commandLine.getSubcommands().values().forEach(command -> {
            if (command.getCommand() instanceof CompleteCommand) {
                CompleteCommand.accept(command.getCommandSpec());
            } else {
                describe(command.getCommandSpec());
            }
        });
        return commandLine
                .setOut(new PrintWriter(
                        surroundings.out(), true, surroundings.out().charset()))
                .setErr(new PrintWriter(
                        surroundings.err(), true, surroundings.err().charset()))
                .setParameterExceptionHandler((wrong, _) -> {
                    tell(surroundings, UsageErrors.sentence(wrong));
                    surroundings
                            .err()
                            .println("Try '"
                                    + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
                    return ExitCode.USAGE.code();
                })
                .setExecutionExceptionHandler((thrown, _, _) -> failed(thrown, surroundings));
    }

    private static void describe(CommandSpec spec) {
        Map<String, String> codes = new LinkedHashMap<>();
        Arrays.stream(ExitCode.values()).forEach(code -> codes.put(String.valueOf(code.code()), code.meaning()));
        spec.mixinStandardHelpOptions(true).versionProvider(new Version());
        spec.usageMessage()
                .sortOptions(false)
                .exitCodeListHeading("%nExit codes%n")
                .exitCodeList(codes)
                .footerHeading("%nExamples%n");
    }

    private static int failed(Exception thrown, Surroundings surroundings) {
        if (thrown instanceof Refusal refusal) {
            tell(surroundings, refusal.sentence());
            return refusal.exitCode().code();
        }
        thrown.printStackTrace(surroundings.err());
        tell(surroundings, "this is a bug in the plugin; please report it with the lines above.");
        return ExitCode.BUG.code();
    }

    private static void tell(Surroundings surroundings, String sentence) {
        surroundings.err().println(PROGRAM + sentence);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(surroundings.err());
        return ExitCode.USAGE.code();
    }
}
