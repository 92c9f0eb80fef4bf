package io.mysqlclone.mysql.accept;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes the first packet of a server, handshake version 10. */
public final class GreetingEncoder {
    /** utf8mb4_0900_ai_ci. */
    private static final byte COLLATION = (byte) 255;

    private static final byte PROTOCOL_VERSION = 10;
    private static final int FIRST_NONCE_BYTES = 8;
    private static final int RESERVED = 10;

    private GreetingEncoder() {}

    /**
     * The packet's payload.
     *
     * @param nonce 20 bytes, none of them zero
     */
    public static ByteBuffer encode(String version, long connectionId, long capabilities, byte[] nonce) {
        byte[] name = version.getBytes(StandardCharsets.UTF_8);
        byte[] plugin = Login.PLUGIN.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer packet = ByteBuffer.allocate(name.length + plugin.length + nonce.length + 48)
                .order(ByteOrder.LITTLE_ENDIAN);
        packet.put(PROTOCOL_VERSION).put(name).put((byte) 0).putInt((int) connectionId);
        packet.put(nonce, 0, FIRST_NONCE_BYTES).put((byte) 0);
        packet.putShort((short) capabilities).put(COLLATION).putShort((short) AnswerPackets.AUTOCOMMIT);
        packet.putShort((short) (capabilities >>> 16)).put((byte) (nonce.length + 1));
        packet.position(packet.position() + RESERVED);
        packet.put(nonce, FIRST_NONCE_BYTES, nonce.length - FIRST_NONCE_BYTES).put((byte) 0);
        return packet.put(plugin).put((byte) 0).flip();
    }
}
