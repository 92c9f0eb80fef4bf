package io.mysqlclone.images;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Runs the operator until it is ready, and ends it. For training, because the JVM writes its AOT cache when it ends, and as
 * the proof that an image works.
 */
@Command(name = "run-operator", description = "Runs the operator against a mock of an API server until it is ready.")
final class RunOperator implements Callable<Integer> {
    private static final long MEBIBYTE = 1 << 20;

    @Option(names = "--key", required = true, description = "file with the operator's key, as the operator sees it")
    private String key = "";

    @Parameters(arity = "1..*", description = "command that runs the operator")
    private List<String> command = List.of();

    @Override
    public Integer call() throws Exception {
        try (var operator = new OperatorRun(command, key)) {
            boolean ready = operator.becomesReady();
            var took = operator.age();
            long resident = ready ? operator.residentBytes() : 0;
            if (!operator.ends() || !ready) {
                System.err.println(operator.log());
                System.err.println("the operator did not become ready and end as it should (its log is above)");
                return 1;
            }
            System.err.printf("    ready after %d ms, %d MiB resident%n", took.toMillis(), resident / MEBIBYTE);
            return 0;
        }
    }
}
