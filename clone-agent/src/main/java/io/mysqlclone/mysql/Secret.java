package io.mysqlclone.mysql;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;

/** A password. Never printed; compared by nobody. */
public final class Secret {
    private static final int MAX_FILE_BYTES = 64 * 1024;

    private final byte[] utf8;

    private Secret(byte[] utf8) {
        this.utf8 = utf8;
    }

    /** The password in {@code text}. */
    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The password in {@code characters}, which the caller may overwrite afterwards. */
    public static Secret of(char[] characters) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(characters));
        byte[] utf8 = new byte[encoded.remaining()];
        encoded.get(utf8);
        encoded.clear();
        encoded.put(new byte[encoded.capacity()]);
        return new Secret(utf8);
    }

    /**
     * The password in a file, without one newline (LF or CR LF) at its end.
     *
     * @throws IOException when the file cannot be read or holds more than 64 KiB
     */
    public static Secret fromFile(Path file) throws IOException {
        byte[] content;
        try (var in = Files.newInputStream(file)) {
            content = in.readNBytes(MAX_FILE_BYTES + 1);
        }
        if (content.length > MAX_FILE_BYTES) {
            throw new IOException("The password file " + file + " is larger than 64 KiB: is it the right file?");
        }
        int length = content.length;
        if (length > 0 && content[length - 1] == '\n') {
            length--;
            if (length > 0 && content[length - 1] == '\r') {
                length--;
            }
        }
        byte[] utf8 = Arrays.copyOf(content, length);
        Arrays.fill(content, (byte) 0);
        return new Secret(utf8);
    }

    /** A copy of the password's bytes; the caller overwrites it when done. */
    public byte[] utf8() {
        return utf8.clone();
    }

    /** How long it is, in bytes of UTF-8. */
    public int length() {
        return utf8.length;
    }

    /** The first {@link #isControlCharacter control character} in it. */
    public OptionalInt controlCharacter() {
        for (byte b : utf8) {
            if (isControlCharacter(b)) {
                return OptionalInt.of(b);
            }
        }
        return OptionalInt.empty();
    }

    /** Whether a character, or a byte of UTF-8, is one that nobody types: below the blank, or DEL. */
    public static boolean isControlCharacter(int character) {
        return (character >= 0 && character < ' ') || character == 0x7F;
    }

    /** Whether the password is the empty one. */
    public boolean isEmpty() {
        return utf8.length == 0;
    }

    /** Overwrites the password with zeros; it is of no use afterwards. */
    public void wipe() {
        Arrays.fill(utf8, (byte) 0);
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
