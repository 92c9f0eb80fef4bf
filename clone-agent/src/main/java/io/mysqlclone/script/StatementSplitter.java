package io.mysqlclone.script;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a script into statements by the rules of the {@code mysql} client, so that what was tried there runs here: a statement
 * ends with the delimiter, which {@code DELIMITER} changes, outside of strings, quoted names and comments. No other word of
 * the client is known; the server refuses them. A backslash escapes within a string, as long as {@code sql_mode} has no
 * {@code NO_BACKSLASH_ESCAPES}.
 */
final class StatementSplitter {
    private static final Pattern DELIMITER =
            Pattern.compile("delimiter(?:[ \\t]+(\\S+))?[^\\n]*", Pattern.CASE_INSENSITIVE);
    /** As some editors leave it at the beginning. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final String SEMICOLON = ";";

    private final String script;
    private final List<Statement> statements = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private String delimiter = SEMICOLON;
    private int position;
    private int line = 1;
    private int begin;

    StatementSplitter(String script) {
        this.script = script.startsWith(BYTE_ORDER_MARK) ? script.substring(1) : script;
    }

    /** @throws IllegalArgumentException when the script ends too early, or a word of the client is wrong */
    List<Statement> statements() {
        while (position < script.length()) {
            char next = script.charAt(position);
            if (text.isEmpty() && Character.isWhitespace(next)) {
                take(1, false);
            } else if (text.isEmpty() && isDelimiterCommand()) {
                delimiterCommand();
            } else if (script.startsWith(delimiter, position)) {
                end();
                position += delimiter.length();
            } else if (next == '#' || isDashComment()) {
                toEndOfLine();
            } else if (script.startsWith("/*", position)) {
                comment();
            } else if (next == '\'' || next == '"' || next == '`') {
                quoted(next);
            } else {
                take(1, true);
            }
        }
        end();
        return statements;
    }

    /** A word of the client only where a statement could begin, at the beginning of a line. */
    private boolean isDelimiterCommand() {
        int before = position - 1;
        while (before >= 0 && (script.charAt(before) == ' ' || script.charAt(before) == '\t')) {
            before--;
        }
        boolean first = before < 0 || script.charAt(before) == '\n';
        return first && script.regionMatches(true, position, "delimiter", 0, "delimiter".length()) && isWordsEnd();
    }

    private boolean isWordsEnd() {
        int end = position + "delimiter".length();
        return end == script.length() || Character.isWhitespace(script.charAt(end));
    }

    private void delimiterCommand() {
        Matcher command = DELIMITER.matcher(script).region(position, script.length());
        if (!command.lookingAt() || command.group(1) == null) {
            throw new IllegalArgumentException("in line " + line + " DELIMITER is followed by nothing");
        }
        if (command.group(1).contains("\\")) {
            throw new IllegalArgumentException("in line " + line + " a delimiter has a backslash: choose another one");
        }
        delimiter = command.group(1);
        position = command.end();
    }

    /** Two dashes are one only before a blank, as 5--3 is 8. */
    private boolean isDashComment() {
        int after = position + 2;
        return script.startsWith("--", position)
                && (after == script.length()
                        || Character.isWhitespace(script.charAt(after))
                        || Character.isISOControl(script.charAt(after)));
    }

    private void toEndOfLine() {
        int end = script.indexOf('\n', position);
        position = end < 0 ? script.length() : end;
    }

    /** Kept, as it may be a hint; what is for some versions of the server only is read as what it may be. */
    private void comment() {
        if (script.startsWith("/*!", position)) {
            take("/*!".length(), true);
            return;
        }
        int end = script.indexOf("*/", position + 2);
        if (end < 0) {
            throw new IllegalArgumentException("the comment that begins in line " + line + " does not end");
        }
        // Before a statement it is for people only.
        take(end + 2 - position, !text.isEmpty());
    }

    private void quoted(char quote) {
        int end = position + 1;
        while (end < script.length() && script.charAt(end) != quote) {
            end += script.charAt(end) == '\\' && quote != '`' ? 2 : 1;
        }
        if (end >= script.length()) {
            throw new IllegalArgumentException("what is quoted from line " + line + " on does not end");
        }
        take(end + 1 - position, true);
    }

    private void take(int length, boolean ofStatement) {
        if (ofStatement) {
            if (text.isEmpty()) {
                begin = line;
            }
            text.append(script, position, position + length);
        }
        for (int i = 0; i < length; i++) {
            line += script.charAt(position + i) == '\n' ? 1 : 0;
        }
        position += length;
    }

    private void end() {
        if (!text.isEmpty()) {
            statements.add(
                    new Statement(statements.size() + 1, begin, text.toString().stripTrailing()));
        }
        text.setLength(0);
    }
}
