package io.mysqlclone.agent.console;

import io.mysqlclone.agent.quantity.Bandwidth;
import io.mysqlclone.agent.quantity.ByteSize;
import io.mysqlclone.agent.quantity.TimeSpan;
import io.mysqlclone.agent.report.Conclusion;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.Sentence;
import io.mysqlclone.innodb.live.CaptureReport;
import io.mysqlclone.innodb.verify.TablespaceVerification;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.DonorPace;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.preflight.Preflight;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Lines for a log or a pipe: one for each event, one every few seconds for progress, each with its time in UTC. */
final class LogDisplay implements Display {
    private final PrintStream out;
    private final Clock clock;

    LogDisplay(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(5);
    }

    @Override
    public void listening(InetSocketAddress address) {
        print(Sentences.listening(address));
    }

    @Override
    public void notice(String sentence) {
        print(Sentence.of(sentence));
    }

    @Override
    public void event(CloneEvent event) {
        print(Sentences.of(event, clock.instant()));
    }

    @Override
    public void point(CaptureReport report) {
        print(Sentences.of(report));
    }

    @Override
    public void progress(Progress progress) {
        // before that there is nothing to tell, and after a refusal the sentence on standard error tells it
        boolean begun =
                switch (progress.state()) {
                    case CONNECTING, WAITING_FOR_DONOR -> false;
                    case FAILED, CANCELLED -> progress.dataBytes() > 0;
                    case TRANSFERRING, RECONNECTING, COMMITTING, WAITING_FOR_STOP, COMPLETED -> true;
                };
        if (begun) {
            print(line(progress));
        }
    }

    static String line(Progress progress) {
        if (progress.state() == Progress.State.WAITING_FOR_STOP) {
            return Sentences.WAITING_FOR_STOP;
        }
        var line = new StringBuilder(progress.stage().label());
        if (progress.totalBytes() > 0) {
            line.append(String.format(
                    Locale.ROOT,
                    " %.1f %%, %s of %s",
                    progress.percent(),
                    ByteSize.format(progress.dataBytes()),
                    ByteSize.format(progress.totalBytes())));
        }
        line.append(", network ").append(ByteSize.format(progress.networkBytes()));
        line.append(", ").append(Bandwidth.format(progress.bytesPerSecond()));
        progress.donorPace()
                .filter(DonorPace::isSlowed)
                .ifPresent(pace -> line.append(", ").append(Sentences.slowed(pace)));
        progress.eta().ifPresent(eta -> line.append(", ETA ").append(TimeSpan.format(eta)));
        line.append(", ").append(Sentences.count(progress.connections(), "connection"));
        if (progress.reconnects() > 0) {
            line.append(", ").append(Sentences.count(progress.reconnects(), "reconnect"));
        }
        return line.toString();
    }

    @Override
    public void verifying(TablespaceVerification.Progress progress, Duration elapsed) {
        if (progress.bytes() > 0) {
            print("Verified " + ByteSize.format(progress.bytes()) + " of " + ByteSize.format(progress.totalBytes())
                    + ".");
        }
    }

    @Override
    public void result(CloneResult result) {
        NextSteps.lines(result).forEach(this::printBare);
    }

    @Override
    public void preflight(Preflight.Report report) {
        ReportTable.lines(report, Style.PLAIN).forEach(this::printBare);
    }

    @Override
    public void verified(TablespaceVerification.Outcome outcome) {
        Sentences.of(outcome).forEach(this::printBare);
    }

    @Override
    public void conclusion(Conclusion conclusion) {
        conclusion.lines().forEach(this::printBare);
    }

    @Override
    public void failure(Failure failure) {}

    private void print(String line) {
        printBare(clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + line);
    }

    private void printBare(String line) {
        out.print(line + "\n");
        out.flush();
    }
}
