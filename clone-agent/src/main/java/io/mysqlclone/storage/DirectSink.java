package io.mysqlclone.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes past the page cache (O_DIRECT); the parts that are not aligned go through an ordinary channel. */
final class DirectSink implements BlockSink {
    private final Path path;
    private final OrdinaryFile file;
    private final FileChannel direct;
    private final int alignment;

    DirectSink(Path path, int alignment) throws StorageException {
        this.path = path;
        this.alignment = alignment;
        try {
            this.direct = openDirect(path);
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
        this.file = new OrdinaryFile(path);
    }

    /** Opens a file for direct writes, or throws as the file system refuses it. */
    static FileChannel openDirect(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.WRITE, directOption());
    }

    /** Opens a file for direct reads, or throws as the file system refuses it. */
    static FileChannel openDirectToRead(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ, directOption());
    }

    /**
     * {@code ExtendedOpenOption.DIRECT}, by name: its module jdk.unsupported is there to be used, but javac warns of it
     * in a way that no annotation silences.
     */
    private static OpenOption directOption() {
        try {
            for (Object option :
                    Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
                if (option instanceof OpenOption direct && option.toString().equals("DIRECT")) {
                    return direct;
                }
            }
        } catch (ClassNotFoundException e) {
            throw new UnsupportedOperationException("This Java has no direct writes", e);
        }
        throw new UnsupportedOperationException("This Java has no direct writes");
    }

    @Override
    public void write(ByteBuffer src, long offset) throws StorageException {
        long at = offset;
        if (src.isDirect()) {
            int bufferPhase = src.alignmentOffset(src.position(), alignment);
            if (bufferPhase == Math.floorMod(offset, alignment)) {
                int limit = src.limit();
                int head = Math.min(src.remaining(), Math.floorMod(-offset, alignment));
                at = part(src, head, at);
                src.limit(limit);
                int middle = src.remaining() - src.remaining() % alignment;
                src.limit(src.position() + middle);
                at = direct(src, at);
                src.limit(limit);
            }
        }
        file.write(src, at);
    }

    private long direct(ByteBuffer src, long offset) throws StorageException {
        long at = offset;
        try {
            while (src.hasRemaining()) {
                int written = direct.write(src, at);
                at += written;
                if (written % alignment != 0) {
                    break; // A short direct write ends inside a block; the rest goes the ordinary way.
                }
            }
            return at;
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
    }

    private long part(ByteBuffer src, int length, long at) throws StorageException {
        src.limit(src.position() + length);
        file.write(src, at);
        return at + length;
    }

    @Override
    public void punchHole(long offset, long length) throws StorageException {
        file.punchHole(offset, length);
    }

    @Override
    public void preallocate(long length) throws StorageException {
        file.preallocate(length);
    }

    @Override
    public void extendTo(long length) throws StorageException {
        file.extendTo(length);
    }

    @Override
    public long size() throws StorageException {
        try {
            return direct.size();
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
    }

    @Override
    public void force() throws StorageException {
        try {
            direct.force(false);
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
    }

    @Override
    public void close() throws StorageException {
        try (direct) {
            file.close();
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
    }
}
