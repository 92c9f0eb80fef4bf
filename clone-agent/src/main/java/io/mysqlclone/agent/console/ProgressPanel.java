package io.mysqlclone.agent.console;

import io.mysqlclone.agent.quantity.Bandwidth;
import io.mysqlclone.agent.quantity.ByteSize;
import io.mysqlclone.agent.quantity.TimeSpan;
import io.mysqlclone.recipient.DonorPace;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.Progress.StageProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A clone's progress as the lines of a live display: the stages, a bar, the numbers. */
final class ProgressPanel {
    private static final int NAME_COLUMN = 4;
    private static final int TIME_COLUMN = 16;
    private static final int BYTES_COLUMN = 24;
    private static final int LONGEST_BAR = 50;

    private ProgressPanel() {}

    /** The whole panel, or its last two lines when the window is too low for it. */
    static List<Line> lines(Progress progress, Terminal.Size window, Style style, Instant now) {
        // the last column stays free: a terminal may wrap when it is written
        int width = window.columns() - 1;
        var lines = new ArrayList<Line>();
        progress.stages().forEach(stage -> lines.add(stage(stage, style, width, now)));
        lines.add(bar(progress, style, width));
        lines.add(numbers(progress, style, width, now));
        return lines.size() < window.rows() ? lines : lines.subList(lines.size() - 2, lines.size());
    }

    private static Line stage(StageProgress stage, Style style, int width, Instant now) {
        var line = new Line(style, width);
        switch (stage.state()) {
            case NOT_STARTED -> line.add(Style.DIM, "  " + style.pick("·", "-"));
            case IN_PROGRESS -> line.add(Style.BOLD, "  " + style.pick("▶", ">"));
            case COMPLETED -> line.add(Style.GREEN, "  " + style.pick("✔", "*"));
            case FAILED -> line.add(Style.RED, "  " + style.pick("✘", "x"));
        }
        line.tab(NAME_COLUMN);
        if (stage.state() == Progress.StageState.NOT_STARTED) {
            return line.add(Style.DIM, stage.stage().label());
        }
        line.add(stage.stage().label());
        stage.begin()
                .ifPresent(begin -> line.tab(TIME_COLUMN)
                        .add(TimeSpan.format(Sentences.left(begin, stage.end().orElse(now)))));
        if (stage.estimate() > 0 || stage.data() > 0) {
            line.tab(BYTES_COLUMN).add(ByteSize.format(stage.data()));
            if (stage.state() != Progress.StageState.COMPLETED && stage.estimate() > 0) {
                line.addWhole("", " of " + ByteSize.format(stage.estimate()));
            }
        }
        return line;
    }

    private static Line bar(Progress progress, Style style, int width) {
        var line = new Line(style, width).add("  ");
        var percent = String.format(Locale.ROOT, " %5.1f %%", progress.percent());
        int length = Math.min(LONGEST_BAR, line.room() - percent.length() - 2);
        if (length > 0) {
            int full = (int) (length * progress.percent() / 100);
            line.add(style.pick("▕", "["))
                    .add(Style.GREEN, style.pick("█", "#").repeat(full))
                    .add(Style.DIM, style.pick("░", ".").repeat(length - full))
                    .add(style.pick("▏", "]"));
        }
        return line.add(Style.BOLD, percent);
    }

    private static Line numbers(Progress progress, Style style, int width, Instant now) {
        var line = new Line(style, width).add("  ");
        if (progress.state() == Progress.State.RECONNECTING) {
            var deadline = progress.resumeDeadline()
                    .map(end -> ", giving up in " + TimeSpan.format(Sentences.left(now, end)))
                    .orElse("");
            return line.addWhole(Style.YELLOW, "trying again").addWhole(Style.YELLOW, deadline);
        }
        if (progress.state() == Progress.State.WAITING_FOR_DONOR) {
            var since = progress.waitingSince()
                    .map(begin -> ", for " + TimeSpan.format(Sentences.left(begin, now)))
                    .orElse("");
            return line.addWhole(Style.YELLOW, "waiting for the donor, which serves another clone")
                    .addWhole(Style.YELLOW, since);
        }
        if (progress.state() == Progress.State.WAITING_FOR_STOP) {
            return line.add(Style.YELLOW, Sentences.WAITING_FOR_STOP);
        }
        if (progress.state() == Progress.State.CONNECTING) {
            return line.add(Style.DIM, "connecting");
        }
        if (progress.state() == Progress.State.TRANSFERRING || progress.state() == Progress.State.COMMITTING) {
            line.add(Bandwidth.format(progress.bytesPerSecond()) + "  ");
            progress.donorPace()
                    .filter(DonorPace::isSlowed)
                    .ifPresent(pace -> line.addWhole(Style.YELLOW, Sentences.slowed(pace) + "  "));
            progress.eta().ifPresent(eta -> line.addWhole("", "ETA " + eta(eta) + "  "));
        }
        var total = progress.totalBytes() > 0 ? " of " + ByteSize.format(progress.totalBytes()) : "";
        return line.addWhole("", "data " + ByteSize.format(progress.dataBytes()) + total)
                .addWhole("", "  network " + ByteSize.format(progress.networkBytes()))
                .addWhole("", "  " + Sentences.count(progress.connections(), "connection"))
                .addWhole(
                        Style.YELLOW,
                        progress.reconnects() == 0 ? "" : "  " + Sentences.count(progress.reconnects(), "reconnect"));
    }

    private static String eta(Duration eta) {
        return TimeSpan.format(eta.plusMillis(500));
    }
}
