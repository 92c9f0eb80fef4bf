package io.mysqlclone.recipient.scripted;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Packets of the classic protocol around clone mode. */
public final class ClassicPackets {
    /** PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH, PLUGIN_AUTH_LENENC and a few that matter to nobody. */
    private static final int CAPABILITIES = 0x0028_A285;

    private static final int SSL = 0x0000_0800;

    private ClassicPackets() {}

    /** As {@link #greeting()}, of a server that can do TLS. */
    static byte[] greetingWithTls() {
        return greeting("9.7.4", CAPABILITIES | SSL);
    }

    /** Handshake version 10 with caching_sha2_password. */
    public static byte[] greeting() {
        return greeting("9.7.4", CAPABILITIES);
    }

    static byte[] greeting(String version, int capabilities) {
        byte[] name = version.getBytes(StandardCharsets.UTF_8);
        ByteBuffer packet = ByteBuffer.allocate(name.length + 80).order(ByteOrder.LITTLE_ENDIAN);
        packet.put((byte) 10).put(name).put((byte) 0).putInt(77);
        packet.put("abcdefgh".getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        packet.putShort((short) capabilities).put((byte) 45).putShort((short) 2).putShort((short)
                (capabilities >>> 16));
        packet.put((byte) 21).put(new byte[10]);
        packet.put("ijklmnopqrst".getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        packet.put("caching_sha2_password".getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        byte[] written = new byte[packet.position()];
        packet.get(0, written);
        return written;
    }

    public static byte[] ok() {
        return new byte[] {0, 0, 0, 2, 0, 0, 0};
    }

    public static byte[] error(int code, String text) {
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(9 + message.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0xFF)
                .putShort((short) code)
                .put("#HY000".getBytes(StandardCharsets.US_ASCII))
                .put(message)
                .array();
    }

    /** A text result set of one row with one field, for a client without DEPRECATE_EOF. */
    public static List<byte[]> oneRow(String value) {
        byte[] end = {(byte) 0xFE, 0, 0, 2, 0};
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        byte[] row = ByteBuffer.allocate(1 + text.length)
                .put((byte) text.length)
                .put(text)
                .array();
        return List.of(new byte[] {1}, new byte[] {3, 'd', 'e', 'f', 0, 0, 0, 1, 'c', 0}, end, row, end);
    }

    /** The beginning of a payload of so many times 16 MiB, of which each packet says that another one follows. */
    static byte[] huge(int sequence, int packets) {
        int length = 0xFF_FFFF;
        ByteBuffer bytes = ByteBuffer.allocate(packets * (4 + length)).order(ByteOrder.LITTLE_ENDIAN);
        for (int packet = 0; packet < packets; packet++) {
            bytes.putInt(length | (sequence + packet) << 24).put(new byte[length]);
        }
        return bytes.array();
    }

    /** Header and payload; the payload must be shorter than 16 MiB - 1. */
    public static byte[] framed(int sequence, byte[] payload) {
        return ByteBuffer.allocate(4 + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(payload.length | sequence << 24)
                .put(payload)
                .array();
    }
}
