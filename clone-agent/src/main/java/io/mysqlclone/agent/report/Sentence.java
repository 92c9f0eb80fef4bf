package io.mysqlclone.agent.report;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The one style of what this program says: a capital letter at the beginning, a full stop at the end. Who words a message
 * writes a clause, which can be part of a longer one; it becomes a sentence here, where it leaves the program.
 */
public final class Sentence {
    /** A word of the language; what has digits, dots, slashes or the like in it is a name, and is written as it is. */
    private static final Pattern WORD = Pattern.compile("[a-z]+('s)?(-[a-z]+)*(?=[,:;.]?( |$))");

    /** Names that look like words. */
    private static final Set<String> NAMES = Set.of("mysqld", "mysqld's", "clone-agent", "innochecksum");

    private Sentence() {}

    /** {@code clause} as a sentence; a sentence stays as it is, and so does the end of an SQL statement. */
    public static String of(String clause) {
        var text = clause.strip();
        if (text.isEmpty()) {
            return text;
        }
        return capitalized(text) + (".!?;".indexOf(text.charAt(text.length() - 1)) >= 0 ? "" : ".");
    }

    /** {@code clause} and, behind it in the same sentence, the advice. */
    public static String of(String clause, Optional<String> hint) {
        return of(hint.map(advice -> clause + "; " + advice).orElse(clause));
    }

    private static String capitalized(String text) {
        var first = WORD.matcher(text);
        return first.lookingAt() && !NAMES.contains(first.group())
                ? Character.toUpperCase(text.charAt(0)) + text.substring(1)
                : text;
    }
}
