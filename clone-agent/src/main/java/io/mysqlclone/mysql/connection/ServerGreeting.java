package io.mysqlclone.mysql.connection;

import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.mysql.MysqlIoException;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.packet.Capability;
import io.mysqlclone.mysql.packet.Payload;
import io.mysqlclone.mysql.packet.ResponsePacket;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The first packet of a server, handshake version 10.
 *
 * @param nonce the random bytes of the authentication, without the terminating zero
 * @param plugin the server's default authentication plugin; empty when it names none
 */
record ServerGreeting(String version, long connectionId, long capabilities, Nonce nonce, String plugin) {
    private static final int PROTOCOL_VERSION = 10;
    private static final int FIRST_NONCE_BYTES = 8;
    private static final int MIN_SECOND_NONCE_BYTES = 13;
    private static final int RESERVED = 10;

    /**
     * @throws ServerErrorException when the server refuses right away (too many connections, host blocked)
     */
    static ServerGreeting parse(ByteBuffer packet) throws MysqlIoException {
        Payload payload = new Payload(packet);
        if (payload.peek() == ResponsePacket.ERR) {
            throw ResponsePacket.error(payload);
        }
        int protocol = payload.int1();
        if (protocol != PROTOCOL_VERSION) {
            throw new MalformedPacketException(
                    "The peer speaks handshake version " + protocol + ", not 10: is it a MySQL server's port?");
        }
        String version = ResponsePacket.printable(payload.zeroTerminated());
        long connectionId = payload.int4();
        byte[] first = payload.bytes(FIRST_NONCE_BYTES);
        payload.skip(1);
        long capabilities = payload.int2();
        payload.skip(3);
        capabilities |= (long) payload.int2() << 16;
        if (!Capability.has(capabilities, Capability.NEEDED)) {
            throw new MalformedPacketException("The server " + version + " is too old to be cloned from");
        }
        int nonceLength = payload.int1();
        payload.skip(RESERVED);
        byte[] second = payload.bytes(Math.max(MIN_SECOND_NONCE_BYTES, nonceLength - FIRST_NONCE_BYTES));
        String plugin = payload.hasRemaining() ? payload.zeroTerminated() : "";
        byte[] nonce = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, nonce, first.length, second.length);
        return new ServerGreeting(version, connectionId, capabilities, Nonce.terminated(nonce), plugin);
    }
}
