package io.mysqlclone.innodb.descriptor;

import io.mysqlclone.engine.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What InnoDB says in a {@code COM_RES_DATA_DESC} or {@code COM_ACK}: 12 bytes of header, then fields by type. */
public sealed interface Descriptor
        permits LocatorDescriptor, TaskDescriptor, StateDescriptor, FileDescriptor, DataDescriptor {
    /** The descriptor version of every release so far, and the only one asked for. */
    int VERSION = 100;

    /** Bytes of version, length and type. */
    int HEADER_LENGTH = 12;

    /** Greatest task index: a donor serves 128 tasks. */
    int MAX_TASK_INDEX = 127;

    /** Greatest length of a file, in bytes: 2^32 pages of 64 KiB. */
    long MAX_FILE_SIZE = 1L << 48;

    /** The type in the header, 1 to 5. */
    int type();

    /** Length in bytes, header included. */
    int encodedLength();

    /** Writes what follows the header at the position of {@code target}, which is big endian. */
    void encodeBody(ByteBuffer target);

    /**
     * Writes the descriptor at the position of {@code target}, whatever its byte order.
     *
     * @throws java.nio.BufferOverflowException if less than {@link #encodedLength} bytes remain
     */
    default void encode(ByteBuffer target) {
        ByteOrder order = target.order();
        target.order(ByteOrder.BIG_ENDIAN);
        target.putInt(VERSION).putInt(encodedLength()).putInt(type());
        encodeBody(target);
        target.order(order);
    }

    /** The descriptor as bytes. */
    default Bytes encode() {
        ByteBuffer target = ByteBuffer.allocate(encodedLength());
        encode(target);
        return Bytes.copyOf(target.flip());
    }
}
