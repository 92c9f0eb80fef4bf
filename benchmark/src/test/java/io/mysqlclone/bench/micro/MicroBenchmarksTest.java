package io.mysqlclone.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

final class MicroBenchmarksTest {

    /** Each once and in this JVM: enough to see that they work, and no measurement. */
    @Test
    void everyOneRuns() throws Exception {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(20))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        assertThat(results)
                .map(result -> result.getParams().getBenchmark().replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1"))
                .containsOnly(
                        "DataDescriptorBenchmark.decode",
                        "PageChecksumBenchmark.verify",
                        "JournalBenchmark.append",
                        "JournalBenchmark.appendAndForce",
                        "PageHolesBenchmark.decide",
                        "TlsUnwrapBenchmark.unwrap");
    }
}
