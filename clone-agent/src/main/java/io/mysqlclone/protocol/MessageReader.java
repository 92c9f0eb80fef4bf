package io.mysqlclone.protocol;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the fields of one message in turn, each against its bound; the buffer's position and order stay. */
final class MessageReader {
    private static final VarHandle LITTLE_INT =
            MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final String message;
    private final ByteBuffer packet;
    private int position;

    /** Stands behind the code byte of {@code packet}, which must have one. */
    MessageReader(String message, ByteBuffer packet) {
        this.message = message;
        this.packet = packet;
        this.position = packet.position() + 1;
    }

    int remaining() {
        return packet.limit() - position;
    }

    int u8(String field) throws MalformedMessageException {
        need(field, 1);
        return packet.get(position++) & 0xFF;
    }

    int rawInt(String field) throws MalformedMessageException {
        need(field, 4);
        int value = (int) LITTLE_INT.get(packet, position);
        position += 4;
        return value;
    }

    /** An unsigned 32-bit number of at most {@code max}. */
    int u32(String field, int max) throws MalformedMessageException {
        long value = Integer.toUnsignedLong(rawInt(field));
        if (value > max) {
            throw new MalformedMessageException(message, field, value, "0 to " + max);
        }
        return (int) value;
    }

    /** A length of at most {@code max} bytes that are all there. */
    private int length(String field, int max) throws MalformedMessageException {
        int length = u32(field + " length", max);
        if (length > remaining()) {
            throw new MalformedMessageException(message, field + " length", length, "0 to " + remaining());
        }
        return length;
    }

    /** Bytes behind their own length. */
    Bytes bytes(String field, int max) throws MalformedMessageException {
        int length = length(field, max);
        Bytes bytes = Bytes.copyOf(slice(length));
        return bytes;
    }

    /** All that is left, as a view. */
    ByteBuffer rest() {
        return slice(remaining());
    }

    private ByteBuffer slice(int length) {
        ByteBuffer slice = packet.slice(position, length);
        position += length;
        return slice;
    }

    /** Text behind its length: well-formed UTF-8 without control characters other than white space. */
    String text(String field, int max) throws MalformedMessageException {
        ByteBuffer encoded = slice(length(field, max));
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(encoded)
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedMessageException(message, field, "not UTF-8", "UTF-8 text");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t') {
                throw new MalformedMessageException(
                        message, field, "text with control character " + (int) c, "text without control characters");
            }
        }
        return text;
    }

    EngineLocator locator() throws MalformedMessageException {
        int engineType = u8("engine type");
        return new EngineLocator(engineType, bytes("locator", EngineLocator.MAX_LENGTH));
    }

    /** Entries up to the end of the packet. */
    List<EngineLocator> locators() throws MalformedMessageException {
        List<EngineLocator> locators = new ArrayList<>();
        while (remaining() > 0) {
            if (locators.size() == EngineLocator.MAX_COUNT) {
                throw new MalformedMessageException(
                        message,
                        "number of locators",
                        "more than " + EngineLocator.MAX_COUNT,
                        "0 to " + EngineLocator.MAX_COUNT);
            }
            locators.add(locator());
        }
        return locators;
    }

    /** Refuses bytes behind the last field. */
    <T> T end(T decoded) throws MalformedMessageException {
        if (remaining() > 0) {
            throw new MalformedMessageException(message, "number of bytes behind the last field", remaining(), "0");
        }
        return decoded;
    }

    private void need(String field, int bytes) throws MalformedMessageException {
        if (remaining() < bytes) {
            throw new MalformedMessageException(
                    message, field, "cut off after " + remaining() + " bytes", bytes + " bytes");
        }
    }
}
