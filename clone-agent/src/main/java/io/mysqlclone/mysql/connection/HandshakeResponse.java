package io.mysqlclone.mysql.connection;

import io.mysqlclone.mysql.packet.Capability;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The client's packets of the handshake: the request for TLS, and the login. */
final class HandshakeResponse {
    private static final int FIXED_PART = 32;
    /** utf8mb4_0900_ai_ci. */
    private static final byte COLLATION = (byte) 255;
    /** What one lenient server-side limit allows; nothing we send comes near. */
    private static final int MAX_PACKET = 1 << 30;

    private static final byte DEFAULT_ZSTD_LEVEL = 3;
    private static final String[] ATTRIBUTES = {"program_name", "clone-agent"};

    private HandshakeResponse() {}

    /** The fixed part alone asks for TLS. */
    static ByteBuffer sslRequest(long capabilities) {
        return fixedPart(capabilities, FIXED_PART).flip();
    }

    /** The login. */
    static ByteBuffer response(long capabilities, String user, byte[] authentication, String plugin) {
        byte[] userBytes = user.getBytes(StandardCharsets.UTF_8);
        byte[] pluginBytes = plugin.getBytes(StandardCharsets.UTF_8);
        byte[] attributes = attributes();
        ByteBuffer packet = fixedPart(
                capabilities,
                FIXED_PART + userBytes.length + authentication.length + pluginBytes.length + attributes.length + 32);
        packet.put(userBytes).put((byte) 0);
        putLengthEncoded(packet, authentication);
        packet.put(pluginBytes).put((byte) 0);
        if (Capability.has(capabilities, Capability.CONNECT_ATTRS)) {
            putLengthEncoded(packet, attributes);
        }
        if (Capability.has(capabilities, Capability.ZSTD_COMPRESSION)) {
            packet.put(DEFAULT_ZSTD_LEVEL);
        }
        return packet.flip();
    }

    private static ByteBuffer fixedPart(long capabilities, int size) {
        ByteBuffer packet = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        packet.putInt((int) capabilities).putInt(MAX_PACKET).put(COLLATION);
        return packet.position(FIXED_PART);
    }

    private static byte[] attributes() {
        ByteBuffer packet = ByteBuffer.allocate(128);
        for (String text : ATTRIBUTES) {
            putLengthEncoded(packet, text.getBytes(StandardCharsets.UTF_8));
        }
        byte[] result = new byte[packet.position()];
        packet.get(0, result);
        return result;
    }

    private static void putLengthEncoded(ByteBuffer packet, byte[] content) {
        if (content.length < 0xFB) {
            packet.put((byte) content.length);
        } else {
            packet.put((byte) 0xFD);
            packet.put((byte) content.length).put((byte) (content.length >>> 8)).put((byte) (content.length >>> 16));
        }
        packet.put(content);
    }
}
