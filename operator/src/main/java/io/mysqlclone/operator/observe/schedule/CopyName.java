package io.mysqlclone.operator.observe.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/**
 * What is appended to the name of a schedule for a copy of it, and to the name of the copy's claim. It follows from what the
 * copy is made for: an operator that dies when it has made one, and before it has written that down, finds it by its name.
 */
public final class CopyName {

    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyyMMddHHmm");

    private static final int DIGITS = 8;

    private CopyName() {}

    /** For a time of the schedule, in UTC, where no minute comes twice. */
    public static String of(Instant time) {
        return MINUTES.format(time.atOffset(ZoneOffset.UTC));
    }

    /** For a value of the annotation {@code mysqlclone.io/run}. */
    public static String of(String run) {
        return "run-"
                + UUID.nameUUIDFromBytes(run.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .substring(0, DIGITS);
    }
}
