package io.mysqlclone.kubectl.view;

import io.mysqlclone.api.v1alpha1.status.PreflightCheck;
import io.mysqlclone.api.v1alpha1.status.PreflightStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a dry run has found, as a table. */
public final class Checks {
    private Checks() {}

    /** One line for each check, then what room and time it takes. */
    public static List<String> lines(PreflightStatus found) {
        int width = found.checks().stream()
                .mapToInt(check -> check.name().length())
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        found.checks()
                .forEach(check -> lines.add((word(check) + "  " + check.name()
                                + " ".repeat(width - check.name().length()) + "  " + check.message())
                        .stripTrailing()));
        room(found).ifPresent(lines::add);
        return List.copyOf(lines);
    }

    private static String word(PreflightCheck check) {
        return switch (check.result()) {
            case "Passed" -> "ok  ";
            case "Warning" -> "WARN";
            case "Failed" -> "FAIL";
            default -> "skip";
        };
    }

    private static Optional<String> room(PreflightStatus found) {
        return Optional.ofNullable(found.neededBytes())
                .map(needed -> "about " + Sizes.text(needed) + " are needed"
                        + Optional.ofNullable(found.freeBytes())
                                .map(free -> " of " + Sizes.text(free))
                                .orElse("")
                        + Optional.ofNullable(found.leastSeconds())
                                .map(seconds -> "; at least " + Spans.text(Duration.ofSeconds(seconds))
                                        + " at the bandwidth that the clone may use")
                                .orElse(""));
    }
}
