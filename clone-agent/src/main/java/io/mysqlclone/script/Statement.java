package io.mysqlclone.script;

/**
 * One statement of a script.
 *
 * @param number counts the statements of its script from 1
 * @param line of the script where it begins, from 1
 * @param text without the delimiter, and without comments up to the end of a line
 */
record Statement(int number, int line, String text) {

    /** The text may hold a password. */
    @Override
    public String toString() {
        return "statement " + number + " (line " + line + ")";
    }
}
