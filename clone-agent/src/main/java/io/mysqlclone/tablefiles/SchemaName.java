package io.mysqlclone.tablefiles;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The directory of a schema, as mysqld encodes its name: letters and digits of ASCII, an underscore, and all else behind an
 * {@code @}. So it can't lead out of the data directory, and is no name of mysqld's own, which begin with a hash.
 *
 * @param directory its name in the data directory
 */
public record SchemaName(String directory) {
    /** MySQL's own schema. */
    public static final SchemaName SYSTEM = new SchemaName("mysql");

    /** Has a directory, and nothing in it that counts. */
    public static final SchemaName PERFORMANCE = new SchemaName("performance_schema");

    private static final Pattern FORM = Pattern.compile("[0-9A-Za-z_@]{1,255}");

    /** Empty when it is not a name as mysqld encodes one. */
    public static Optional<SchemaName> parse(String directory) {
        return FORM.matcher(directory).matches() ? Optional.of(new SchemaName(directory)) : Optional.empty();
    }
}
