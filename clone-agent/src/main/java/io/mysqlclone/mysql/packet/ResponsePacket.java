package io.mysqlclone.mysql.packet;

import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.mysql.MysqlIoException;
import io.mysqlclone.mysql.ServerErrorException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The first bytes of a server's answer, and ERR packets. */
public final class ResponsePacket {
    /** First byte of OK, which ends a command. */
    public static final int OK = 0x00;
    /** First byte of what an authentication plugin of the server says. */
    public static final int AUTH_MORE_DATA = 0x01;
    /** First byte of the request for an account's next authentication factor. */
    public static final int AUTH_NEXT_FACTOR = 0x02;
    /** First byte of a request for a local file, and of a NULL in a row. */
    public static final int LOCAL_INFILE = 0xFB;
    /** First byte of EOF, and of the request to switch the authentication plugin. */
    public static final int EOF = 0xFE;
    /** First byte of an error. */
    public static final int ERR = 0xFF;

    /** More than any answer but a result set has. */
    public static final int MAX_LENGTH = 64 * 1024;

    private static final int SQL_STATE_LENGTH = 5;
    private static final int MAX_MESSAGE = 1024;

    private ResponsePacket() {}

    /** The error in an ERR packet that is read from its first byte on. */
    public static ServerErrorException error(Payload payload) throws MalformedPacketException {
        payload.skip(1);
        int code = payload.int2();
        String sqlState = "HY000";
        // An error before the handshake has no SQLSTATE.
        if (payload.peek() == '#') {
            payload.skip(1);
            sqlState = printable(new String(payload.bytes(SQL_STATE_LENGTH), StandardCharsets.US_ASCII));
        }
        byte[] message = payload.rest();
        String text = new String(Arrays.copyOf(message, Math.min(message.length, MAX_MESSAGE)), StandardCharsets.UTF_8);
        return new ServerErrorException(code, sqlState, printable(text));
    }

    /** An OK packet, else the error it is instead. */
    public static void requireOk(Payload payload) throws MysqlIoException {
        switch (payload.peek()) {
            case OK -> {}
            case ERR -> throw error(payload);
            default -> throw new MalformedPacketException("The server sent neither OK nor an error");
        }
    }

    /** Text of a server as it may be shown on a terminal. */
    public static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
    }
}
