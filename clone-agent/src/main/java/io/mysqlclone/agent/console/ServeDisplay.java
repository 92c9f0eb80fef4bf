package io.mysqlclone.agent.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mysqlclone.agent.quantity.Bandwidth;
import io.mysqlclone.agent.quantity.ByteSize;
import io.mysqlclone.agent.quantity.TimeSpan;
import io.mysqlclone.agent.report.ProgressJson;
import io.mysqlclone.agent.report.Sentence;
import io.mysqlclone.agent.report.ServeJson;
import io.mysqlclone.donor.DonorEvent;
import io.mysqlclone.donor.RecipientProgress;
import io.mysqlclone.innodb.live.CaptureReport;
import io.mysqlclone.recipient.DonorPace;
import java.io.PrintStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells what a donor does. Any thread may use it. */
public abstract sealed class ServeDisplay {
    private final PrintStream out;
    private final Clock clock;
    private final long intervalMillis;
    /** Guarded by this. */
    private Optional<DonorPace> pace = Optional.empty();

    private ServeDisplay(PrintStream out, Clock clock, long intervalMillis) {
        this.out = out;
        this.clock = clock;
        this.intervalMillis = intervalMillis;
    }

    /** How often progress is worth telling. */
    public final long intervalMillis() {
        return intervalMillis;
    }

    /**
     * It listens.
     *
     * @param field what {@code value} is: an address, a fingerprint
     * @param sentence without a full stop where {@code value} is to be copied from its end
     */
    public abstract void ready(String field, String value, String sentence);

    /** Tells what whoever serves may not have expected. */
    public abstract void warning(String message);

    /** Tells why it ends by itself. */
    public abstract void ending(String sentence);

    /** Tells what happened to a recipient. */
    public abstract void event(DonorEvent event);

    /** Tells of a point of the running server that was taken for recipients. */
    public abstract void point(CaptureReport report);

    /** Tells how all recipients are slowed down for the sake of the running server: each time that begins or ends. */
    public final synchronized void pace(DonorPace now) {
        boolean before = slowed().isPresent();
        pace = Optional.of(now);
        if (now.isSlowed() != before) {
            paceChanged(now);
        }
    }

    /** How they are slowed down now. */
    final synchronized Optional<DonorPace> slowed() {
        return pace.filter(DonorPace::isSlowed);
    }

    abstract void paceChanged(DonorPace now);

    /** Tells how far each recipient is. */
    public abstract void progress(List<RecipientProgress> recipients);

    /** The donor has ended: what is said of now is not so any more. */
    public void end() {
        // Lines of a log stay.
    }

    /** For a person: a line for each recipient on a terminal, lines of a log elsewhere. */
    public static ServeDisplay text(Terminal terminal, PrintStream out, Clock clock) {
        return terminal.interactive() ? new Live(terminal, out, clock) : new Log(out, clock);
    }

    /** For a program. */
    public static ServeDisplay json(PrintStream out, Clock clock) {
        return new Json(out, clock);
    }

    final void line(String text) {
        out.print(text + "\n");
        out.flush();
    }

    final String timed(String sentence) {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + sentence;
    }

    static String sentence(DonorEvent event) {
        return Sentence.of(clause(event));
    }

    private static String clause(DonorEvent event) {
        return switch (event) {
            case DonorEvent.Begun(int clone, var host, var tls, var leftOut) ->
                "clone " + clone + " began: recipient at " + host + ", " + tls
                        + (leftOut.isEmpty() ? "" : "; it has not asked for " + String.join(" and ", leftOut));
            case DonorEvent.Interrupted(int clone, var host, var reason) ->
                "clone " + clone + " waits for " + host + " to come back: " + reason;
            case DonorEvent.Resumed(int clone, var host) ->
                "clone " + clone + " goes on: " + host + " is back, and nothing is sent twice";
            case DonorEvent.Completed(int clone, var host, long bytes) ->
                "clone " + clone + " is complete: " + host + " has " + ByteSize.format(bytes);
            case DonorEvent.Failed(int clone, var host, var reason) ->
                "clone " + clone + " of " + host + " ended: " + reason;
            case DonorEvent.Refused(int clone, var host, var reason) -> "connection from " + host + ": " + reason;
        };
    }

    static String sentence(RecipientProgress recipient) {
        var line = new StringBuilder("Clone " + recipient.number() + ", " + recipient.host() + ": ");
        if (recipient.state() == RecipientProgress.State.IDLE) {
            return line.append("waiting for its recipient").toString();
        }
        line.append(recipient.stage());
        if (recipient.totalBytes() > 0) {
            line.append(String.format(
                    Locale.ROOT,
                    " %.1f %%, %s of %s",
                    recipient.percent(),
                    ByteSize.format(recipient.dataBytes()),
                    ByteSize.format(recipient.totalBytes())));
        }
        return line.append(", ")
                .append(Bandwidth.format((double) recipient.bytesPerSecond()))
                .append(", ")
                .append(Sentences.count(recipient.connections(), "connection"))
                .append(", ")
                .append(TimeSpan.format(recipient.elapsed().truncatedTo(ChronoUnit.SECONDS)))
                .toString();
    }

    private static final class Log extends ServeDisplay {
        private static final long INTERVAL = 5000;

        Log(PrintStream out, Clock clock) {
            super(out, clock, INTERVAL);
        }

        @Override
        public synchronized void ready(String field, String value, String sentence) {
            line(timed(sentence));
        }

        @Override
        public synchronized void warning(String message) {
            line(timed(Sentence.of("warning: " + message)));
        }

        @Override
        public synchronized void ending(String sentence) {
            line(timed(sentence));
        }

        @Override
        public synchronized void event(DonorEvent event) {
            line(timed(sentence(event)));
        }

        @Override
        public synchronized void point(CaptureReport report) {
            line(timed(Sentences.of(report)));
        }

        @Override
        public synchronized void progress(List<RecipientProgress> recipients) {
            recipients.forEach(recipient -> line(timed(sentence(recipient)
                    + slowed().map(now -> ", " + Sentences.slowed(now)).orElse(""))));
        }

        @Override
        synchronized void paceChanged(DonorPace now) {
            line(timed(Sentences.of(now)));
        }
    }

    private static final class Live extends ServeDisplay {
        private static final long INTERVAL = 250;

        private final Terminal terminal;
        private final LiveArea area;

        Live(Terminal terminal, PrintStream out, Clock clock) {
            super(out, clock, INTERVAL);
            this.terminal = terminal;
            this.area = new LiveArea(out);
        }

        @Override
        public synchronized void ready(String field, String value, String sentence) {
            print(sentence);
        }

        @Override
        public synchronized void warning(String message) {
            print(timed(Sentence.of("warning: " + message)));
        }

        @Override
        public synchronized void ending(String sentence) {
            print(timed(sentence));
        }

        @Override
        public synchronized void event(DonorEvent event) {
            print(timed(sentence(event)));
        }

        @Override
        public synchronized void point(CaptureReport report) {
            print(timed(Sentences.of(report)));
        }

        private void print(String text) {
            int columns = terminal.columns();
            area.print(Wrap.lines(text, columns - 1), columns);
        }

        @Override
        public synchronized void progress(List<RecipientProgress> recipients) {
            Terminal.Size size = terminal.size();
            area.draw(
                    RecipientLine.of(
                            recipients.stream()
                                    .limit(Math.max(1, size.rows() - 2))
                                    .toList(),
                            terminal.style(),
                            size.columns()),
                    size.columns());
        }

        @Override
        synchronized void paceChanged(DonorPace now) {
            print(timed(Sentences.of(now)));
        }

        @Override
        public synchronized void end() {
            area.clear();
        }
    }

    private static final class Json extends ServeDisplay {
        private static final long INTERVAL = 1000;

        private final Clock time;

        Json(PrintStream out, Clock clock) {
            super(out, clock, INTERVAL);
            this.time = clock;
        }

        @Override
        public synchronized void ready(String field, String value, String sentence) {
            print(JsonNodeFactory.instance.objectNode().put("type", "ready").put(field, value));
        }

        @Override
        public synchronized void warning(String message) {
            print(JsonNodeFactory.instance.objectNode().put("type", "warning").put("message", Sentence.of(message)));
        }

        @Override
        public synchronized void ending(String sentence) {
            print(JsonNodeFactory.instance.objectNode().put("type", "ending").put("message", sentence));
        }

        @Override
        public synchronized void event(DonorEvent event) {
            print(ServeJson.of(event));
        }

        @Override
        public synchronized void point(CaptureReport report) {
            print(ServeJson.of(report));
        }

        @Override
        public synchronized void progress(List<RecipientProgress> recipients) {
            if (!recipients.isEmpty()) {
                ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "progress");
                json.setAll(ServeJson.recipients(recipients));
                slowed().ifPresent(now -> json.set("donorPace", ProgressJson.of(now)));
                print(json);
            }
        }

        @Override
        synchronized void paceChanged(DonorPace now) {
            ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "donorPace");
            json.setAll(ProgressJson.of(now));
            print(json);
        }

        private void print(ObjectNode document) {
            var line = JsonNodeFactory.instance.objectNode();
            line.put("time", time.instant().truncatedTo(ChronoUnit.MILLIS).toString());
            line.setAll(document);
            line(line.toString());
        }
    }
}
