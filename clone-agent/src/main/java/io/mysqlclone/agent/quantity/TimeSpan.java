package io.mysqlclone.agent.quantity;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A duration in text. */
public final class TimeSpan {
    /** Completes the sentence "it must be ...". */
    public static final String ACCEPTED = "a duration such as 300s, 5m, 1h30m or PT5M";

    private static final Duration MAXIMUM = Duration.ofDays(3650);
    private static final Pattern UNITS = Pattern.compile(
            "(?:(\\d{1,5})d)?(?:(\\d{1,6})h)?(?:(\\d{1,8})m)?(?:(\\d{1,9})s)?(?:(\\d{1,12})ms)?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private TimeSpan() {}

    /**
     * Reads {@code 1d2h3m4s5ms} (any part may be missing), ISO 8601 ({@code PT5M}), or a number of seconds.
     *
     * @return zero to ten years
     * @throws IllegalArgumentException when {@code text} is something else; the message is {@link #ACCEPTED}
     */
    public static Duration parse(String text) {
        var duration = parseUnbounded(text);
        if (duration.compareTo(MAXIMUM) > 0) {
            throw new IllegalArgumentException(ACCEPTED);
        }
        return duration;
    }

    private static Duration parseUnbounded(String text) {
        var value = text.strip();
        if (SECONDS.matcher(value).matches()) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        if (value.toUpperCase(Locale.ROOT).startsWith("P")) {
            return parseIso(value);
        }
        var match = UNITS.matcher(value);
        if (value.isEmpty() || !match.matches()) {
            throw new IllegalArgumentException(ACCEPTED);
        }
        return Duration.ofDays(part(match, 1))
                .plusHours(part(match, 2))
                .plusMinutes(part(match, 3))
                .plusSeconds(part(match, 4))
                .plusMillis(part(match, 5));
    }

    private static Duration parseIso(String value) {
        try {
            var duration = Duration.parse(value);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeParseException notIso) {
            throw new IllegalArgumentException(ACCEPTED, notIso);
        }
        throw new IllegalArgumentException(ACCEPTED);
    }

    private static long part(Matcher match, int group) {
        var digits = match.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** As a stop watch shows it: {@code 0:07}, {@code 12:03}, {@code 1:02:03}. */
    public static String format(Duration duration) {
        long hours = duration.toHours();
        return hours > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, duration.toMinutesPart(), duration.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", duration.toMinutes(), duration.toSecondsPart());
    }
}
