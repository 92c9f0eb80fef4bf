package io.mysqlclone.operator.decide.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The times of a schedule by the clock of a place. When clocks are set forward, a time that is left out comes when they have been
 * set; when they are set back, a time that comes twice counts once. Only what is for each hour goes by the hours that pass: it is
 * neither left out nor counted once.
 */
final class Timetable {

    /** 29 February comes after eight years at most. */
    private static final int DAYS = 8 * 366 + 1;

    private final CronFields fields;
    private final ZoneId zone;

    private Timetable(CronFields fields, ZoneId zone) {
        this.fields = fields;
        this.zone = zone;
    }

    /**
     * The times that these fields stand for.
     *
     * @throws IllegalArgumentException when they stand for none; its message is a sentence that says what to do
     */
    static Timetable of(String schedule, String timeZone) {
        if (!ZoneId.getAvailableZoneIds().contains(timeZone)) {
            throw new IllegalArgumentException("There is no time zone " + timeZone
                    + ": give spec.timeZone a name of the IANA database, such as Europe/Berlin.");
        }
        return new Timetable(CronFields.of(schedule), ZoneId.of(timeZone));
    }

    /** The latest time that has come; empty: none ever has. */
    Optional<Instant> lastUntil(Instant now) {
        LocalDate day = LocalDate.ofInstant(now, zone);
        for (int back = 0; back < DAYS; back++) {
            Optional<Instant> last = times(day.minusDays(back)).reversed().stream()
                    .filter(time -> !time.isAfter(now))
                    .findFirst();
            if (last.isPresent()) {
                return last;
            }
        }
        return Optional.empty();
    }

    /** The first time that has not come; empty: none ever will. */
    Optional<Instant> nextAfter(Instant now) {
        LocalDate day = LocalDate.ofInstant(now, zone);
        for (int ahead = 0; ahead < DAYS; ahead++) {
            Optional<Instant> next = times(day.plusDays(ahead)).stream()
                    .filter(time -> time.isAfter(now))
                    .findFirst();
            if (next.isPresent()) {
                return next;
            }
        }
        return Optional.empty();
    }

    /** Those of a day, in their order. */
    private List<Instant> times(LocalDate day) {
        List<Instant> times = new ArrayList<>();
        if (fields.has(day)) {
            fields.hours().stream()
                    .forEach(hour -> fields.minutes().stream()
                            .forEach(minute -> times.addAll(instants(day.atTime(hour, minute)))));
        }
        return times.stream().sorted().distinct().toList();
    }

    private List<Instant> instants(LocalDateTime local) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (fields.isForEachHour()) {
            return offsets.stream()
                    .map(offset -> local.atOffset(offset).toInstant())
                    .toList();
        }
        return List.of(
                offsets.isEmpty()
                        ? zone.getRules().getTransition(local).getInstant()
                        : local.atOffset(offsets.getFirst()).toInstant());
    }
}
