package io.mysqlclone.kubectl.view;

import io.fabric8.kubernetes.api.model.Condition;
import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import io.mysqlclone.api.v1alpha1.schedule.Copy;
import io.mysqlclone.api.v1alpha1.schedule.MySQLCloneScheduleStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What makes clones by the clock, with what it has made. */
public final class Schedules {
    private static final String INDENT = "  ";

    private Schedules() {}

    /** One, on several lines; none is longer than the style's width. */
    public static List<String> lines(MySQLCloneSchedule schedule, Style style, Instant now) {
        MySQLCloneScheduleStatus status = status(schedule);
        List<String> lines = new ArrayList<>();
        lines.add(style.paint(Style.BOLD, name(schedule, true)) + "  " + word(schedule));
        lines.addAll(wrapped(
                schedule.getSpec().schedule() + " " + schedule.getSpec().timeZone() + next(schedule, now) + ", keeps "
                        + schedule.getSpec().keep(),
                style));
        active(schedule).ifPresent(active -> lines.addAll(wrapped(active, style)));
        if (status.copies().isEmpty()) {
            lines.addAll(wrapped("no complete copy yet", style));
        }
        boolean newest = true;
        for (Copy copy : status.copies()) {
            lines.addAll(wrapped((newest ? "newest: " : "older: ") + text(copy, now), style));
            newest = false;
        }
        Optional.ofNullable(status.message()).ifPresent(message -> lines.addAll(wrapped(message, style)));
        trouble(status).ifPresent(reason -> {
            lines.add(INDENT + style.paint(Style.YELLOW, "needs you: " + reason));
            lines.addAll(wrapped("-> docs/reasons.md#" + reason.toLowerCase(Locale.ROOT), style));
        });
        return lines.stream().map(style::fit).toList();
    }

    /** Each on a line of its own, below a table of clones. */
    public static List<String> summaries(
            List<MySQLCloneSchedule> schedules, boolean namespaces, Style style, Instant now) {
        return schedules.stream()
                .map(schedule -> {
                    MySQLCloneScheduleStatus status = status(schedule);
                    String newest = status.copies().stream()
                            .findFirst()
                            .map(copy -> ", newest copy " + text(copy, now))
                            .orElse(", no complete copy yet");
                    String line = "schedule " + name(schedule, namespaces) + ": " + word(schedule) + newest
                            + next(schedule, now);
                    return style.fit(trouble(status).isPresent() ? style.paint(Style.YELLOW, line) : line);
                })
                .toList();
    }

    private static MySQLCloneScheduleStatus status(MySQLCloneSchedule schedule) {
        return schedule.reported().orElse(MySQLCloneScheduleStatus.EMPTY);
    }

    private static String name(MySQLCloneSchedule schedule, boolean namespaces) {
        return (namespaces ? schedule.getMetadata().getNamespace() + "/" : "")
                + schedule.getMetadata().getName();
    }

    private static String word(MySQLCloneSchedule schedule) {
        return status(schedule)
                .condition(ConditionType.READY)
                .map(Condition::getReason)
                .orElse("Pending");
    }

    private static String next(MySQLCloneSchedule schedule, Instant now) {
        return Optional.ofNullable(status(schedule).nextScheduleTime())
                .map(next -> ", next in " + Spans.text(Duration.between(now, next)))
                .orElse("");
    }

    private static Optional<String> active(MySQLCloneSchedule schedule) {
        return Optional.ofNullable(status(schedule).active())
                .map(active -> "under way: " + active + " (kubectl mysqlclone status " + active + " -n "
                        + schedule.getMetadata().getNamespace() + ")");
    }

    private static String text(Copy copy, Instant now) {
        return copy.name()
                + Optional.ofNullable(copy.claimName())
                        .map(claim -> " on claim " + claim)
                        .orElse("")
                + Optional.ofNullable(copy.completionTime())
                        .map(time -> ", complete since " + Spans.text(Duration.between(time, now)))
                        .orElse("")
                + Optional.ofNullable(copy.usedBy())
                        .map(pod -> ", used by pod " + pod)
                        .orElse("");
    }

    private static Optional<String> trouble(MySQLCloneScheduleStatus status) {
        return status.condition(ConditionType.READY)
                .filter(ready -> "False".equals(ready.getStatus()))
                .map(Condition::getReason)
                .filter(word -> Reason.of(word).filter(Reason::isTrouble).isPresent());
    }

    private static List<String> wrapped(String text, Style style) {
        return Wrap.lines(text, Math.max(1, style.width() - INDENT.length())).stream()
                .map(line -> INDENT + line)
                .toList();
    }
}
