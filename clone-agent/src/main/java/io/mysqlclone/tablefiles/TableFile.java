package io.mysqlclone.tablefiles;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a file of a table.
 *
 * @param schema whose directory it is in
 * @param table its name without the extension, as mysqld encodes it
 * @param kind by its extension
 */
public record TableFile(SchemaName schema, String table, Kind kind) {
    private static final int LONGEST = 255;
    private static final Pattern FORM = Pattern.compile("([0-9A-Za-z_@]+)\\.([A-Za-z]{3})");

    /** Tables that the server writes to for itself, and that can't be locked: a clone has them empty. */
    private static final Set<String> SERVER_LOGS = Set.of("general_log", "slow_log");

    /** Which files there are. */
    public enum Kind {
        /** Rows of MyISAM. */
        MYD("MyISAM", false),
        /** Indexes of MyISAM; each table has one. */
        MYI("MyISAM", true),
        /** The tables that one of MERGE is made of. */
        MRG("MRG_MYISAM", true),
        /** Rows of CSV. */
        CSV("CSV", true),
        /** The number of these rows. */
        CSM("CSV", false),
        /** An ARCHIVE table. */
        ARZ("ARCHIVE", true),
        /** What the dictionary knows of a table of any of them, for people. */
        SDI("", false);

        private final String engine;
        private final boolean main;

        Kind(String engine, boolean main) {
            this.engine = engine;
            this.main = main;
        }

        /** Whose it is, as {@code information_schema.engines} has it; empty when it may be anybody's. */
        public String engine() {
            return engine;
        }

        /** Whether each table of the engine has exactly one. */
        public boolean isMain() {
            return main;
        }

        private String extension() {
            return this == SDI ? "sdi" : name();
        }

        private static Optional<Kind> of(String extension) {
            for (Kind kind : values()) {
                if (kind.extension().equals(extension)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    /** Empty when it is not the name of such a file, or that of one that is being made anew. */
    public static Optional<TableFile> parse(SchemaName schema, String name) {
        Matcher matcher = FORM.matcher(name);
        return name.length() <= LONGEST && matcher.matches()
                ? Kind.of(matcher.group(2)).map(kind -> new TableFile(schema, matcher.group(1), kind))
                : Optional.empty();
    }

    /** As {@link #toString} has it; empty when it is no such name. */
    public static Optional<TableFile> parse(String path) {
        int slash = path.indexOf('/');
        return slash < 0
                ? Optional.empty()
                : SchemaName.parse(path.substring(0, slash))
                        .flatMap(schema -> parse(schema, path.substring(slash + 1)));
    }

    /** Its name in the directory of its schema. */
    public String name() {
        return table + "." + kind.extension();
    }

    /** Whether it holds rows of a table that the server logs to: those stay where they are. */
    public boolean isServerLog() {
        return schema.equals(SchemaName.SYSTEM) && SERVER_LOGS.contains(table) && kind != Kind.SDI;
    }

    /** Whether a table is one that the server logs to. */
    public static boolean isServerLog(String schema, String table) {
        return schema.equals(SchemaName.SYSTEM.directory()) && SERVER_LOGS.contains(table);
    }

    @Override
    public String toString() {
        return schema.directory() + "/" + name();
    }
}
