package io.mysqlclone.bench;

import io.mysqlclone.bench.clones.Matrix;
import io.mysqlclone.bench.clones.Settings;
import io.mysqlclone.bench.machine.Limits;
import io.mysqlclone.bench.machine.Machine;
import io.mysqlclone.bench.machine.PageCache;
import io.mysqlclone.bench.report.Page;
import io.mysqlclone.bench.report.Plot;
import io.mysqlclone.bench.report.Results;
import io.mysqlclone.bench.report.RowResults;
import io.mysqlclone.bench.report.Table;
import io.mysqlclone.testbed.MysqlInstallation;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program behind {@code ./bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Measures clones by clone-agent beside clones by MySQL's own recipient, of one donor on this machine.",
            "docs/benchmark.md says what is measured and how."
        })
public final class Benchmark implements Callable<Integer> {
    private static final int DEFAULT_RUNS = 5;
    private static final long LIMIT_BYTES = 1L << 30;
    private static final long QUICK_LIMIT_BYTES = 32L << 20;
    private static final long QUIET_MILLIS = 3000;
    private static final long QUICK_QUIET_MILLIS = 300;

    @ArgGroup(heading = "%nThe matrix (all combinations of the values given)%n", validate = false, order = 1)
    private Axes axes = new Axes();

    @Option(names = "--runs", paramLabel = "N", description = "Rounds of each row (default: " + DEFAULT_RUNS + ").")
    private int runs = DEFAULT_RUNS;

    @Option(
            names = "--quick",
            description = "A smoke test instead of a measurement: two small rows, one round, every copy checked.")
    private boolean quick;

    @Option(names = "--work", paramLabel = "DIR", description = "Where the servers and copies live: the disk measured.")
    private Path work = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where table, plots and JSON go (default: benchmark/target/results).")
    private Path out = Path.of("benchmark/target/results");

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Where the JSON goes (default: benchmark.json in --out).")
    private @Nullable Path json;

    @Option(
            names = "--publish",
            paramLabel = "FILE,...",
            split = ",",
            arity = "0..1",
            fallbackValue = "",
            hideParamSyntax = true,
            description = "Measure nothing: write what these JSON files hold (default: that of --json) to"
                    + " docs/benchmark.md, with plots.")
    private @Nullable List<String> publish;

    private final Path agent;
    private final PrintStream console;
    private final List<String> arguments;

    private Benchmark(Path agent, PrintStream console, List<String> arguments) {
        this.agent = agent;
        this.console = console;
        this.arguments = arguments;
    }

    /**
     * Measures, or publishes, and ends the JVM: 0 when it worked and every copy that was checked was right.
     *
     * @param arguments the agent's launcher, then the options
     */
    public static void main(String[] arguments) {
        List<String> options = List.of(arguments).subList(1, arguments.length);
        Benchmark benchmark = new Benchmark(Path.of(arguments[0]), System.out, options);
        CommandLine line = new CommandLine(benchmark)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    benchmark.console.println("error: " + e.getMessage());
                    if (e instanceof NullPointerException || e.getMessage() == null) {
                        e.printStackTrace(benchmark.console);
                    }
                    return 1;
                });
        System.exit(line.execute(options.toArray(String[]::new)));
    }

    @Override
    public Integer call() throws Exception {
        if (runs < 1) {
            throw new CommandLine.ParameterException(
                    new CommandLine(this), "--runs is " + runs + "; it must be 1 or more");
        }
        Path file = Optional.ofNullable(json).orElse(out.resolve("benchmark.json"));
        if (publish != null) {
            publish(publish.stream()
                    .map(name -> name.isEmpty() ? file : Path.of(name))
                    .toList());
            return 0;
        }
        Results results = measure(file);
        Table.print(results, console);
        Files.createDirectories(out);
        try (PrintStream text = new PrintStream(Files.newOutputStream(out.resolve("benchmark.txt")), true)) {
            Table.print(results, text);
        }
        Plot.write(results.rows(), out);
        console.println("==> Written: " + file + ", and the table and plots in " + out);
        if (quick) {
            SmokeTest.check(results, file, out);
            console.println("==> Every figure is there and every copy equals its donor.");
        }
        return 0;
    }

    private Results measure(Path file) throws Exception {
        boolean drop = !quick && PageCache.canDrop();
        Machine machine = Machine.of(work, MysqlInstallation.find().version(), drop);
        String began = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        console.println("==> Limits of the machine");
        PageCache.settle();
        Limits limits = Limits.measure(work, quick ? QUICK_LIMIT_BYTES : LIMIT_BYTES);
        List<RowResults> measured = new ArrayList<>();
        Settings settings =
                new Settings(agent, quick ? 1 : runs, !quick, drop, quick, quick ? QUICK_QUIET_MILLIS : QUIET_MILLIS);
        new Matrix(settings, work, console).run(quick ? Axes.quick() : axes.rows(), row -> {
            measured.add(row);
            // After each row, so that a long benchmark that is interrupted leaves what it has.
            write(new Results(began, version(), arguments, machine, limits, measured), file);
        });
        return new Results(began, version(), arguments, machine, limits, List.copyOf(measured));
    }

    private static void write(Results results, Path file) {
        try {
            results.write(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static String version() {
        return Optional.ofNullable(io.mysqlclone.agent.Main.class.getPackage().getImplementationVersion())
                .orElse("unknown");
    }

    private void publish(List<Path> files) throws IOException {
        Path page = Path.of("docs/benchmark.md");
        Page.publish(files.stream().map(Results::read).toList(), page);
        console.println("==> Written: the results in " + page + ", plots beside it in img");
    }
}
