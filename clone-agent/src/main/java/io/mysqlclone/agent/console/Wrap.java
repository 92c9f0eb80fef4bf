package io.mysqlclone.agent.console;

import java.util.ArrayList;
import java.util.List;

/** Text in a window: lines that end between words. */
final class Wrap {
    private Wrap() {}

    /**
     * {@code text} in lines of at most {@code width} characters. A word that is longer has a line of its own. What begins
     * with a blank is a command to be copied, or a table, and stays as it is.
     */
    static List<String> lines(String text, int width) {
        if (text.length() <= width || text.startsWith(" ")) {
            return List.of(text);
        }
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** The same as one text. */
    static String text(String text, int width) {
        return String.join("\n", lines(text, width));
    }
}
