package io.mysqlclone.agent.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.agent.Clones;
import io.mysqlclone.agent.FakeClone;
import io.mysqlclone.agent.console.Display;
import io.mysqlclone.agent.console.DisplayLoop;
import io.mysqlclone.agent.http.AccessGuard;
import io.mysqlclone.agent.report.ExitCode;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.recipient.CloneFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CloneSessionTest {
    @TempDir
    private Path directory = Path.of("");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aCompleteCloneEndsWithZeroAndItsResultEverywhere() throws IOException {
        var code = run(() -> Clones.result(Path.of("/data"), false, List.of()));

        assertThat(code).isEqualTo(ExitCode.DONE);
        assertThat(lastLine(out)).contains("\"type\":\"result\"", "\"exitCode\":0");
        assertThat(Files.readString(resultFile())).contains("\"type\":\"result\"");
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void aFailureIsOneSentenceOnStandardErrorAndADocument() throws IOException {
        var code = run(() -> {
            throw new CloneFailure(CloneFailure.Kind.NETWORK, "the donor is gone (2013)", OptionalInt.of(2013), null);
        });

        assertThat(code).isEqualTo(ExitCode.NETWORK);
        assertThat(err.toString(UTF_8)).isEqualToNormalizingNewlines("clone-agent: The donor is gone (2013).\n");
        assertThat(lastLine(out)).contains("\"exitCode\":5,\"kind\":\"NetworkLost\",\"mysqlError\":2013");
        assertThat(Files.readString(resultFile())).contains("\"mysqlError\":2013");
    }

    @Test
    void onlyABugHasAStackTrace() throws IOException {
        var code = run(() -> {
            throw new IllegalStateException("oops");
        });

        assertThat(code).isEqualTo(ExitCode.BUG);
        assertThat(err.toString(UTF_8))
                .contains(
                        "at io.mysqlclone",
                        "This is a bug in clone-agent, please report it",
                        "what is stored stays, and the same command goes on with it");
        assertThat(Files.readString(resultFile())).contains("\"exitCode\":70");
    }

    @Test
    void tellsWhereItsHttpInterfaceListens() {
        var listen =
                new CloneSession.Listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), AccessGuard.open());
        session(() -> Clones.result(Path.of("/data"), false, List.of()), Optional.of(listen))
                .run();

        assertThat(out.toString(UTF_8).lines().findFirst().orElse(""))
                .contains("\"type\":\"listening\",\"address\":\"127.0.0.1\",\"port\":")
                .doesNotContain("\"port\":0");
    }

    @Test
    void aBusyAddressIsAUsageErrorAndNothingIsCloned() throws IOException {
        try (var busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var listen = new CloneSession.Listen(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), busy.getLocalPort()), AccessGuard.open());
            var session = session(
                    () -> {
                        throw new AssertionError("cloned");
                    },
                    Optional.of(listen));

            assertThatThrownBy(session::run)
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            refused -> assertThat(refused.failure().exitCode()).isEqualTo(ExitCode.USAGE))
                    .hasMessageContaining("Cannot listen on");
        }
    }

    private ExitCode run(FakeClone.Ending ending) {
        return session(ending, Optional.empty()).run();
    }

    private CloneSession session(FakeClone.Ending ending, Optional<CloneSession.Listen> listen) {
        var display = Display.json(new PrintStream(out, true, UTF_8), Clones.CLOCK);
        return new CloneSession(
                new FakeClone(ending),
                display,
                new DisplayLoop(display),
                new PrintStream(err, true, UTF_8),
                new CloneSession.Options(listen, Optional.of(ResultFile.open(resultFile())), Optional.empty()));
    }

    private Path resultFile() {
        return directory.resolve("result");
    }

    private static String lastLine(ByteArrayOutputStream stream) {
        return stream.toString(UTF_8).lines().toList().getLast();
    }
}
