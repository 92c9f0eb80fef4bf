package io.mysqlclone.recipient.remote;

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
public record ServerVersion(int major, int minor, int patch) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,3})\\.(\\d{1,2})\\.(\\d{1,2})(\\D.*)?");

    /** Reads {@code 9.7.4} or {@code 9.7.4-2-debug}. */
    public static Optional<ServerVersion> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new ServerVersion(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    /** As InnoDB stores it, e.g. 90704. */
    public int number() {
        return (major * 100 + minor) * 100 + patch;
    }

    /**
     * Whether a server of this version starts on a clone of {@code donor} (MySQL manual, "Cloning Remote Data"): the
     * same release series; within 8.0 the same patch, or both from 8.0.37 on; or the next LTS series.
     */
    boolean startsOnCloneOf(ServerVersion donor, boolean bothLts) {
        if (major == donor.major && minor == donor.minor) {
            return number() / 100 != 800 || patch == donor.patch || (patch >= 37 && donor.patch >= 37);
        }
        return bothLts && donor.number() >= 90700 && number() >= 90700 && major == donor.major + 1;
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
