package io.mysqlclone.serial;

import io.mysqlclone.engine.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a donor says of its files, in this order: START, a DIRECTORY for each, then FILE and its BLOCKs for each, then END. Big
 * endian, names in UTF-8.
 */
public sealed interface SerialDescriptor {
    /** Longest encoded form. */
    int MAX_LENGTH = 1024;

    /** Most bytes of data behind one descriptor. */
    int LARGEST_BLOCK = 1 << 20;

    /**
     * All that there is at the point; the first words of each round.
     *
     * @param directories how many
     * @param files how many
     * @param bytes of all of them
     */
    record Start(int directories, int files, long bytes) implements SerialDescriptor {}

    /** A directory, whether there are files in it or not. */
    record Directory(String name) implements SerialDescriptor {}

    /**
     * The file that the following blocks are of.
     *
     * @param index from 0
     * @param length bytes up to the point
     * @param name with its directory, if it is in one
     */
    record File(int index, long length, String name) implements SerialDescriptor {
        /** That it is in; empty when it is in none of those that a donor names. */
        public Optional<String> directory() {
            int slash = name.lastIndexOf('/');
            return slash < 0 ? Optional.empty() : Optional.of(name.substring(0, slash));
        }
    }

    /**
     * Bytes of that file, which follow as data.
     *
     * @param offset of the first one, which the recipient has not got yet
     * @param length 1 to {@link #LARGEST_BLOCK}
     * @param checksum their CRC-32C
     */
    record Block(long offset, int length, int checksum) implements SerialDescriptor {}

    /** The recipient has all files. */
    record End() implements SerialDescriptor {}

    /** Puts it into {@code target}, which has room for {@link #MAX_LENGTH}. */
    default void encode(ByteBuffer target) {
        switch (this) {
            case Start(int directories, int files, long bytes) ->
                target.put((byte) 1).putInt(directories).putInt(files).putLong(bytes);
            case Directory(String name) -> target.put((byte) 2).put(name.getBytes(StandardCharsets.UTF_8));
            case File(int index, long length, String name) ->
                target.put((byte) 3).putInt(index).putLong(length).put(name.getBytes(StandardCharsets.UTF_8));
            case Block(long offset, int length, int checksum) ->
                target.put((byte) 4).putLong(offset).putInt(length).putInt(checksum);
            case End() -> target.put((byte) 5);
        }
    }

    /**
     * Reads one, whose names are such as {@code kind} allows; the position of {@code bytes} stays.
     *
     * @throws MalformedMessageException when it is none, or says what can't be
     */
    static SerialDescriptor decode(SerialKind kind, ByteBuffer bytes) throws MalformedMessageException {
        return new SerialDescriptorReader(kind, bytes).read();
    }
}
