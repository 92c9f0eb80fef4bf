package io.mysqlclone.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** An immutable sequence of bytes with value equality: locators and descriptors that outlive their packet. */
public final class Bytes {
    /** No bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private static final int PRINTED = 64;

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** Copies {@code source}. */
    public static Bytes of(byte... source) {
        return new Bytes(source.clone());
    }

    /** Copies what remains in {@code source}; its position stays. */
    public static Bytes copyOf(ByteBuffer source) {
        byte[] copy = new byte[source.remaining()];
        source.get(source.position(), copy);
        return new Bytes(copy);
    }

    /** Number of bytes. */
    public int length() {
        return content.length;
    }

    /** A fresh read-only big-endian view. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(content).asReadOnlyBuffer();
    }

    /** A copy. */
    public byte[] toArray() {
        return content.clone();
    }

    /** Puts all bytes at the position of {@code target}. */
    public void putInto(ByteBuffer target) {
        target.put(content);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /** The first bytes in hexadecimal and the length. */
    @Override
    public String toString() {
        String hex = HexFormat.of().formatHex(content, 0, Math.min(PRINTED, content.length));
        return content.length > PRINTED ? hex + "... (" + content.length + " bytes)" : hex;
    }
}
