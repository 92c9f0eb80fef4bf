package io.mysqlclone.agent.console;

import io.mysqlclone.agent.report.Sentence;
import io.mysqlclone.recipient.preflight.Preflight;
import io.mysqlclone.recipient.preflight.Preflight.Check;
import io.mysqlclone.recipient.preflight.Preflight.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** A preflight's report as a table. */
final class ReportTable {
    private static final int VERDICT = 4;
    private static final int GAP = 2;
    private static final int NARROWEST = 30;

    private ReportTable() {}

    /** The lines, as wide as they are. */
    static List<String> lines(Preflight.Report report, Style style) {
        return lines(report, style, Integer.MAX_VALUE);
    }

    /** The lines for a window: a message goes on below itself, or where that is too narrow, below its name. */
    static List<String> lines(Preflight.Report report, Style style, int columns) {
        var checks = folded(report.checks());
        int width =
                checks.stream().mapToInt(check -> check.name().length()).max().orElse(0);
        var lines = new ArrayList<String>();
        for (var check : checks) {
            var name = check.name() + " ".repeat(width - check.name().length());
            int indent = VERDICT + GAP + width + GAP;
            boolean beside = columns - indent >= NARROWEST;
            var message =
                    Wrap.lines(Sentence.of(check.message()), Math.max(NARROWEST, columns - (beside ? indent : GAP)));
            var head = verdict(check.verdict(), style) + "  ";
            if (beside) {
                lines.add(head + name + "  " + message.getFirst());
                message.stream().skip(1).forEach(more -> lines.add(" ".repeat(indent) + more));
            } else {
                lines.add(head + check.name());
                message.forEach(more -> lines.add("  " + more));
            }
        }
        lines.addAll(Wrap.lines(summary(report), columns));
        return lines;
    }

    /** What was skipped for one and the same reason is one line, where its first one would be. */
    private static List<Check> folded(List<Check> checks) {
        var together = new LinkedHashMap<String, List<String>>();
        checks.stream()
                .filter(check -> check.verdict() == Verdict.SKIPPED)
                .forEach(check -> together.computeIfAbsent(check.message(), _ -> new ArrayList<>())
                        .add(check.name()));
        var folded = new ArrayList<Check>();
        for (var check : checks) {
            if (check.verdict() != Verdict.SKIPPED) {
                folded.add(check);
                continue;
            }
            var names = together.getOrDefault(check.message(), List.of());
            if (names.size() == 1) {
                folded.add(check);
            } else if (names.getFirst().equals(check.name())) {
                folded.add(new Check(
                        names.size() + " more",
                        Verdict.SKIPPED,
                        Sentence.of(check.message()) + " " + Sentence.of("these are " + String.join(", ", names))));
            }
        }
        return folded;
    }

    private static String verdict(Verdict verdict, Style style) {
        return switch (verdict) {
            case OK -> style.paint(Style.GREEN, "OK  ");
            case WARNING -> style.paint(Style.YELLOW, "WARN");
            case FAILED -> style.paint(Style.RED, "FAIL");
            case SKIPPED -> style.paint(Style.DIM, "skip");
        };
    }

    private static String summary(Preflight.Report report) {
        long failed = of(report, Verdict.FAILED);
        long warnings = of(report, Verdict.WARNING);
        var warned = warnings == 0 ? "" : " (" + Sentences.count(warnings, "warning") + ")";
        if (report.isOutage()) {
            return "The donor was not reached, so it is not known whether the clone can start; nothing was changed.";
        }
        return failed == 0
                ? "The clone can start" + warned + "; nothing was changed."
                : "The clone would be refused: " + Sentences.count(failed, "check") + " failed" + warned
                        + "; nothing was changed.";
    }

    private static long of(Preflight.Report report, Verdict verdict) {
        return report.checks().stream()
                .filter(check -> check.verdict() == verdict)
                .count();
    }
}
