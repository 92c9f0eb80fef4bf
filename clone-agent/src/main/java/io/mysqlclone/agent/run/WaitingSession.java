package io.mysqlclone.agent.run;

import io.mysqlclone.agent.console.Display;
import io.mysqlclone.agent.console.DisplayLoop;
import io.mysqlclone.agent.report.ExitCode;
import io.mysqlclone.agent.report.Watched;
import io.mysqlclone.recipient.Progress;
import java.io.PrintStream;

/** A command that waits for mysqld's stop and says one thing at its end, with everything that watches or steers it. */
public final class WaitingSession {
    private final Watched watched;
    private final Display display;
    private final DisplayLoop loop;
    private final PrintStream err;
    private final CloneSession.Options options;

    /**
     * A session that is not begun.
     *
     * @param loop the loop of {@code display}
     * @param err for the sentence that says why the command failed
     */
    public WaitingSession(
            Watched watched, Display display, DisplayLoop loop, PrintStream err, CloneSession.Options options) {
        this.watched = watched;
        this.display = display;
        this.loop = loop;
        this.err = err;
        this.options = options;
    }

    /** Works, and tells how it went. */
    public ExitCode run(ConclusionSession.Work work) throws InterruptedException {
        try (var _ = Watching.start(watched, options.listen(), display, loop)) {
            return new ConclusionSession(display, err, options.resultFile()).run(() -> {
                loop.start(this::tellProgress);
                try {
                    return work.run();
                } finally {
                    loop.close();
                }
            });
        }
    }

    /** Only waiting takes long enough to be told of. */
    private void tellProgress() {
        var progress = watched.progress();
        if (progress.state() == Progress.State.WAITING_FOR_STOP) {
            display.progress(progress);
        }
    }
}
