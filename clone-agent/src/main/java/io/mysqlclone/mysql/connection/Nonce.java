package io.mysqlclone.mysql.connection;

import io.mysqlclone.mysql.MalformedPacketException;
import java.util.Arrays;

/** The server's random bytes that an authentication is tied to. */
final class Nonce {
    private final byte[] bytes;

    private Nonce(byte[] bytes) {
        this.bytes = bytes;
    }

    /** From the wire, where one zero byte follows. */
    static Nonce terminated(byte[] wire) throws MalformedPacketException {
        int length = wire.length > 0 && wire[wire.length - 1] == 0 ? wire.length - 1 : wire.length;
        if (length == 0) {
            throw new MalformedPacketException("The server sent no random bytes for the authentication");
        }
        return new Nonce(Arrays.copyOf(wire, length));
    }

    byte[] bytes() {
        return bytes.clone();
    }
}
