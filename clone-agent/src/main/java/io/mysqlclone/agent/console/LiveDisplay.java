package io.mysqlclone.agent.console;

import io.mysqlclone.agent.quantity.Bandwidth;
import io.mysqlclone.agent.quantity.ByteSize;
import io.mysqlclone.agent.report.Conclusion;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.Sentence;
import io.mysqlclone.engine.Stage;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A panel on a terminal that is redrawn in place, with events above it. */
final class LiveDisplay implements Display {
    private final Terminal terminal;
    private final PrintStream out;
    private final Clock clock;
    private final LiveArea area;
    private String lost = "";
    private boolean begun;

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
        above(Style.YELLOW, Sentence.of(sentence));
    }

    @Override
    public void event(CloneEvent event) {
        switch (event) {
            // the panel itself shows stages and connections
            case CloneEvent.StageStarted _, CloneEvent.StageCompleted _, CloneEvent.ConcurrencyChanged _ -> {}
            // and why the connection is lost, in place, however many attempts it takes
            case CloneEvent.Reconnecting again -> lost = Sentence.of("connection lost: " + again.reason());
            case CloneEvent.Warning _ -> above(Style.YELLOW, Sentences.of(event, clock.instant()));
            case CloneEvent.Connected _,
                    CloneEvent.Resumed _,
                    CloneEvent.StartedOver _,
                    CloneEvent.WaitingForDonor _,
                    CloneEvent.Reconnected _,
                    CloneEvent.CopiesBy _ -> above(Style.DIM, Sentences.of(event, clock.instant()));
        }
    }

    private void above(String rendition, String sentence) {
        int columns = terminal.size().columns();
        area.print(
                Wrap.lines(sentence, columns - 1).stream()
                        .map(line -> terminal.style().paint(rendition, line))
                        .toList(),
                columns);
    }

    @Override
    public void point(CaptureReport report) {
        above(Style.DIM, Sentences.of(report));
    }

    @Override
    public void progress(Progress progress) {
        begun |= progress.stage() != Stage.INIT || progress.state() == Progress.State.TRANSFERRING;
        var window = terminal.size();
        var lines = new ArrayList<Line>();
        if (progress.state() == Progress.State.RECONNECTING) {
            for (var line : Wrap.lines(lost, window.columns() - 1)) {
                lines.add(new Line(terminal.style(), window.columns() - 1).add(Style.YELLOW, line));
            }
        }
        lines.addAll(ProgressPanel.lines(progress, window, terminal.style(), clock.instant()));
        int rows = Math.max(2, window.rows() - 1);
        area.draw(lines.subList(Math.max(0, lines.size() - rows), lines.size()), window.columns());
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
        ReportTable.lines(report, terminal.style(), terminal.size().columns() - 1)
                .forEach(this::printBare);
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
        if (!begun) {
            // of a clone that was refused there is nothing to see
            area.clear();
        }
        area.leave();
    }

    private void print(String line) {
        printBare(Wrap.text(line, terminal.size().columns() - 1));
    }

    private void printBare(String line) {
        out.print(line + "\n");
        out.flush();
    }
}
