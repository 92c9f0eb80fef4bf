package io.mysqlclone.gtid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A set of transactions, such as {@code gtid_executed}. Immutable; two sets of the same transactions are equal.
 *
 * <p>Grammar and order of the text are those of MySQL's manual, "GTID Format and Storage": {@code
 * uuid:1-5:7:tag:1-2,uuid:3}.
 */
public final class GtidSet {
    /** No transaction. */
    public static final GtidSet EMPTY = new GtidSet(new TreeMap<>());

    private static final int UUID_LENGTH = 36;

    /** Never holds an origin without transactions. */
    private final SortedMap<GtidOrigin, Intervals> byOrigin;

    private GtidSet(SortedMap<GtidOrigin, Intervals> byOrigin) {
        this.byOrigin = byOrigin;
    }

    /** Collects transactions; not safe for use by several threads. */
    public static final class Builder {
        /** Transactions come in order more often than not, so that most are taken into the interval before. */
        private final Map<GtidOrigin, List<Intervals.Interval>> parts = new HashMap<>();

        /**
         * Adds consecutive transactions.
         *
         * @param first number of the first one, at least 1
         * @param last number of the last one, from {@code first} to 2^63-2
         * @throws IllegalArgumentException when they are no such numbers
         */
        public Builder add(GtidOrigin origin, long first, long last) {
            var added = new Intervals.Interval(first, last);
            List<Intervals.Interval> list = parts.computeIfAbsent(origin, key -> new ArrayList<>());
            if (!list.isEmpty() && list.getLast().last() == first - 1) {
                added = new Intervals.Interval(list.removeLast().first(), last);
            }
            list.add(added);
            return this;
        }

        public GtidSet build() {
            SortedMap<GtidOrigin, Intervals> merged = new TreeMap<>();
            parts.forEach((origin, list) -> merged.put(origin, Intervals.of(list)));
            return new GtidSet(merged);
        }
    }

    /**
     * Reads a set as mysqld writes it or a user does; white space does not matter.
     *
     * @throws IllegalArgumentException when it is not one
     */
    public static GtidSet parse(String text) {
        var builder = new Builder();
        for (String part : text.replaceAll("\\s", "").split(",", -1)) {
            if (!part.isEmpty()) {
                parseServer(part, builder);
            }
        }
        return builder.build();
    }

    private static void parseServer(String part, Builder builder) {
        if (part.length() <= UUID_LENGTH || part.charAt(UUID_LENGTH) != ':') {
            throw malformed(part);
        }
        String uuid = part.substring(0, UUID_LENGTH);
        var server = UUID.fromString(uuid);
        if (!server.toString().equalsIgnoreCase(uuid)) {
            throw malformed(part);
        }
        var origin = new GtidOrigin(server, "");
        for (String item : part.substring(UUID_LENGTH + 1).split(":", -1)) {
            if (item.isEmpty()) {
                throw malformed(part);
            }
            if (Character.isDigit(item.charAt(0))) {
                int dash = item.indexOf('-');
                long first = Long.parseLong(dash < 0 ? item : item.substring(0, dash));
                builder.add(origin, first, dash < 0 ? first : Long.parseLong(item.substring(dash + 1)));
            } else {
                origin = new GtidOrigin(server, item);
            }
        }
    }

    private static IllegalArgumentException malformed(String part) {
        return new IllegalArgumentException("\"" + part + "\" is not a server_uuid with transaction numbers");
    }

    public boolean isEmpty() {
        return byOrigin.isEmpty();
    }

    /** All transactions of both. */
    public GtidSet union(GtidSet other) {
        SortedMap<GtidOrigin, Intervals> all = new TreeMap<>(byOrigin);
        other.byOrigin.forEach((origin, intervals) -> all.merge(origin, intervals, Intervals::union));
        return new GtidSet(all);
    }

    /** The transactions that are not in {@code other}. */
    public GtidSet minus(GtidSet other) {
        SortedMap<GtidOrigin, Intervals> left = new TreeMap<>();
        byOrigin.forEach((origin, intervals) -> {
            Intervals rest = intervals.minus(other.byOrigin.getOrDefault(origin, Intervals.NONE));
            if (!rest.isEmpty()) {
                left.put(origin, rest);
            }
        });
        return new GtidSet(left);
    }

    /** Whether {@code other} has all transactions of this set. */
    public boolean isSubsetOf(GtidSet other) {
        return minus(other).isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GtidSet set && byOrigin.equals(set.byOrigin);
    }

    @Override
    public int hashCode() {
        return byOrigin.hashCode();
    }

    /** On one line, as mysqld writes it but for its line breaks; empty for no transaction. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        UUID server = null;
        for (Map.Entry<GtidOrigin, Intervals> entry : byOrigin.entrySet()) {
            GtidOrigin origin = entry.getKey();
            if (!origin.server().equals(server)) {
                text.append(text.isEmpty() ? "" : ",").append(origin.server());
                server = origin.server();
            }
            if (!origin.tag().isEmpty()) {
                text.append(':').append(origin.tag());
            }
            entry.getValue().appendTo(text);
        }
        return text.toString();
    }
}
