package io.mysqlclone.kubectl.view;

/**
 * What a text may use.
 *
 * @param colour ANSI colours
 * @param unicode characters beyond ASCII
 * @param bounded whether what is wider than {@code width} is cut, as in a window; elsewhere it is only wrapped where it can be
 * @param width columns of a line
 */
public record Style(boolean colour, boolean unicode, boolean bounded, int width) {
    static final String BOLD = "1";
    static final String DIM = "2";
    static final String RED = "31";
    static final String GREEN = "32";
    static final String YELLOW = "33";

    private static final int PLAIN_WIDTH = 120;

    private static final char ESCAPE = '\u001b';

    /** For output that is no terminal. */
    public static final Style PLAIN = new Style(false, false, false, PLAIN_WIDTH);

    String paint(String rendition, String text) {
        return colour && !text.isEmpty() ? "\u001b[" + rendition + "m" + text + "\u001b[0m" : text;
    }

    /** One of two spellings. */
    String pick(String unicodeText, String asciiText) {
        return unicode ? unicodeText : asciiText;
    }

    /** A line that is not wider than the window, if it must not be; colours take no room. */
    String fit(String line) {
        if (!bounded) {
            return line;
        }
        StringBuilder fitting = new StringBuilder();
        int length = 0;
        for (int at = 0; at < line.length(); at++) {
            char next = line.charAt(at);
            if (next == ESCAPE) {
                int end = line.indexOf('m', at);
                fitting.append(line, at, end + 1);
                at = end;
            } else if (length < width) {
                fitting.append(next);
                length++;
            }
        }
        return fitting.toString();
    }
}
