package io.mysqlclone.datadir.live;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Binary logs made of headers and the little content that matters. */
final class BinaryLogs {
    static final int QUERY = 2;
    static final int FORMAT_DESCRIPTION = 15;
    static final int GTID = 33;
    static final int ANONYMOUS_GTID = 34;
    static final int PREVIOUS_GTIDS = 35;
    static final int GTID_TAGGED = 42;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private BinaryLogs() {
        bytes.writeBytes(new byte[] {(byte) 0xfe, 'b', 'i', 'n'});
    }

    static BinaryLogs log() {
        return new BinaryLogs().event(FORMAT_DESCRIPTION, new byte[100]);
    }

    /** The set that a log of a server begins with that has no transactions yet. */
    BinaryLogs noPreviousGtids() {
        return event(PREVIOUS_GTIDS, new byte[8]);
    }

    BinaryLogs event(int type, byte[] body) {
        bytes.writeBytes(ByteBuffer.allocate(19 + body.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0)
                .put((byte) type)
                .putInt(1)
                .putInt(19 + body.length)
                .putInt(0)
                .putShort((short) 0)
                .put(body)
                .array());
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
