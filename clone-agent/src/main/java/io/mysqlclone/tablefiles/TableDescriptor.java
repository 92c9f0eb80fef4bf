package io.mysqlclone.tablefiles;

import io.mysqlclone.engine.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a donor says of the files of tables, in this order: START, a SCHEMA for each, then FILE and its BLOCKs for each, then END.
 * Big endian; names are those of directories and files, which are ASCII.
 */
public sealed interface TableDescriptor {
    /** Longest encoded form. */
    int MAX_LENGTH = 1024;

    /**
     * All that there is at the point; the first words of each round.
     *
     * @param schemas how many, 1 or more
     * @param files how many
     * @param bytes of all of them
     */
    record Start(int schemas, int files, long bytes) implements TableDescriptor {}

    /** A schema, whether it has files or not. */
    record Schema(SchemaName name) implements TableDescriptor {}

    /**
     * The file that the following blocks are of.
     *
     * @param index from 0
     */
    record File(int index, long length, TableFile name) implements TableDescriptor {}

    /**
     * Bytes of that file, which follow as data.
     *
     * @param offset of the first one, which the recipient has not got yet
     * @param length 1 to {@link UnloggedTables#BLOCK}
     * @param checksum their CRC-32C
     */
    record Block(long offset, int length, int checksum) implements TableDescriptor {}

    /** The recipient has all files. */
    record End() implements TableDescriptor {}

    /** Puts it into {@code target}, which has room for {@link #MAX_LENGTH}. */
    default void encode(ByteBuffer target) {
        switch (this) {
            case Start(int schemas, int files, long bytes) ->
                target.put((byte) 1).putInt(schemas).putInt(files).putLong(bytes);
            case Schema(SchemaName name) -> target.put((byte) 2).put(ascii(name.directory()));
            case File(int index, long length, TableFile name) -> {
                byte[] schema = ascii(name.schema().directory());
                target.put((byte) 3)
                        .putInt(index)
                        .putLong(length)
                        .put((byte) schema.length)
                        .put(schema)
                        .put(ascii(name.name()));
            }
            case Block(long offset, int length, int checksum) ->
                target.put((byte) 4).putLong(offset).putInt(length).putInt(checksum);
            case End() -> target.put((byte) 5);
        }
    }

    private static byte[] ascii(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads one; the position of {@code bytes} stays.
     *
     * @throws MalformedMessageException when it is none, or says what can't be
     */
    static TableDescriptor decode(ByteBuffer bytes) throws MalformedMessageException {
        ByteBuffer from = bytes.duplicate();
        if (!from.hasRemaining() || from.remaining() > MAX_LENGTH) {
            throw malformed("length", bytes.remaining(), "1 to " + MAX_LENGTH);
        }
        byte kind = from.get();
        return switch (kind) {
            case 1 -> start(exactly(from, Integer.BYTES + Integer.BYTES + Long.BYTES));
            case 2 -> new Schema(schema(from));
            case 3 -> file(from);
            case 4 -> block(exactly(from, Long.BYTES + Integer.BYTES + Integer.BYTES));
            case 5 -> {
                exactly(from, 0);
                yield new End();
            }
            default -> throw malformed("kind", kind, "1 to 5");
        };
    }

    private static ByteBuffer exactly(ByteBuffer from, int length) throws MalformedMessageException {
        if (from.remaining() != length) {
            throw malformed("length", 1 + from.remaining(), Integer.toString(1 + length));
        }
        return from;
    }

    private static Start start(ByteBuffer from) throws MalformedMessageException {
        var start = new Start(from.getInt(), from.getInt(), from.getLong());
        if (start.schemas < 1 || start.schemas > UnloggedTables.MOST_SCHEMAS) {
            throw malformed("number of schemas", start.schemas, "1 to " + UnloggedTables.MOST_SCHEMAS);
        }
        if (start.files < 0 || start.files > UnloggedTables.MOST_FILES) {
            throw malformed("number of files", start.files, "0 to " + UnloggedTables.MOST_FILES);
        }
        if (start.bytes < 0) {
            throw malformed("bytes", start.bytes, "0 or more");
        }
        return start;
    }

    private static SchemaName schema(ByteBuffer from) throws MalformedMessageException {
        String name = text(from);
        return SchemaName.parse(name).orElseThrow(() -> malformedName("schema", name));
    }

    private static File file(ByteBuffer from) throws MalformedMessageException {
        int fixed = Integer.BYTES + Long.BYTES + 1;
        if (from.remaining() <= fixed) {
            throw malformed("length", 1 + from.remaining(), "that of a file with a name");
        }
        int index = from.getInt();
        long length = from.getLong();
        if (index < 0 || length < 0) {
            throw malformed("file", index + " of " + length + " bytes", "0 or more");
        }
        int schemaLength = Byte.toUnsignedInt(from.get());
        if (schemaLength > from.remaining()) {
            throw malformed("length of the schema's name", schemaLength, "up to " + from.remaining());
        }
        SchemaName schema = schema(from.slice(from.position(), schemaLength));
        String name = text(from.position(from.position() + schemaLength));
        Optional<TableFile> file = TableFile.parse(schema, name).filter(known -> !known.isServerLog());
        return new File(index, length, file.orElseThrow(() -> malformedName("file", name)));
    }

    private static String text(ByteBuffer from) {
        return StandardCharsets.ISO_8859_1.decode(from.duplicate()).toString();
    }

    private static Block block(ByteBuffer from) throws MalformedMessageException {
        var block = new Block(from.getLong(), from.getInt(), from.getInt());
        if (block.offset < 0 || block.length < 1 || block.length > UnloggedTables.BLOCK) {
            throw malformed("block", block.offset + "+" + block.length, "1 to " + UnloggedTables.BLOCK + " bytes");
        }
        return block;
    }

    private static MalformedMessageException malformedName(String what, String name) {
        String shown = name.substring(0, Math.min(80, name.length())).replaceAll("[^ -~]", "?");
        return malformed("name of a " + what, shown, "one that mysqld gives to a " + what + " of a table");
    }

    private static MalformedMessageException malformed(String field, Object value, String allowed) {
        return new MalformedMessageException("TABLE FILES DESCRIPTOR", field, value, allowed);
    }
}
