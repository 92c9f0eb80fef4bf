package io.mysqlclone.operator.decide.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The times of a schedule, also on days on which clocks are set. */
final class TimetableTest {

    /** Somebody else's reading of the same fields. It does not know what to do when clocks are set, so that it is asked in UTC. */
    private static final CronParser OTHER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

    /** The next times, by the clock of the place. */
    private static List<String> next(String schedule, String zone, String after, int count) {
        Timetable table = Timetable.of(schedule, zone);
        return Stream.iterate(
                        table.nextAfter(Instant.parse(after)),
                        Optional::isPresent,
                        time -> table.nextAfter(time.orElseThrow()))
                .limit(count)
                .map(time -> time.orElseThrow()
                        .atZone(ZoneId.of(zone))
                        .toOffsetDateTime()
                        .toString())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 2 * * *          | 2026-05-04T02:00Z",
                "*/15 * * * *       | 2026-05-03T12:15Z",
                "5/20 * * * *       | 2026-05-03T12:05Z",
                "0 9-17/4 * * *     | 2026-05-03T13:00Z",
                "0 0 * * 7          | 2026-05-10T00:00Z",
                "0 0 * * sun        | 2026-05-10T00:00Z",
                "0 0 * * MON-fri    | 2026-05-04T00:00Z",
                "30 4 1,15 * 5      | 2026-05-08T04:30Z",
                "0 0 31 * *         | 2026-05-31T00:00Z",
                "0 0 29 feb *       | 2028-02-29T00:00Z",
                "0 12 3 5 *         | 2027-05-03T12:00Z"
            })
    void theNextTimeAfterNoonOfThe3rdOfMay(String schedule, String next) {
        assertThat(next(schedule, "Etc/UTC", "2026-05-03T12:00:00Z", 1)).containsExactly(next);
    }

    @Test
    void aDayThatNeverComesIsKnownSoon() {
        long begun = System.nanoTime();
        assertThat(Timetable.of("0 0 30 2 *", "Europe/Berlin").nextAfter(NEW_YEAR))
                .isEmpty();
        assertThat(Timetable.of("0 0 30 2 *", "Europe/Berlin").lastUntil(NEW_YEAR))
                .isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void whatIsLeftOutWhenClocksAreSetForwardComesWhenTheyHaveBeenSet() {
        assertThat(next("30 2 * * *", "Europe/Berlin", "2026-03-27T12:00:00Z", 3))
                .containsExactly("2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
        assertThat(next("*/20 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 2))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00");
        assertThat(next("0 0 * * *", "America/Sao_Paulo", "2018-11-03T12:00:00Z", 2))
                .containsExactly("2018-11-04T01:00-02:00", "2018-11-05T00:00-02:00");
    }

    @Test
    void whatComesTwiceWhenClocksAreSetBackCountsOnce() {
        assertThat(next("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
        Timetable table = Timetable.of("30 2 * * *", "Europe/Berlin");
        assertThat(table.lastUntil(Instant.parse("2026-10-25T12:00:00Z")))
                .contains(Instant.parse("2026-10-25T00:30:00Z"));
    }

    @Test
    void whatIsForEachHourGoesByTheHoursThatPass() {
        assertThat(next("30 * * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", 3))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", "2026-10-25T03:30+01:00");
        assertThat(next("30 * * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", 2))
                .containsExactly("2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "60 2 * * *",
                "0 24 * * *",
                "0 2 0 * *",
                "0 2 * 13 *",
                "0 2 * * 8",
                "0 2 * * someday",
                "0 2 * mon *",
                "*/0 2 * * *",
                "5-1 2 * * *",
                ", 2 * * *",
                "1,,2 2 * * *",
                "-1 2 * * *",
                "0 2 L * *",
                "0 2 * * 1#2",
                "0 2 ? * *",
                "1-2-3 2 * * *",
                "9999999999 2 * * *"
            })
    void whatNoCronHasIsRefusedWithAWordOfWhatToDo(String schedule) {
        assertThatThrownBy(() -> Timetable.of(schedule, "Etc/UTC"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("spec.schedule has the")
                .hasMessageContaining("give numbers from");
    }

    @Test
    void anotherNumberOfFieldsAndAZoneThatIsNoneAreRefused() {
        assertThatThrownBy(() -> Timetable.of("0 2 * *", "Etc/UTC")).hasMessageContaining("has 4 fields: give five");
        assertThatThrownBy(() -> Timetable.of("0 2 * * *", "Europe/Bernau"))
                .hasMessageContaining("no time zone Europe/Bernau");
        assertThatThrownBy(() -> Timetable.of("0 2 * * *", "+02:00")).hasMessageContaining("no time zone");
    }

    @Provide
    static Arbitrary<String> schedules() {
        return Combinators.combine(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6))
                .as((minute, hour, day, month, weekday) -> String.join(" ", minute, hour, day, month, weekday));
    }

    private static Arbitrary<String> field(int first, int last) {
        Arbitrary<Integer> number = Arbitraries.integers().between(first, last);
        return Arbitraries.oneOf(
                Arbitraries.just("*"),
                number.map(String::valueOf),
                Combinators.combine(number, number).as((one, other) -> one + "," + other),
                Combinators.combine(number, number)
                        .as((one, other) -> Math.min(one, other) + "-" + Math.max(one, other)),
                Combinators.combine(number, Arbitraries.integers().between(1, last))
                        .as((from, step) -> from + "-" + last + "/" + step));
    }

    private static Instant minute(int number) {
        return NEW_YEAR.plus(Duration.ofMinutes(number));
    }

    @Property(tries = 300, seed = "20261201")
    void inUtcTheTimesAreThoseThatAnotherReads(
            @ForAll("schedules") String schedule, @ForAll @IntRange(max = 3_000_000) int when) {
        Timetable table = Timetable.of(schedule, "Etc/UTC");
        ExecutionTime other = ExecutionTime.forCron(OTHER.parse(schedule));
        Instant now = minute(when).plusSeconds(17);
        ZonedDateTime there = now.atZone(ZoneOffset.UTC);

        assertThat(table.nextAfter(now)).isEqualTo(other.nextExecution(there).map(ZonedDateTime::toInstant));
        assertThat(table.lastUntil(now)).isEqualTo(other.lastExecution(there).map(ZonedDateTime::toInstant));
    }

    @Provide
    static Arbitrary<String> zones() {
        return Arbitraries.of(
                "Etc/UTC",
                "Europe/Berlin",
                "America/New_York",
                "America/Sao_Paulo",
                "Australia/Lord_Howe",
                "Africa/Cairo",
                "Asia/Kathmandu");
    }

    /** Whoever looks from time to time and does what came last, does each time once, however often clocks are set. */
    @Property(tries = 500, seed = "20261202")
    void whatComesNextIsWhatCameLastWhenItHasCome(
            @ForAll("schedules") String schedule,
            @ForAll("zones") String zone,
            @ForAll @IntRange(max = 1_500_000) int when) {
        Timetable table = Timetable.of(schedule, zone);
        Instant now = minute(when);

        Optional<Instant> next = table.nextAfter(now);
        next.ifPresent(time -> {
            assertThat(time).isAfter(now);
            assertThat(table.lastUntil(time)).contains(time);
            assertThat(table.lastUntil(time.minusSeconds(1))).isEqualTo(table.lastUntil(now));
        });
        table.lastUntil(now).ifPresent(last -> {
            assertThat(last).isBeforeOrEqualTo(now);
            assertThat(table.nextAfter(last)).isEqualTo(next);
        });
    }

    /** By the clock of the place no fixed time is there twice on one day. */
    @Property(tries = 300, seed = "20261203")
    void aDailyTimeComesOncePerDay(
            @ForAll("zones") String zone,
            @ForAll @IntRange(max = 23) int hour,
            @ForAll @IntRange(max = 59) int minute) {
        Timetable table = Timetable.of(minute + " " + hour + " * * *", zone);
        Instant time = NEW_YEAR;
        Optional<LocalDateTime> before = Optional.empty();
        for (int day = 0; day < 400; day++) {
            time = table.nextAfter(time).orElseThrow();
            LocalDateTime local = LocalDateTime.ofInstant(time, ZoneId.of(zone));
            before.ifPresent(
                    earlier -> assertThat(earlier.toLocalDate().plusDays(1)).isEqualTo(local.toLocalDate()));
            before = Optional.of(local);
        }
    }
}
