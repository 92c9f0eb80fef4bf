package io.mysqlclone.innodb.descriptor;

import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.TablespaceKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads InnoDB descriptors. */
public final class DescriptorDecoder {
    private static final int LOCATOR_PADDING_BYTE = 0;

    private DescriptorDecoder() {}

    /**
     * Decodes what remains in {@code source}; its position and byte order stay. Behind a locator zeros may follow.
     *
     * @throws MalformedMessageException if it is not exactly one descriptor
     */
    public static Descriptor decode(ByteBuffer source) throws MalformedMessageException {
        int available = source.remaining();
        if (available < Descriptor.HEADER_LENGTH) {
            throw new MalformedMessageException(
                    "InnoDB descriptor", "length", available, Descriptor.HEADER_LENGTH + " or more");
        }
        var header = new DescriptorReader("InnoDB", source, available);
        if (header.u32(0) != Descriptor.VERSION) {
            throw header.malformed("version", header.u32(0), String.valueOf(Descriptor.VERSION));
        }
        int type = header.u32(8, "type", 5);
        int length = header.u32(4, "length", available);
        if (type != LocatorDescriptor.TYPE && length != available) {
            throw header.malformed("length", length, String.valueOf(available));
        }
        return switch (type) {
            case LocatorDescriptor.TYPE -> locator(source, length);
            case TaskDescriptor.TYPE -> task(new DescriptorReader("TASK", source, length));
            case StateDescriptor.TYPE -> state(new DescriptorReader("STATE", source, length));
            case FileDescriptor.TYPE -> file(new DescriptorReader("FILE", source, length));
            case DataDescriptor.TYPE -> data(new DescriptorReader("DATA", source, length));
            default -> throw header.malformed("type", type, "1 to 5");
        };
    }

    private static LocatorDescriptor locator(ByteBuffer source, int length) throws MalformedMessageException {
        var reader = new DescriptorReader("LOCATOR", source, length);
        reader.leastLength(InnodbLocator.LENGTH);
        for (int at = source.position() + length; at < source.limit(); at++) {
            if (source.get(at) != LOCATOR_PADDING_BYTE) {
                throw reader.malformed("padding", source.get(at) & 0xFF, "0");
            }
        }
        var locator = new InnodbLocator(
                reader.u64(12),
                reader.u64(20),
                reader.u32(28, "index", Integer.MAX_VALUE),
                reader.stateOfCode(reader.u8(32), SnapshotState.NONE, SnapshotState.DONE),
                reader.u8(33));
        return new LocatorDescriptor(
                locator,
                length == InnodbLocator.LENGTH
                        ? Optional.empty()
                        : Optional.of(ChunkProgress.decode(reader, InnodbLocator.LENGTH)));
    }

    private static TaskDescriptor task(DescriptorReader reader) throws MalformedMessageException {
        reader.exactLength(TaskDescriptor.LENGTH);
        return new TaskDescriptor(
                reader.taskIndex(12),
                reader.u32(16, "chunk", Integer.MAX_VALUE),
                reader.u32(20, "block", Integer.MAX_VALUE));
    }

    private static StateDescriptor state(DescriptorReader reader) throws MalformedMessageException {
        reader.exactLength(
                StateDescriptor.LENGTH, "as every MySQL sends it: the donor is none (GreatSQL sends another one)");
        int flags = reader.u16(44);
        if (flags > StateDescriptor.KEEP_ALIVE) {
            throw reader.malformed("flags", flags, "0 to " + StateDescriptor.KEEP_ALIVE);
        }
        return new StateDescriptor(
                reader.state(12, SnapshotState.NONE, SnapshotState.DONE),
                reader.taskIndex(16),
                reader.u32(20, "number of chunks", Integer.MAX_VALUE),
                reader.u32(24),
                reader.u64(28, "estimate", Long.MAX_VALUE),
                reader.u64(36, "disk estimate", Long.MAX_VALUE),
                flags);
    }

    private static DataDescriptor data(DescriptorReader reader) throws MalformedMessageException {
        reader.exactLength(DataDescriptor.LENGTH);
        int length = reader.u32(32, "data length", DataDescriptor.MAX_LENGTH);
        return new DataDescriptor(
                reader.state(12, SnapshotState.FILE_COPY, SnapshotState.REDO_COPY),
                reader.taskIndex(16),
                positive(reader, 20, "chunk"),
                positive(reader, 24, "block"),
                reader.u32(28, "file index", Integer.MAX_VALUE),
                length,
                reader.u64(36, "offset", Descriptor.MAX_FILE_SIZE - length),
                reader.u64(44, "file size", Descriptor.MAX_FILE_SIZE));
    }

    private static int positive(DescriptorReader reader, int offset, String field) throws MalformedMessageException {
        int value = reader.u32(offset, field, Integer.MAX_VALUE);
        if (value == 0) {
            throw reader.malformed(field, 0, "1 to " + Integer.MAX_VALUE);
        }
        return value;
    }

    private static FileDescriptor file(DescriptorReader reader) throws MalformedMessageException {
        reader.leastLength(FileDescriptor.FIXED_LENGTH);
        int flagBits = reader.u16(40);
        if (flagBits > FileFlags.ALL) {
            throw reader.malformed("flags", flagBits, "0 to " + FileFlags.ALL);
        }
        FileFlags flags = new FileFlags(flagBits);
        int nameLength = reader.u32(58, "name length", FileDescriptor.MAX_NAME_LENGTH);
        int keyAt = FileDescriptor.FIXED_LENGTH + nameLength;
        reader.exactLength(keyAt + (flags.hasKey() ? TablespaceKey.LENGTH : 0));
        return new FileDescriptor(
                reader.state(12, SnapshotState.FILE_COPY, SnapshotState.REDO_COPY),
                reader.u64(16, "file size", Descriptor.MAX_FILE_SIZE),
                reader.u64(24, "allocated size", Descriptor.MAX_FILE_SIZE),
                new FspFlags(reader.rawInt(32)),
                reader.u32(36, "file system block size", FileDescriptor.MAX_FS_BLOCK_SIZE),
                flags,
                reader.u32(42),
                reader.u32(46, "file index", Integer.MAX_VALUE),
                reader.u32(50, "first chunk", Integer.MAX_VALUE),
                reader.u32(54, "last chunk", Integer.MAX_VALUE),
                nameLength == 0 ? Optional.empty() : Optional.of(name(reader, nameLength)),
                flags.hasKey()
                        ? Optional.of(TablespaceKey.of(reader.bytes(keyAt, TablespaceKey.LENGTH)))
                        : Optional.empty());
    }

    /** A name is refused rather than repaired: it must be the same bytes on the recipient's file system. */
    private static String name(DescriptorReader reader, int length) throws MalformedMessageException {
        byte[] bytes = reader.bytes(FileDescriptor.FIXED_LENGTH, length);
        if (length == 1 || bytes[length - 1] != 0) {
            throw reader.malformed("file name", "empty or not terminated", "a name with NUL at its end");
        }
        for (int i = 0; i < length - 1; i++) {
            if ((bytes[i] >= 0 && bytes[i] < ' ') || bytes[i] == 0x7F) {
                throw reader.malformed("file name", "text with byte " + bytes[i], "text without control characters");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length - 1))
                    .toString();
        } catch (CharacterCodingException e) {
            throw reader.malformed("file name", "not UTF-8", "UTF-8 text");
        }
    }
}
