package io.mysqlclone.release;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A MySQL version.
 *
 * @param major e.g. 9 of 9.7.4
 * @param minor e.g. 7
 * @param patch e.g. 4
 */
public record ServerVersion(int major, int minor, int patch) implements Comparable<ServerVersion> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,3})\\.(\\d{1,2})\\.(\\d{1,2})(\\D.*)?");

    private static final Comparator<ServerVersion> ORDER = Comparator.comparingInt(ServerVersion::number);

    /** Reads {@code 9.7.4}, {@code 9.7.4-2-debug} or, of which the fourth part does not matter, {@code 26.10.0.1}. */
    public static Optional<ServerVersion> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new ServerVersion(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    /** Of a number as InnoDB stores it, e.g. 90704. */
    public static ServerVersion ofNumber(int number) {
        return new ServerVersion(number / 10_000, number / 100 % 100, number % 100);
    }

    /** As InnoDB stores it, e.g. 90704. */
    public int number() {
        return (major * 100 + minor) * 100 + patch;
    }

    /** What the releases of one series have in common, e.g. 9.7. */
    public Series series() {
        return new Series(major, minor);
    }

    @Override
    public int compareTo(ServerVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
