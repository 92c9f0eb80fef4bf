package io.mysqlclone.agent.console;

import io.mysqlclone.agent.report.Conclusion;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.innodb.live.CaptureReport;
import io.mysqlclone.innodb.verify.TablespaceVerification;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.preflight.Preflight;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;

/** One way to tell what a command does. Used by one thread at a time. */
public interface Display {
    /** How often progress is worth telling. */
    Duration interval();

    /** The HTTP interface listens on {@code address}. */
    void listening(InetSocketAddress address);

    /** Tells something about this program. */
    void notice(String sentence);

    /** Tells what just happened. */
    void event(CloneEvent event);

    /** Tells of the point of a running server that was taken. */
    void point(CaptureReport report);

    /** Tells where a clone stands. */
    void progress(Progress progress);

    /** Tells where a verification stands that began {@code elapsed} ago. */
    void verifying(TablespaceVerification.Progress progress, Duration elapsed);

    /** A clone is complete; tells what to do next. */
    void result(CloneResult result);

    /** A preflight is complete. */
    void preflight(Preflight.Report report);

    /** A verification is complete. */
    void verified(TablespaceVerification.Outcome outcome);

    /** A command that tells one thing has ended. */
    void conclusion(Conclusion conclusion);

    /** The command ends without a result; standard error has its own sentence about it. */
    void failure(Failure failure);

    /** The display for a person: live on a terminal, lines elsewhere. */
    static Display text(Terminal terminal, PrintStream out, Clock clock) {
        return terminal.interactive() ? new LiveDisplay(terminal, out, clock) : new LogDisplay(out, clock);
    }

    /** The display for a program. */
    static Display json(PrintStream out, Clock clock) {
        return new JsonDisplay(out, clock);
    }
}
