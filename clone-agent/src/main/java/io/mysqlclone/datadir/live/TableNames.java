package io.mysqlclone.datadir.live;

import java.nio.file.Path;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of schemas and tables as users know them. */
final class TableNames {
    private static final int MOST_NAMED = 10;

    /** What stands for a character that a file name does not have as it is, such as {@code @002d} for a hyphen. */
    private static final Pattern ENCODED = Pattern.compile("@([0-9a-f]{4})");

    private TableNames() {}

    /** The name of a file or directory without what mysqld has made of it for the file system. */
    static String decoded(Path file) {
        return ENCODED.matcher(file.toString())
                .replaceAll(
                        code -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(code.group(1), 16))));
    }

    /** The first few of many, and how many there are besides. */
    static String some(Collection<String> names) {
        String shown = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        int more = names.size() - MOST_NAMED;
        return shown + (more > 0 ? " and " + more + " more" : "");
    }
}
