package io.mysqlclone.innodb.descriptor;

import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.SnapshotState;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the fields of one descriptor at their offsets, each against its bound, whatever the buffer's byte order. */
final class DescriptorReader {
    private static final VarHandle SHORT = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final String descriptor;
    private final ByteBuffer source;
    private final int base;
    private final int length;

    /** A descriptor of {@code length} bytes at the position of {@code source}, all of which are there. */
    DescriptorReader(String descriptor, ByteBuffer source, int length) {
        this.descriptor = descriptor;
        this.source = source;
        this.base = source.position();
        this.length = length;
    }

    int length() {
        return length;
    }

    /** The descriptor must have exactly this many bytes. */
    void exactLength(int expected) throws MalformedMessageException {
        if (length != expected) {
            throw malformed("length", length, String.valueOf(expected));
        }
    }

    /** As {@link #exactLength(int)}, of a length that tells who the peer is. */
    void exactLength(int expected, String remark) throws MalformedMessageException {
        if (length != expected) {
            throw malformed("length", length, expected + ", " + remark);
        }
    }

    /** The descriptor must have at least this many bytes. */
    void leastLength(int expected) throws MalformedMessageException {
        if (length < expected) {
            throw malformed("length", length, expected + " or more");
        }
    }

    int rawInt(int offset) {
        return (int) INT.get(source, base + offset);
    }

    int u8(int offset) {
        return source.get(base + offset) & 0xFF;
    }

    int u16(int offset) {
        return (short) SHORT.get(source, base + offset) & 0xFFFF;
    }

    long u32(int offset) {
        return Integer.toUnsignedLong(rawInt(offset));
    }

    int u32(int offset, String field, int max) throws MalformedMessageException {
        long value = u32(offset);
        if (value > max) {
            throw malformed(field, value, "0 to " + max);
        }
        return (int) value;
    }

    long u64(int offset) {
        return (long) LONG.get(source, base + offset);
    }

    long u64(int offset, String field, long max) throws MalformedMessageException {
        long value = u64(offset);
        if (value < 0 || value > max) {
            throw malformed(field, Long.toUnsignedString(value), "0 to " + max);
        }
        return value;
    }

    /** A state from {@code first} to {@code last}. */
    SnapshotState state(int offset, SnapshotState first, SnapshotState last) throws MalformedMessageException {
        return stateOfCode(u32(offset), first, last);
    }

    SnapshotState stateOfCode(long code, SnapshotState first, SnapshotState last) throws MalformedMessageException {
        if (code < first.code() || code > last.code()) {
            throw malformed("state", code, first.code() + " to " + last.code());
        }
        return SnapshotState.ofCode((int) code);
    }

    int taskIndex(int offset) throws MalformedMessageException {
        return u32(offset, "task index", Descriptor.MAX_TASK_INDEX);
    }

    byte[] bytes(int offset, int count) {
        byte[] copy = new byte[count];
        source.get(base + offset, copy);
        return copy;
    }

    MalformedMessageException malformed(String field, Object value, String allowed) {
        return new MalformedMessageException(descriptor + " descriptor", field, value, allowed);
    }
}
