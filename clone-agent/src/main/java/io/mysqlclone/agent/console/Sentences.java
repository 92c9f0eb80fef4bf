package io.mysqlclone.agent.console;

import io.mysqlclone.agent.quantity.Bandwidth;
import io.mysqlclone.agent.quantity.ByteSize;
import io.mysqlclone.agent.quantity.TimeSpan;
import io.mysqlclone.agent.report.Names;
import io.mysqlclone.agent.report.Sentence;
import io.mysqlclone.innodb.live.CaptureReport;
import io.mysqlclone.innodb.verify.TablespaceVerification;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.DonorPace;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Events and outcomes in words. */
final class Sentences {
    static final String WAITING_FOR_STOP = "Received; waiting for mysqld to stop";

    private static final int LONGEST_SET = 200;

    private Sentences() {}

    static String of(CloneEvent event, Instant now) {
        return Sentence.of(clause(event, now));
    }

    private static String clause(CloneEvent event, Instant now) {
        return switch (event) {
            case CloneEvent.Connected(var donor, var serverVersion, var tlsSession) ->
                "connected to " + donor + ": MySQL " + serverVersion + ", " + tlsSession;
            case CloneEvent.Resumed(var stage, var durableBytes) ->
                "resuming in stage " + stage.label() + ": " + ByteSize.format(durableBytes)
                        + " are here already and are not sent again";
            case CloneEvent.StartedOver(var reason) -> "starting over: " + reason;
            case CloneEvent.StageStarted(var stage, var estimatedBytes) ->
                stage.label() + " started" + (estimatedBytes > 0 ? ", " + ByteSize.format(estimatedBytes) : "");
            case CloneEvent.StageCompleted(var stage, var bytes, var took) ->
                stage.label() + " completed, " + ByteSize.format(bytes) + " in " + TimeSpan.format(took);
            case CloneEvent.Reconnecting(var reason, var attempt, var delay, var deadline) ->
                "connection lost: " + withoutStop(reason) + "; attempt " + attempt + " in " + seconds(delay)
                        + ", giving up in " + TimeSpan.format(left(now, deadline));
            case CloneEvent.WaitingForDonor waiting ->
                "the donor serves another clone; it is asked again in " + seconds(waiting.delay()) + " ("
                        + count(waiting.attempt(), "time") + " by now), giving up in "
                        + TimeSpan.format(left(now, waiting.deadline()));
            case CloneEvent.Reconnected(var attempt) ->
                "reconnected after " + count(attempt, "attempt") + "; nothing is sent twice";
            case CloneEvent.ConcurrencyChanged(var connections) -> "now " + count(connections, "data connection");
            case CloneEvent.CopiesBy(var way) -> "copying by " + Names.of(way);
            case CloneEvent.Warning(var message) -> "warning: " + message;
        };
    }

    /** That, and why, a clone is slowed down. */
    static String slowed(DonorPace pace) {
        return "slowed to " + Bandwidth.format((double) pace.bytesPerSecond()) + ": donor p99 "
                + pace.p99()
                        .map(time -> millis(time) + " ms" + relation(pace, time))
                        .orElse("not known");
    }

    /** What became of the pace of all recipients. */
    static String of(DonorPace pace) {
        return Sentence.of(
                pace.isSlowed()
                        ? "all recipients together are " + slowed(pace)
                        : "not slowed any more: donor p99 "
                                + pace.p99().map(time -> millis(time) + " ms").orElse("not known"));
    }

    private static String relation(DonorPace pace, Duration time) {
        return (time.compareTo(pace.target()) > 0 ? " > " : ", target ") + millis(pace.target()) + " ms";
    }

    private static String millis(Duration time) {
        double millis = time.toNanos() / 1_000_000.0;
        return String.format(Locale.ROOT, millis < 10 ? "%.1f" : "%.0f", millis);
    }

    /** A point, with as much of its transactions as a line bears; JSON has them all. */
    static String of(CaptureReport report) {
        String gtids = report.point().gtidExecuted();
        return "Took the point"
                + report.point()
                        .binaryLog()
                        .map(position -> " " + position.file() + ":" + position.offset())
                        .orElse("")
                + (gtids.isEmpty()
                        ? ""
                        : ", gtid_executed "
                                + (gtids.length() <= LONGEST_SET ? gtids : gtids.substring(0, LONGEST_SET) + "..."))
                + ", for " + count(report.recipients(), "recipient") + ": "
                + count(report.pages(), "page") + " changed since they began; DDL waited for "
                + report.lockHeld().toMillis() + " ms"
                + (report.attempts() == 1
                        ? "."
                        : " at the " + report.attempts() + "th attempt, "
                                + report.lockHeldLongest().toMillis() + " ms at the longest.");
    }

    static String listening(InetSocketAddress address) {
        var host = address.getAddress().getHostAddress();
        return "Status is on http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort()
                + "/status.";
    }

    static List<String> of(TablespaceVerification.Outcome outcome) {
        var lines = new ArrayList<String>();
        outcome.problems().forEach(problem -> lines.add(Sentence.of(problem)));
        if (outcome.corrupt() > lines.size()) {
            lines.add("... and " + (outcome.corrupt() - lines.size()) + " more.");
        }
        lines.add(count(outcome.verified(), "page") + " of " + count(outcome.files(), "file") + " verified ("
                + ByteSize.format(outcome.bytes()) + "), "
                + (outcome.corrupt() == 0 ? "none corrupt." : outcome.corrupt() + " CORRUPT."));
        long sealed = outcome.unverifiable() - outcome.copies();
        if (sealed > 0) {
            lines.add(count(sealed, "page") + " not checked: encrypted or compressed, so that it takes the key or"
                    + " decompression to do it.");
        }
        if (outcome.copies() > 0) {
            lines.add(count(outcome.copies(), "page")
                    + " not checked: the doublewrite buffer of MySQL before 8.0.20 in the"
                    + " system tablespace, which mysqld keeps and does not use.");
        }
        return lines;
    }

    /** {@code 1 file}, {@code 2 files}. */
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    static Duration left(Instant now, Instant deadline) {
        var left = Duration.between(now, deadline);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private static String seconds(Duration duration) {
        return (duration.toMillis() + 500) / 1000 + " s";
    }
}
