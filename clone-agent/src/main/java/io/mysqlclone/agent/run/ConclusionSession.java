package io.mysqlclone.agent.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mysqlclone.agent.console.Display;
import io.mysqlclone.agent.report.Conclusion;
import io.mysqlclone.agent.report.ExitCode;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.report.OutcomeJson;
import io.mysqlclone.agent.report.Stoppable;
import java.io.PrintStream;
import java.util.Optional;

/** A command that says one thing at its end, from begin to exit code. */
public final class ConclusionSession {
    private final Display display;
    private final PrintStream err;
    private final Optional<ResultFile> resultFile;

    /**
     * A session that is not begun.
     *
     * @param err for the sentence that says why the command failed
     * @param resultFile where the final JSON goes
     */
    public ConclusionSession(Display display, PrintStream err, Optional<ResultFile> resultFile) {
        this.display = display;
        this.err = err;
        this.resultFile = resultFile;
    }

    /** What the command does. */
    @FunctionalInterface
    public interface Work {
        /** @throws FailureException when it can't be done */
        Conclusion run() throws InterruptedException;
    }

    /**
     * Takes the process' signals until what this returns is closed.
     *
     * @param err for a notice of what a signal does
     */
    public static Closing signals(Stoppable stoppable, PrintStream err) {
        var signals =
                new Signals(stoppable, notice -> err.println("clone-agent: " + notice), Runtime.getRuntime()::halt);
        signals.install();
        return signals::close;
    }

    /** Gives back what was taken. */
    @FunctionalInterface
    public interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    /** Works, and tells how it went. */
    public ExitCode run(Work work) throws InterruptedException {
        try {
            var conclusion = work.run();
            display.conclusion(conclusion);
            write(conclusion.document());
            return conclusion.exitCode();
        } catch (FailureException failure) {
            return tell(failure.failure());
        } catch (RuntimeException | Error bug) {
            return tell(Failure.unexpected(bug, err));
        }
    }

    private ExitCode tell(Failure failure) {
        display.failure(failure);
        err.println("clone-agent: " + failure.text());
        write(OutcomeJson.of(failure));
        return failure.exitCode();
    }

    private void write(ObjectNode document) {
        resultFile.ifPresent(file -> file.write(document));
    }
}
