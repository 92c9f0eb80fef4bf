package io.mysqlclone.replica;

/** Values in statements, for a session whose {@code sql_mode} is empty. */
final class SqlText {
    private SqlText() {}

    /** A string literal. */
    static String quoted(String value) {
        return "'"
                + value.replace("\\", "\\\\")
                        .replace("'", "\\'")
                        .replace("\0", "\\0")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\u001a", "\\Z")
                + "'";
    }

    /** The end of a statement about one channel. */
    static String forChannel(String channel) {
        return " FOR CHANNEL " + quoted(channel);
    }
}
