package io.mysqlclone.serial;

import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.serial.SerialDescriptor.Block;
import io.mysqlclone.serial.SerialDescriptor.Directory;
import io.mysqlclone.serial.SerialDescriptor.End;
import io.mysqlclone.serial.SerialDescriptor.File;
import io.mysqlclone.serial.SerialDescriptor.Start;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads a descriptor that may be anything. */
final class SerialDescriptorReader {
    private static final int LONGEST_SHOWN = 80;

    private final SerialKind kind;
    private final ByteBuffer from;

    SerialDescriptorReader(SerialKind kind, ByteBuffer from) {
        this.kind = kind;
        this.from = from.slice();
    }

    SerialDescriptor read() throws MalformedMessageException {
        if (!from.hasRemaining() || from.remaining() > SerialDescriptor.MAX_LENGTH) {
            throw malformed("length", from.remaining(), "1 to " + SerialDescriptor.MAX_LENGTH);
        }
        byte code = from.get();
        return switch (code) {
            case 1 -> start();
            case 2 -> directory();
            case 3 -> file();
            case 4 -> block();
            case 5 -> {
                requireLeft(0);
                yield new End();
            }
            default -> throw malformed("kind", code, "1 to 5");
        };
    }

    private void requireLeft(int length) throws MalformedMessageException {
        if (from.remaining() != length) {
            throw malformed("length", from.limit(), Integer.toString(1 + length));
        }
    }

    private Start start() throws MalformedMessageException {
        requireLeft(Integer.BYTES + Integer.BYTES + Long.BYTES);
        var start = new Start(from.getInt(), from.getInt(), from.getLong());
        if (!kind.directories().allow(start.directories())) {
            throw malformed(
                    "number of directories",
                    start.directories(),
                    kind.directories().toString());
        }
        if (!kind.files().allow(start.files())) {
            throw malformed("number of files", start.files(), kind.files().toString());
        }
        if (start.bytes() < 0) {
            throw malformed("bytes", start.bytes(), "0 or more");
        }
        return start;
    }

    private Directory directory() throws MalformedMessageException {
        String name = name(kind.directory());
        if (!kind.isDirectory(name)) {
            throw malformedName(kind.directory(), name);
        }
        return new Directory(name);
    }

    private File file() throws MalformedMessageException {
        if (from.remaining() <= Integer.BYTES + Long.BYTES) {
            throw malformed("length", from.limit(), "that of a file with a name");
        }
        int index = from.getInt();
        long length = from.getLong();
        if (index < 0 || length < 0) {
            throw malformed("file", index + " of " + length + " bytes", "0 or more");
        }
        String name = name(kind.file());
        if (!kind.isFile(name)) {
            throw malformedName(kind.file(), name);
        }
        return new File(index, length, name);
    }

    private String name(String what) throws MalformedMessageException {
        ByteBuffer name = from.slice();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(name.duplicate()).toString();
        } catch (CharacterCodingException e) {
            throw malformedName(what, StandardCharsets.ISO_8859_1.decode(name).toString());
        }
    }

    private Block block() throws MalformedMessageException {
        requireLeft(Long.BYTES + Integer.BYTES + Integer.BYTES);
        var block = new Block(from.getLong(), from.getInt(), from.getInt());
        if (block.offset() < 0 || block.length() < 1 || block.length() > SerialDescriptor.LARGEST_BLOCK) {
            throw malformed(
                    "block",
                    block.offset() + "+" + block.length(),
                    "1 to " + SerialDescriptor.LARGEST_BLOCK + " bytes");
        }
        return block;
    }

    private MalformedMessageException malformedName(String what, String name) {
        String shown = name.substring(0, Math.min(LONGEST_SHOWN, name.length())).replaceAll("[^ -~]", "?");
        return malformed("name", shown, "that of a " + what);
    }

    private MalformedMessageException malformed(String field, Object value, String allowed) {
        return new MalformedMessageException(kind.stage() + " DESCRIPTOR", field, value, allowed);
    }
}
