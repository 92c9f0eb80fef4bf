package io.mysqlclone.operator.decide.schedule;

import java.time.LocalDate;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Five fields of cron, as crontab(5) and a CronJob have them: numbers, names of months and of days of the week, {@code *}, lists,
 * ranges, steps. When day of the month and day of the week are both given, a day counts that is one of them.
 *
 * @param minutes of the hour
 * @param hours of the day
 * @param days of the month
 * @param months of the year
 * @param weekdays 0 is Sunday
 * @param everyDay whether the day of the month is {@code *}
 * @param everyWeekday whether the day of the week is {@code *}
 */
record CronFields(
        BitSet minutes,
        BitSet hours,
        BitSet days,
        BitSet months,
        BitSet weekdays,
        boolean everyDay,
        boolean everyWeekday) {

    private static final String EVERY = "*";

    private static final Pattern PART = Pattern.compile("(?:(\\*)|(\\w+)(?:-(\\w+))?)(?:/(\\d{1,3}))?");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}");

    private static final int DAYS_OF_THE_WEEK = 7;

    private enum Field {
        MINUTE("minute", 0, 59, ""),
        HOUR("hour", 0, 23, ""),
        DAY("day of the month", 1, 31, ""),
        MONTH("month", 1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"),
        // Sunday is 0, and 7 too.
        WEEKDAY("day of the week", 0, 7, "sun mon tue wed thu fri sat");

        private final String words;
        private final int first;
        private final int last;
        private final String names;

        Field(String words, int first, int last, String names) {
            this.words = words;
            this.first = first;
            this.last = last;
            this.names = names;
        }

        BitSet read(String text) {
            BitSet values = new BitSet();
            for (String part : text.split(",", -1)) {
                add(part, values);
            }
            return values;
        }

        private void add(String part, BitSet values) {
            Matcher read = PART.matcher(part);
            if (!read.matches()) {
                throw refused(part);
            }
            int step = read.group(4) == null ? 1 : Integer.parseInt(read.group(4));
            int from = read.group(1) == null ? value(read.group(2)) : first;
            int to = last;
            if (read.group(3) != null) {
                to = value(read.group(3));
            } else if (read.group(1) == null && read.group(4) == null) {
                to = from;
            }
            if (from > to || step == 0) {
                throw refused(part);
            }
            for (int value = from; value <= to; value += step) {
                values.set(value);
            }
        }

        private int value(String text) {
            int named = named().indexOf(text.toLowerCase(Locale.ROOT));
            if (named < 0 && !NUMBER.matcher(text).matches()) {
                throw refused(text);
            }
            int value = named < 0 ? Integer.parseInt(text) : first + named;
            if (value < first || value > last) {
                throw refused(text);
            }
            return value;
        }

        private List<String> named() {
            return names.isEmpty() ? List.of() : List.of(names.split(" ", -1));
        }

        private IllegalArgumentException refused(String text) {
            String or = names.isEmpty() ? "" : ", or " + named().getFirst() + " to " + named().getLast();
            return new IllegalArgumentException(
                    "spec.schedule has the " + words + " " + text + ": give numbers from " + first + " to " + last + or
                            + ", *, a list such as 1,3, a range such as 1-3, or a step such as */3.");
        }
    }

    /**
     * The fields of a schedule.
     *
     * @throws IllegalArgumentException when it has others; its message is a sentence that says what to do
     */
    static CronFields of(String schedule) {
        List<String> texts = List.of(schedule.strip().split(" +", -1));
        if (texts.size() != Field.values().length) {
            throw new IllegalArgumentException("spec.schedule has " + texts.size()
                    + " fields: give five, minute, hour, day of the month, month and day of the week, such as"
                    + " 0 2 * * *.");
        }
        BitSet weekdays = Field.WEEKDAY.read(texts.get(4));
        if (weekdays.get(DAYS_OF_THE_WEEK)) {
            weekdays.set(0);
        }
        return new CronFields(
                Field.MINUTE.read(texts.get(0)),
                Field.HOUR.read(texts.get(1)),
                Field.DAY.read(texts.get(2)),
                Field.MONTH.read(texts.get(3)),
                weekdays,
                texts.get(2).equals(EVERY),
                texts.get(4).equals(EVERY));
    }

    /** Whether it has times on that day. */
    boolean has(LocalDate date) {
        boolean day = days.get(date.getDayOfMonth());
        boolean weekday = weekdays.get(date.getDayOfWeek().getValue() % DAYS_OF_THE_WEEK);
        boolean both = everyDay || everyWeekday;
        return months.get(date.getMonthValue()) && (both ? day && weekday : day || weekday);
    }

    /** Whether it has times in each hour. */
    boolean isForEachHour() {
        return hours.cardinality() == Field.HOUR.last + 1;
    }
}
