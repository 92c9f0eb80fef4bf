package io.mysqlclone.gtid;

import java.util.Comparator;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Where transactions come from, between which they are numbered: a server, and since MySQL 8.3 a tag.
 *
 * @param server the {@code server_uuid}
 * @param tag up to 32 lower case letters, digits and {@code _}, which does not begin with a digit; empty for none
 */
public record GtidOrigin(UUID server, String tag) implements Comparable<GtidOrigin> {
    private static final Pattern TAG = Pattern.compile("([a-z_][a-z0-9_]{0,31})?");

    /** As mysqld does: UUIDs by their bytes, tags by their characters, and no tag first. */
    private static final Comparator<GtidOrigin> ORDER = Comparator.comparing(
                    (GtidOrigin origin) -> origin.server.toString())
            .thenComparing(GtidOrigin::tag);

    /** @throws IllegalArgumentException when the tag is none */
    public GtidOrigin {
        tag = tag.toLowerCase(Locale.ROOT);
        if (!TAG.matcher(tag).matches()) {
            throw new IllegalArgumentException(
                    "a tag of a GTID has up to 32 letters, digits and _ and does not begin with a digit");
        }
    }

    @Override
    public int compareTo(GtidOrigin other) {
        return ORDER.compare(this, other);
    }
}
