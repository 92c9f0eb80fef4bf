package io.mysqlclone.datadir;

import java.io.IOException;

/** A donor named a file that must not be written; the message quotes the name with control characters escaped. */
public final class UnsafePathException extends IOException {
    /**
     * @param name the name as the donor sent it
     * @param reason what is wrong with it, to be read after the name
     */
    public UnsafePathException(String name, String reason) {
        super("Donor file name \"" + printable(name) + "\" is refused: " + reason);
    }

    private static String printable(String name) {
        StringBuilder text = new StringBuilder();
        name.chars()
                .limit(300)
                .forEach(c ->
                        text.append(c < 0x20 || c == 0x7f ? String.format("\\x%02x", c) : String.valueOf((char) c)));
        return name.length() > 300 ? text.append("...").toString() : text.toString();
    }
}
