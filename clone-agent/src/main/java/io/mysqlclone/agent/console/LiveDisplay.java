package io.mysqlclone.agent.console;

import io.mysqlclone.agent.quantity.Bandwidth;
import io.mysqlclone.agent.quantity.ByteSize;
import io.mysqlclone.agent.report.Conclusion;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.innodb.verify.TablespaceVerification;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.preflight.Preflight;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A panel on a terminal that is redrawn in place, with events above it. */
final class LiveDisplay implements Display {
    private final Terminal terminal;
    private final PrintStream out;
    private final Clock clock;
    private final LiveArea area;

    LiveDisplay(Terminal terminal, PrintStream out, Clock clock) {
        this.terminal = terminal;
        this.out = out;
        this.clock = clock;
        this.area = new LiveArea(out);
    }

    @Override
    public Duration interval() {
        return Duration.ofMillis(200);
    }

    @Override
    public void listening(InetSocketAddress address) {
        print(Sentences.listening(address));
    }

    @Override
    public void notice(String sentence) {
        area.print(
                terminal.style().paint(Style.YELLOW, sentence), terminal.size().columns());
    }

    @Override
    public void event(CloneEvent event) {
        // the panel itself shows stages and connections
        if (event instanceof CloneEvent.StageStarted
                || event instanceof CloneEvent.StageCompleted
                || event instanceof CloneEvent.ConcurrencyChanged) {
            return;
        }
        var sentence = Sentences.of(event, clock.instant());
        var rendition = event instanceof CloneEvent.Warning || event instanceof CloneEvent.Reconnecting
                ? Style.YELLOW
                : Style.DIM;
        area.print(terminal.style().paint(rendition, sentence), terminal.size().columns());
    }

    @Override
    public void progress(Progress progress) {
        var window = terminal.size();
        area.draw(ProgressPanel.lines(progress, window, terminal.style(), clock.instant()), window.columns());
    }

    @Override
    public void verifying(TablespaceVerification.Progress progress, Duration elapsed) {
        var window = terminal.size();
        double percent = progress.totalBytes() == 0 ? 0 : 100.0 * progress.bytes() / progress.totalBytes();
        double seconds = Math.max(0.001, elapsed.toMillis() / 1000.0);
        var line = new Line(terminal.style(), window.columns() - 1)
                .add(Style.BOLD, String.format(Locale.ROOT, "%5.1f %%", percent))
                .add("  " + ByteSize.format(progress.bytes()) + " of " + ByteSize.format(progress.totalBytes()))
                .add("  " + Bandwidth.format(progress.bytes() / seconds));
        area.draw(List.of(line), window.columns());
    }

    @Override
    public void result(CloneResult result) {
        area.leave();
        NextSteps.lines(result).forEach(this::print);
    }

    @Override
    public void preflight(Preflight.Report report) {
        ReportTable.lines(report, terminal.style()).forEach(this::print);
    }

    @Override
    public void verified(TablespaceVerification.Outcome outcome) {
        area.leave();
        Sentences.of(outcome).forEach(this::print);
    }

    @Override
    public void conclusion(Conclusion conclusion) {
        conclusion.lines().forEach(this::print);
    }

    @Override
    public void failure(Failure failure) {
        area.leave();
    }

    private void print(String line) {
        out.print(line + "\n");
        out.flush();
    }
}
