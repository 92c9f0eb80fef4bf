package io.mysqlclone.agent.console;

import io.mysqlclone.agent.quantity.Bandwidth;
import io.mysqlclone.agent.quantity.ByteSize;
import io.mysqlclone.agent.quantity.TimeSpan;
import io.mysqlclone.donor.RecipientProgress;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * A recipient as a line of a donor's display. Columns stay where they are from frame to frame; one for which the window is
 * too narrow is left out rather than cut.
 */
final class RecipientLine {
    private static final int STAGE_WIDTH = "FILE COPY".length();

    private RecipientLine() {}

    /** A line for each recipient. */
    static List<Line> of(List<RecipientProgress> recipients, Style style, int columns) {
        int name = recipients.stream()
                .mapToInt(recipient -> name(recipient).length())
                .max()
                .orElse(0);
        return recipients.stream()
                .map(recipient -> of(recipient, name, new Line(style, columns)))
                .toList();
    }

    private static String name(RecipientProgress recipient) {
        return "clone " + recipient.number() + "  " + recipient.host();
    }

    private static Line of(RecipientProgress recipient, int name, Line line) {
        String padded = String.format(Locale.ROOT, "%-" + name + "s", name(recipient));
        return switch (recipient.state()) {
            case IDLE -> line.add(Style.YELLOW, padded + "  waiting for its recipient");
            case BEGUN -> line.add(Style.DIM, padded + "  begun");
            case RUNNING -> running(recipient, line.add(padded));
        };
    }

    private static Line running(RecipientProgress recipient, Line line) {
        line.addWhole("", String.format(Locale.ROOT, "  %-" + STAGE_WIDTH + "s", recipient.stage()));
        line.addWhole("", String.format(Locale.ROOT, "  %5.1f %%", recipient.percent()));
        line.addWhole("", String.format(Locale.ROOT, "  %10s", Bandwidth.format((double) recipient.bytesPerSecond())));
        line.addWhole(
                Style.DIM,
                String.format(
                        Locale.ROOT,
                        "  %6s",
                        TimeSpan.format(recipient.elapsed().truncatedTo(ChronoUnit.SECONDS))));
        line.addWhole(
                "",
                String.format(
                        Locale.ROOT,
                        "  %8s of %s",
                        ByteSize.format(recipient.dataBytes()),
                        ByteSize.format(recipient.totalBytes())));
        return line.addWhole(Style.DIM, "  " + Sentences.count(recipient.connections(), "connection"));
    }
}
