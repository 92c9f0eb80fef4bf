package io.mysqlclone.agent.console;

/**
 * What a text may use.
 *
 * @param colour ANSI colours
 * @param unicode characters beyond ASCII
 */
record Style(boolean colour, boolean unicode) {
    static final Style PLAIN = new Style(false, false);

    static final String BOLD = "1";
    static final String DIM = "2";
    static final String RED = "31";
    static final String GREEN = "32";
    static final String YELLOW = "33";

    /** {@code text} in the given rendition, when colours may be used. */
    String paint(String rendition, String text) {
        return colour && !text.isEmpty() ? "\u001b[" + rendition + "m" + text + "\u001b[0m" : text;
    }

    /** One of two spellings. */
    String pick(String unicodeText, String asciiText) {
        return unicode ? unicodeText : asciiText;
    }
}
