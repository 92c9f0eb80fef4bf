package io.mysqlclone.kubectl.view;

/**
 * What a text may use.
 *
 * @param colour ANSI colours
 * @param unicode characters beyond ASCII
 * @param width columns of a line
 */
public record Style(boolean colour, boolean unicode, int width) {
    static final String BOLD = "1";
    static final String DIM = "2";
    static final String RED = "31";
    static final String GREEN = "32";
    static final String YELLOW = "33";

    private static final int PLAIN_WIDTH = 120;

    /** For output that is no terminal. */
    public static final Style PLAIN = new Style(false, false, PLAIN_WIDTH);

    String paint(String rendition, String text) {
        return colour && !text.isEmpty() ? "\u001b[" + rendition + "m" + text + "\u001b[0m" : text;
    }

    /** One of two spellings. */
    String pick(String unicodeText, String asciiText) {
        return unicode ? unicodeText : asciiText;
    }

    /** A text that takes no more than {@code room} columns. */
    static String cut(String text, int room) {
        return text.length() <= room ? text : text.substring(0, Math.max(0, room - 3)) + "...";
    }
}
