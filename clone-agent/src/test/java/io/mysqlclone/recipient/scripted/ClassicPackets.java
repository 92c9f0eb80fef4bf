package io.mysqlclone.recipient.scripted;

import io.mysqlclone.mysql.accept.AnswerPackets;
import io.mysqlclone.mysql.accept.GreetingEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Packets of the classic protocol around clone mode, as the bytes that a lie changes. */
public final class ClassicPackets {
    /** PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH, PLUGIN_AUTH_LENENC and a few that matter to nobody. */
    static final int CAPABILITIES = 0x0028_A285;

    /** Number of every connection. */
    static final long CONNECTION = 77;

    private static final String NONCE = "abcdefghijklmnopqrst";

    private ClassicPackets() {}

    /** Handshake version 10 with caching_sha2_password. */
    public static byte[] greeting() {
        return greeting("9.7.4", CAPABILITIES);
    }

    static byte[] greeting(String version, int capabilities) {
        return bytes(GreetingEncoder.encode(
                version, CONNECTION, Integer.toUnsignedLong(capabilities), NONCE.getBytes(StandardCharsets.US_ASCII)));
    }

    public static byte[] ok() {
        return bytes(AnswerPackets.ok());
    }

    public static byte[] error(int code, String text) {
        return bytes(AnswerPackets.error(code, "HY000", text));
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

    private static byte[] bytes(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return bytes;
    }
}
