package io.mysqlclone.backup;

/** Names and texts in statements. */
final class SqlText {
    private SqlText() {}

    /** A name of the server's, whatever characters it has. */
    static String identifier(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /** A text that has no backslash. */
    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
