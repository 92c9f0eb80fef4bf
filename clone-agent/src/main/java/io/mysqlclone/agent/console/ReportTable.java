package io.mysqlclone.agent.console;

import io.mysqlclone.recipient.preflight.Preflight;
import io.mysqlclone.recipient.preflight.Preflight.Verdict;
import java.util.ArrayList;
import java.util.List;

/** A preflight's report as a table. */
final class ReportTable {
    private ReportTable() {}

    static List<String> lines(Preflight.Report report, Style style) {
        int width = report.checks().stream()
                .mapToInt(check -> check.name().length())
                .max()
                .orElse(0);
        var lines = new ArrayList<String>();
        for (var check : report.checks()) {
            var name = check.name() + " ".repeat(width - check.name().length());
            lines.add(verdict(check.verdict(), style) + "  " + name + "  " + check.message());
        }
        lines.add(summary(report));
        return lines;
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
