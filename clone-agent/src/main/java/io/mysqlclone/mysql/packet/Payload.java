package io.mysqlclone.mysql.packet;

import io.mysqlclone.mysql.MalformedPacketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads the fields of a small packet. Whatever is missing or too long is a {@link MalformedPacketException}. */
public final class Payload {
    private final ByteBuffer bytes;

    /** Fields from position to limit, little endian. */
    public Payload(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether there is a byte to take. */
    public boolean hasRemaining() {
        return bytes.hasRemaining();
    }

    /** Bytes that are left to take. */
    public int remaining() {
        return bytes.remaining();
    }

    /** The next byte without taking it, or -1 at the end. */
    public int peek() {
        return bytes.hasRemaining() ? bytes.get(bytes.position()) & 0xFF : -1;
    }

    /** One byte, unsigned. */
    public int int1() throws MalformedPacketException {
        return require(1).get() & 0xFF;
    }

    /** Two bytes, unsigned. */
    public int int2() throws MalformedPacketException {
        return require(2).getShort() & 0xFFFF;
    }

    /** Four bytes, unsigned. */
    public long int4() throws MalformedPacketException {
        return require(4).getInt() & 0xFFFF_FFFFL;
    }

    /** A length-encoded integer; what does not fit a positive {@code long} is refused. */
    public long lengthEncoded() throws MalformedPacketException {
        int first = int1();
        return switch (first) {
            case 0xFC -> int2();
            case 0xFD -> int2() | (long) int1() << 16;
            case 0xFE -> {
                long value = require(8).getLong();
                if (value < 0) {
                    throw new MalformedPacketException("A length-encoded integer is out of range");
                }
                yield value;
            }
            case 0xFB, 0xFF -> throw new MalformedPacketException("A length-encoded integer begins with " + first);
            default -> first;
        };
    }

    /** The next {@code count} bytes. */
    public byte[] bytes(long count) throws MalformedPacketException {
        ByteBuffer source = require(count);
        byte[] result = new byte[(int) count];
        source.get(result);
        return result;
    }

    /** UTF-8 text behind its length. */
    public String lengthEncodedText() throws MalformedPacketException {
        return new String(bytes(lengthEncoded()), StandardCharsets.UTF_8);
    }

    /** Text up to a zero byte, which must be there. */
    public String zeroTerminated() throws MalformedPacketException {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            if (bytes.get(i) == 0) {
                String text = new String(bytes(i - bytes.position()), StandardCharsets.UTF_8);
                bytes.get();
                return text;
            }
        }
        throw new MalformedPacketException("A text in a packet has no end");
    }

    /** All bytes that are left. */
    public byte[] rest() throws MalformedPacketException {
        return bytes(bytes.remaining());
    }

    /** Passes over {@code count} bytes. */
    public void skip(long count) throws MalformedPacketException {
        require(count).position(bytes.position() + (int) count);
    }

    private ByteBuffer require(long count) throws MalformedPacketException {
        if (count < 0 || count > bytes.remaining()) {
            throw new MalformedPacketException("A packet ends where " + count + " more bytes belong");
        }
        return bytes;
    }
}
