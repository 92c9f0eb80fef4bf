package io.mysqlclone.agent.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mysqlclone.agent.console.Display;
import io.mysqlclone.agent.console.DisplayLoop;
import io.mysqlclone.agent.http.AccessGuard;
import io.mysqlclone.agent.report.ExitCode;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.report.OutcomeJson;
import io.mysqlclone.agent.report.RunningClone;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneResult;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;

/** A clone and everything that watches or steers it, from begin to exit code. */
public final class CloneSession {
    private static final Set<String> SEVERAL = Set.of("PrivilegeMissing", "ClonePluginMissing");
    /** A clone that its donor's statements would stop goes on with this. */
    private static final long LEAST_BYTES_PER_SECOND = 1 << 20;

    private static final String ALL =
            " To see at once whether more is missing, run clone-agent preflight with the same options.";

    private final RunningClone clone;
    private final Display display;
    private final DisplayLoop loop;
    private final PrintStream err;
    private final Options options;

    /**
     * A session that is not begun.
     *
     * @param loop the loop of {@code display} that {@code clone} reports its events to
     * @param err for the sentence that says why a clone failed
     */
    public CloneSession(RunningClone clone, Display display, DisplayLoop loop, PrintStream err, Options options) {
        this.clone = clone;
        this.display = display;
        this.loop = loop;
        this.err = err;
        this.options = options;
    }

    /**
     * What a session has besides its display.
     *
     * @param listen where the HTTP interface listens
     * @param resultFile where the final JSON goes
     * @param latency what the donor's own statements may take
     */
    public record Options(
            Optional<Listen> listen, Optional<ResultFile> resultFile, Optional<DonorLatency.Asked> latency) {}

    /** The HTTP interface's address and who may use it. */
    public record Listen(InetSocketAddress address, AccessGuard guard) {}

    /** Clones, and tells how it went. */
    public ExitCode run() {
        try (var _ = Watching.start(clone, options.listen(), display, loop)) {
            return cloneAndTell();
        }
    }

    private ExitCode cloneAndTell() {
        try {
            loop.start(() -> display.progress(clone.progress()));
            CloneResult result = cloned();
            display.result(result);
            write(OutcomeJson.of(result));
            return ExitCode.DONE;
        } catch (CloneFailure failure) {
            return tell(Failure.of(failure));
        } catch (FailureException failure) {
            return tell(failure.failure());
        } catch (RuntimeException | Error bug) {
            return tell(Failure.unexpected(bug, err, "what is stored stays, and the same command goes on with it"));
        }
    }

    private CloneResult cloned() throws CloneFailure {
        Optional<DonorLatency> latency = Optional.empty();
        try {
            latency = options.latency()
                    .map(asked -> DonorLatency.start(
                            asked,
                            LEAST_BYTES_PER_SECOND,
                            () -> clone.progress().dataBytes(),
                            clone::slow));
            return clone.run();
        } finally {
            latency.ifPresent(DonorLatency::close);
            loop.close();
        }
    }

    private ExitCode tell(Failure failure) {
        display.failure(failure);
        err.println("clone-agent: " + failure.text() + (mayBeOneOfSeveral(failure) ? ALL : ""));
        write(OutcomeJson.of(failure));
        return failure.exitCode();
    }

    /** A donor names one thing that keeps the clone from starting, though there may be more. */
    private static boolean mayBeOneOfSeveral(Failure failure) {
        return failure.cause().filter(SEVERAL::contains).isPresent();
    }

    private void write(ObjectNode document) {
        options.resultFile().ifPresent(file -> file.write(document));
    }
}
