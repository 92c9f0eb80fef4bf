package io.mysqlclone.kubectl.report;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Removes what looks like a secret from a text: a log, a message. It is the second line, behind leaving out what is not known
 * to be harmless; a log may have anything in it.
 */
final class Scrubber {
    static final String REMOVED = "(removed)";

    private record Rule(Pattern pattern, String replacement) {}

    /** Words that stand before a secret, as the end of a longer word too: {@code MYSQL_ROOT_PASSWORD}. */
    private static final String WORDS =
            "(?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|api[_-]?key|private[_-]?key|access[_-]?key)";

    private static final List<Rule> RULES = List.of(
            rule("(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\\z)", REMOVED),
            rule("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9._~+/=-]{8,}", "$1 " + REMOVED),
            // user:password@host
            rule("([a-z][a-z0-9+.-]*://[^\\s/:@]*):[^\\s/@]+@", "$1:" + REMOVED + "@"),
            // CHANGE REPLICATION SOURCE TO ... SOURCE_PASSWORD = 'x', IDENTIFIED BY 'x'
            rule("(?i)(identified\\s+(?:with\\s+\\S+\\s+)?(?:by|as)\\s+)(?:'[^']*'|\"[^\"]*\")", "$1" + REMOVED),
            rule(
                    "(?i)([\\w.-]*" + WORDS + "[\"']?[ \\t]*(?:=>|[:=])[ \\t]*)(?:'[^']*'|\"[^\"]*\"|[^\\s,;}\\])]+)",
                    "$1" + REMOVED),
            // mysqld --initialize, and the official image
            rule("(?i)(temporary password is generated for \\S+ )\\S+", "$1" + REMOVED),
            rule("(?i)(--?[\\w-]*" + WORDS + "\\s+)[^\\s-]\\S*", "$1" + REMOVED),
            rule("(\\s-p)[^\\s-]\\S*", "$1" + REMOVED));

    private Scrubber() {}

    /** The text without what looks like a secret. */
    static String scrub(String text) {
        String clean = text;
        for (Rule rule : RULES) {
            clean = rule.pattern().matcher(clean).replaceAll(rule.replacement());
        }
        return clean;
    }

    private static Rule rule(String pattern, String replacement) {
        return new Rule(Pattern.compile(pattern), replacement);
    }
}
