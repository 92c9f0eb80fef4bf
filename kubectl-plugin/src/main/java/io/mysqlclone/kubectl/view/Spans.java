package io.mysqlclone.kubectl.view;

import java.time.Duration;

/** Times as people read them. */
public final class Spans {
    private Spans() {}

    /** Such as 2d3h, 3h5m, 4m10s or 7s; of something that is to come or long ago, nothing negative. */
    public static String text(Duration span) {
        Duration shown = span.isNegative() ? Duration.ZERO : span;
        if (shown.toDays() > 0) {
            return shown.toDays() + "d" + shown.toHoursPart() + "h";
        }
        if (shown.toHours() > 0) {
            return shown.toHours() + "h" + shown.toMinutesPart() + "m";
        }
        return shown.toMinutes() > 0 ? shown.toMinutes() + "m" + shown.toSecondsPart() + "s" : shown.toSeconds() + "s";
    }
}
