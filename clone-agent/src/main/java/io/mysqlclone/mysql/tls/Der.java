package io.mysqlclone.mysql.tls;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes elements of DER (X.690), which keys and certificates consist of. */
final class Der {
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int UTF8_STRING = 0x0C;
    static final int UTC_TIME = 0x17;
    static final int GENERALIZED_TIME = 0x18;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;
    /** {@code [0]}, constructed. */
    static final int EXPLICIT_0 = 0xA0;

    private Der() {}

    /** An element whose content is at most 64 KiB, with the shortest length form, as X.690 8.1.3 and 10.1 ask for. */
    static byte[] element(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer element = ByteBuffer.allocate(length + 4).put((byte) tag);
        if (length < 0x80) {
            element.put((byte) length);
        } else if (length <= 0xFF) {
            element.put((byte) 0x81).put((byte) length);
        } else {
            element.put((byte) 0x82).putShort((short) length);
        }
        for (byte[] part : parts) {
            element.put(part);
        }
        return Arrays.copyOf(element.array(), element.position());
    }

    /** The name of an algorithm or attribute, in its encoded form. */
    static byte[] objectIdentifier(int... encoded) {
        byte[] content = new byte[encoded.length];
        for (int i = 0; i < encoded.length; i++) {
            content[i] = (byte) encoded[i];
        }
        return element(OBJECT_IDENTIFIER, content);
    }

    /** A number of whole bytes. */
    static byte[] bitString(byte[] content) {
        return element(BIT_STRING, new byte[1], content);
    }
}
