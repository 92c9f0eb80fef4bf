package io.mysqlclone.mysql.accept;

import io.mysqlclone.mysql.packet.Capability;
import io.mysqlclone.mysql.packet.ResponsePacket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes a server's answers: OK, ERR, EOF, and result sets of the text protocol. */
public final class AnswerPackets {
    /** {@code SERVER_STATUS_AUTOCOMMIT}. */
    static final int AUTOCOMMIT = 2;

    private static final int SQL_STATE = 5;
    private static final byte VAR_STRING = (byte) 0xFD;
    /** utf8mb4_0900_ai_ci. */
    private static final short COLLATION = 255;

    private static final int LENGTH_OF_FIXED_FIELDS = 0x0C;
    private static final int MAX_TEXT = 16 << 10;

    private AnswerPackets() {}

    /** OK, nothing changed. */
    public static ByteBuffer ok() {
        return end(ResponsePacket.OK);
    }

    private static ByteBuffer end(int first) {
        return ByteBuffer.wrap(new byte[] {(byte) first, 0, 0, AUTOCOMMIT, 0, 0, 0});
    }

    /**
     * ERR.
     *
     * @param sqlState five characters
     */
    public static ByteBuffer error(int code, String sqlState, String message) {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + SQL_STATE + text.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) ResponsePacket.ERR)
                .putShort((short) code)
                .put((byte) '#')
                .put(sqlState.getBytes(StandardCharsets.US_ASCII), 0, SQL_STATE)
                .put(text)
                .flip();
    }

    /** ERR to somebody who has not said yet what he understands: without SQLSTATE. */
    static ByteBuffer errorBeforeGreeting(int code, String message) {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(3 + text.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) ResponsePacket.ERR)
                .putShort((short) code)
                .put(text)
                .flip();
    }

    /**
     * The packets of a result set.
     *
     * @param capabilities of the connection
     * @param columns their names
     * @param rows as many fields as columns in each; a NULL is empty; a text is cut off at 16 KiB
     */
    public static List<ByteBuffer> table(
            long capabilities, List<String> columns, List<? extends List<Optional<String>>> rows) {
        boolean deprecateEof = Capability.has(capabilities, Capability.DEPRECATE_EOF);
        List<ByteBuffer> packets = new ArrayList<>();
        packets.add(new Text().number(columns.size()).packet());
        for (String column : columns) {
            packets.add(definition(column));
        }
        if (!deprecateEof) {
            packets.add(eof());
        }
        for (List<Optional<String>> row : rows) {
            Text text = new Text();
            for (Optional<String> field : row) {
                field.ifPresentOrElse(text::text, text::missing);
            }
            packets.add(text.packet());
        }
        packets.add(deprecateEof ? end(ResponsePacket.EOF) : eof());
        return packets;
    }

    private static ByteBuffer eof() {
        return ByteBuffer.wrap(new byte[] {(byte) ResponsePacket.EOF, 0, 0, AUTOCOMMIT, 0});
    }

    private static ByteBuffer definition(String name) {
        return new Text()
                .text("def")
                .text("")
                .text("")
                .text("")
                .text(name)
                .text("")
                .number(LENGTH_OF_FIXED_FIELDS)
                .fixedFields()
                .packet();
    }

    /** Length-encoded fields in a row. */
    private static final class Text {
        private ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);

        Text number(int value) {
            if (value < ResponsePacket.LOCAL_INFILE) {
                room(1).put((byte) value);
            } else {
                room(3).put((byte) 0xFC).putShort((short) value);
            }
            return this;
        }

        Text text(String value) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            int length = Math.min(utf8.length, MAX_TEXT);
            number(length).room(length).put(utf8, 0, length);
            return this;
        }

        void missing() {
            room(1).put((byte) ResponsePacket.LOCAL_INFILE);
        }

        Text fixedFields() {
            room(LENGTH_OF_FIXED_FIELDS)
                    .putShort(COLLATION)
                    .putInt(MAX_TEXT)
                    .put(VAR_STRING)
                    .putShort((short) 0)
                    .put((byte) 0)
                    .putShort((short) 0);
            return this;
        }

        private ByteBuffer room(int count) {
            if (bytes.remaining() < count) {
                bytes = ByteBuffer.allocate(2 * bytes.capacity() + count)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(bytes.flip());
            }
            return bytes;
        }

        ByteBuffer packet() {
            return bytes.flip();
        }
    }
}
