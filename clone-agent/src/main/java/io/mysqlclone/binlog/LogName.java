package io.mysqlclone.binlog;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a binary log's file, without its directory: the base name of {@code log_bin} and the log's number.
 *
 * @param base such as {@code binlog}
 * @param number 1 or more
 * @param file both, as the server spells it
 */
public record LogName(String base, long number, String file) {
    /** mysqld writes six digits or more. A name that begins with a dot or a hash is something else's. */
    private static final Pattern FORM = Pattern.compile("([^/\\p{Cntrl}.#][^/\\p{Cntrl}]{0,199})\\.([0-9]{6,10})");

    /** Empty when it is no name of a binary log, or not one that may be made in a directory. */
    public static Optional<LogName> parse(String file) {
        Matcher matcher = FORM.matcher(file);
        return matcher.matches()
                ? Optional.of(new LogName(matcher.group(1), Long.parseLong(matcher.group(2)), file))
                : Optional.empty();
    }

    /** Whether {@code next} may come behind this one in an index. */
    public boolean isBefore(LogName next) {
        return base.equals(next.base) && number < next.number;
    }
}
