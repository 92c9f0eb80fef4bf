package io.mysqlclone.mysql.accept;

import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.mysql.packet.Capability;
import io.mysqlclone.mysql.packet.Payload;
import java.nio.ByteBuffer;

/** What a client sends in answer to the greeting. */
final class LoginRequest {
    /** Length of the part that alone asks for TLS. */
    static final int FIXED_PART = 32;

    private static final int MAX_USER = 32 * 4;
    private static final int MAX_DATABASE = 64 * 4;
    private static final int MAX_PLUGIN = 64;
    private static final int MAX_ATTRIBUTES = 64 << 10;
    private static final int MAX_ZSTD_LEVEL = 22;
    /** Behind capabilities: longest packet, collation, and 23 bytes of nothing. */
    private static final int REST_OF_FIXED_PART = FIXED_PART - 4;

    private final long capabilities;
    private final String user;
    private final byte[] proof;
    private final String plugin;
    private final int zstdLevel;

    private LoginRequest(long capabilities, String user, byte[] proof, String plugin, int zstdLevel) {
        this.capabilities = capabilities;
        this.user = user;
        this.proof = proof;
        this.plugin = plugin;
        this.zstdLevel = zstdLevel;
    }

    /** What it wants to use. */
    long capabilities() {
        return capabilities;
    }

    /** Its account; an empty one is none. */
    String user() {
        return user;
    }

    /** Its first words to the authentication plugin. */
    byte[] proof() {
        return proof.clone();
    }

    /** The plugin it begins with; empty when it names none. */
    String plugin() {
        return plugin;
    }

    /** Level of compression it asks for, 1 to 22; 0 without zstd. */
    int zstdLevel() {
        return zstdLevel;
    }

    /** Whether a packet asks for TLS, and says nothing else. */
    static boolean asksForTls(ByteBuffer packet) throws MalformedPacketException {
        if (packet.remaining() != FIXED_PART) {
            return false;
        }
        return Capability.has(new Payload(packet.duplicate()).int4(), Capability.SSL);
    }

    /** @throws MalformedPacketException when it is not the login of a client of MySQL 4.1 or later */
    static LoginRequest parse(ByteBuffer packet) throws MalformedPacketException {
        Payload payload = new Payload(packet);
        long capabilities = payload.int4();
        if (!Capability.has(capabilities, Capability.PROTOCOL_41 | Capability.SECURE_CONNECTION)) {
            throw new MalformedPacketException("the client is older than MySQL 4.1, or no MySQL client");
        }
        payload.skip(REST_OF_FIXED_PART);
        String user = limited("user name", payload.zeroTerminated(), MAX_USER);
        byte[] proof = payload.bytes(
                Capability.has(capabilities, Capability.PLUGIN_AUTH_LENENC) ? payload.lengthEncoded() : payload.int1());
        if (Capability.has(capabilities, Capability.CONNECT_WITH_DB) && payload.hasRemaining()) {
            limited("schema", payload.zeroTerminated(), MAX_DATABASE);
        }
        String plugin = "";
        if (Capability.has(capabilities, Capability.PLUGIN_AUTH) && payload.hasRemaining()) {
            plugin = limited("plugin", payload.zeroTerminated(), MAX_PLUGIN);
        }
        if (Capability.has(capabilities, Capability.CONNECT_ATTRS) && payload.hasRemaining()) {
            long attributes = payload.lengthEncoded();
            if (attributes > MAX_ATTRIBUTES) {
                throw new MalformedPacketException("the client has " + attributes + " bytes of attributes");
            }
            payload.skip(attributes);
        }
        int level = 0;
        if (Capability.has(capabilities, Capability.ZSTD_COMPRESSION) && payload.hasRemaining()) {
            level = payload.int1();
            if (level < 1 || level > MAX_ZSTD_LEVEL) {
                throw new MalformedPacketException("the client asks for zstd level " + level + ", not 1 to 22");
            }
        }
        return new LoginRequest(capabilities, user, proof, plugin, level);
    }

    private static String limited(String what, String text, int max) throws MalformedPacketException {
        if (text.length() > max) {
            throw new MalformedPacketException("the client's " + what + " has " + text.length() + " characters");
        }
        return text;
    }
}
