package io.mysqlclone.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class OutOfMemoryTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Failure unexpected(Throwable thrown) {
        return Failure.unexpected(thrown, new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void hasASentenceOfItsOwnAndTheCodeOfThisProgramsFaults() {
        var failure = unexpected(new CompletionException(new OutOfMemoryError("Java heap space")));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.BUG);
        assertThat(failure.cause()).contains("OutOfMemory");
        assertThat(failure.message())
                .startsWith("Out of memory (Java heap space; the heap may have ")
                .contains("CLONE_AGENT_JAVA_OPTS=-Xmx", "the same command goes on")
                .doesNotContain("bug");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void anythingElseIsABugWithItsStackTrace() {
        var failure = unexpected(new IllegalStateException("no"));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.BUG);
        assertThat(failure.cause()).isEmpty();
        assertThat(failure.message()).contains("bug", "no");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("at io.mysqlclone");
    }
}
